import type { FieldError } from '../../domain/errors.ts';
import type { Session } from '../../store/store.ts';

/** How account managers stand in cells: their addresses, the one who leads first, with `;` between them; ids do as well. */
export class ManagerNames {
  readonly #byId: ReadonlyMap<string, string>;
  readonly #byAddress: ReadonlyMap<string, string>;

  private constructor(users: readonly { readonly id: string; readonly email: string }[]) {
    this.#byId = new Map(users.map(({ id, email }) => [id, email]));
    this.#byAddress = new Map([
      ...users.map(({ id, email }) => [email.toLowerCase(), id] as const),
      ...users.map(({ id, email }) => [email, id] as const),
    ]);
  }

  static async load({ db }: Session): Promise<ManagerNames> {
    return new ManagerNames(await db.selectFrom('users').select(['id', 'email']).execute());
  }

  cellOf(ids: readonly string[]): string {
    return ids.map((id) => this.#byId.get(id) ?? id).join(';');
  }

  /** The ids of those whom a cell names; nobody in an empty one. */
  managersOf(cell: string): { readonly ids: string[] } | { readonly error: FieldError } {
    const names = cell.split(/[;,]/).map((name) => name.trim());
    const ids: string[] = [];
    for (const name of names.filter((each) => each !== '')) {
      const id = this.#byId.has(name) ? name : (this.#byAddress.get(name) ?? this.#byAddress.get(name.toLowerCase()));
      if (id === undefined) {
        const message = `there is no user '${name}': name users by their e-mail addresses, with ; between them`;
        return { error: { path: 'accountManagers', message } };
      }
      ids.push(id);
    }
    return { ids };
  }
}
