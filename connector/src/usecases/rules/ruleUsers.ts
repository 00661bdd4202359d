import { managersHeld } from '../../domain/accountManagers.ts';
import type { Rule, RuleAction } from '../../domain/rule.ts';
import type { RuledState, UsersOf } from '../../domain/ruleOutcome.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerContext } from '../../store/subjects.ts';

type AssignUsers = Extract<RuleAction, { type: 'assignUsers' }>;

const RULE = { type: 'rule', id: '' } as const;
const SEPARATORS = /[\s,;]+/;

/** What rules may change of a loaded customer, as it is. */
export function ruledStateOf({ customer, managers }: CustomerContext): RuledState {
  return {
    dunningPlanId: customer.planId,
    accountManagers: managers.map(({ id }) => id),
    paymentMethods: customer.paymentMethodsJson === null ? null : (JSON.parse(customer.paymentMethodsJson) as string[]),
    excluded: customer.excluded === 1,
  };
}

/** The organisation's users by their addresses, for rules that assign those whom a custom field holds (RUL-3). */
export class RuleUsers {
  readonly #byEmail: ReadonlyMap<string, string>;

  private constructor(byEmail: ReadonlyMap<string, string>) {
    this.#byEmail = byEmail;
  }

  static async load({ db }: Session): Promise<RuleUsers> {
    const rows = await db.selectFrom('users').select(['id', 'email']).execute();
    return new RuleUsers(new Map(rows.map(({ id, email }) => [email.toLowerCase(), id])));
  }

  /** Where a source says who the account managers are (X3), rules assign nobody. */
  finderFor({ customer }: CustomerContext): UsersOf {
    return (action) => (customer.managersSource === null ? this.#usersOf(action, customer) : null);
  }

  /** Why a rule that should assign users assigns nobody, or null. */
  problemOf(action: RuleAction, { customer, managers }: CustomerContext): string | null {
    if (action.type !== 'assignUsers') return null;
    const held = managersHeld(customer.managersSource, RULE);
    if (held !== null) {
      const wished = this.#usersOf(action, customer) ?? [];
      return wished.join() === managers.map(({ id }) => id).join() ? null : held;
    }
    if ('userIds' in action) return null;
    const { known, addresses } = this.#read(action.customField, customer.customFieldsJson);
    if (known.length > 0) return null;
    return addresses.length === 0
      ? `The custom field '${action.customField}' holds no address`
      : `The custom field '${action.customField}' holds no address of a user: ${addresses.join(', ')}`;
  }

  #usersOf(action: AssignUsers, { customFieldsJson }: CustomerContext['customer']): readonly string[] | null {
    if ('userIds' in action) return action.userIds;
    const { known } = this.#read(action.customField, customFieldsJson);
    return known.length > 0 ? known : null;
  }

  #read(key: string, customFieldsJson: string): { known: string[]; addresses: string[] } {
    const value = (JSON.parse(customFieldsJson) as Record<string, unknown>)[key];
    const texts = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
    const addresses = texts.flatMap((text) => text.split(SEPARATORS)).filter((each) => each !== '');
    const known = addresses.flatMap((address) => this.#byEmail.get(address.toLowerCase()) ?? []);
    return { known: [...new Set(known)], addresses };
  }
}

/** Who did it, in history (EVT-1). */
export function actorOf({ id, name }: Rule) {
  return { type: 'rule', id, name, role: 'admin', position: null, userId: null } as const;
}
