import type { Bookkeeper } from './books.ts';
import type { SourceSystem } from './sourceSystem.ts';

interface Taken {
  readonly id: string;
  readonly externalId: string;
  readonly version: number;
  readonly problem: string | null;
  readonly dueOn: number;
  readonly gross: number;
  readonly isVoid: number;
  readonly paid: number;
}

const TAKEN = `SELECT i.id, o.external_id AS externalId, o.version, o.problem, i.due_on AS dueOn, i.gross_amount AS gross,
  i.is_void AS isVoid, COALESCE((SELECT e.amount FROM entries e WHERE e.source = i.source AND e.external_id = i.external_id || ':paid'), 0) AS paid
  FROM invoices i JOIN source_objects o ON o.kind = 'invoice' AND o.external_id = i.external_id WHERE i.source <> 'api'`;

/** Watches what is taken in from a source: every invoice is as one of its states was there, and never goes back to an older one. */
export class SourceWatch {
  readonly #books: Bookkeeper;
  readonly #source: SourceSystem;
  readonly #versions = new Map<string, number>();

  constructor(books: Bookkeeper, source: SourceSystem) {
    this.#books = books;
    this.#source = source;
  }

  /** What a commit that changed this invoice breaks. */
  onCommit(invoiceId: string): string[] {
    return this.#books.all<Taken>(`${TAKEN} AND i.id = ?`, invoiceId).flatMap((taken) => {
      const { externalId, version } = taken;
      const last = this.#versions.get(externalId) ?? 0;
      this.#versions.set(externalId, version);
      if (version < last) return [`Source: ${externalId} went back from state ${last} to ${version}`];
      return this.#differences(taken, version);
    });
  }

  /** SND-1: whether an action may go out that is about this invoice, as far as its source was asked. */
  unasked(invoiceId: string): string | null {
    const [invoice] = this.#books.all<{ externalId: string; source: string }>(
      'SELECT external_id AS externalId, source FROM invoices WHERE id = ?',
      invoiceId,
    );
    if (!invoice || invoice.source === 'api' || this.#source.wasOpen(invoice.externalId)) return null;
    return `SND-1: ${invoice.externalId} is reminded of, and its source was not asked, or said that it is settled`;
  }

  /** Everything is here as it is there now; what was put aside is not. */
  leftBehind(): string[] {
    const taken = new Map(this.#books.all<Taken>(TAKEN).map((one) => [one.externalId, one]));
    return this.#source.invoices.flatMap((externalId) => {
      const one = taken.get(externalId);
      if (!one) return [`Source: ${externalId} never arrived`];
      return this.#differences(one, this.#source.now(externalId).version);
    });
  }

  #differences({ externalId, problem, dueOn, gross, isVoid, paid }: Taken, version: number): string[] {
    const state = this.#source.at(externalId, version);
    const here = JSON.stringify([dueOn, gross, isVoid === 1, paid]);
    const there = state && JSON.stringify([state.dueOn, state.gross, state.isVoid, state.paid]);
    return problem !== null || here === there
      ? []
      : [`Source: ${externalId} is ${here} here, and ${there} in state ${version} there`];
  }
}
