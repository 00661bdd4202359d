import type { CustomerFigures, RuleFigures } from '../domain/rule.ts';
import type { Session } from './store.ts';
import type { SeenFiguresTable } from './tables.ts';

const NONE: RuleFigures = Object.freeze({
  amountDue: new Map<string, number>(),
  score: null,
  averagePaymentDelayDays: null,
});
const NOTHING = '{}';

/** RUL-1, RUL-7: customers' figures as rules and subscribers saw them last. Whoever has none has no row. */
export class SeenFigures {
  readonly #rows: ReadonlyMap<string, SeenFiguresTable>;

  private constructor(rows: ReadonlyMap<string, SeenFiguresTable>) {
    this.#rows = rows;
  }

  static async load(session: Session, customerIds: readonly string[]): Promise<SeenFigures> {
    if (customerIds.length === 0) return new SeenFigures(new Map());
    const rows = await session.db
      .selectFrom('seenFigures')
      .selectAll()
      .where(session.oneOf('customerId', customerIds))
      .execute();
    return new SeenFigures(new Map(rows.map((row) => [row.customerId, row])));
  }

  of(customerId: string): RuleFigures {
    const row = this.#rows.get(customerId);
    if (!row) return NONE;
    const balances = Object.entries(JSON.parse(row.balancesJson) as Record<string, [outstanding: number]>);
    return {
      amountDue: new Map(balances.map(([currency, [outstanding]]) => [currency, outstanding])),
      score: row.score,
      averagePaymentDelayDays: row.delay,
    };
  }

  /** Writes what is seen now, where it differs; answers the customers for whom it does. */
  async write(session: Session, now: ReadonlyMap<string, CustomerFigures>): Promise<Set<string>> {
    const rows = [...now].map(([customerId, figures]) => toRow(customerId, figures));
    const changed = rows.filter((row) => !isSame(this.#rows.get(row.customerId), row));
    await session.insert(
      'seenFigures',
      changed.filter(({ customerId }) => !this.#rows.has(customerId)),
    );
    await session.update(
      'seenFigures',
      ['customerId'],
      changed.filter(({ customerId }) => this.#rows.has(customerId)),
    );
    return new Set(changed.map(({ customerId }) => customerId));
  }
}

function toRow(customerId: string, figures: CustomerFigures): SeenFiguresTable {
  const { amountDue, overdue, unapplied, score, averagePaymentDelayDays } = figures;
  const balances = [...amountDue]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amount]) => [currency, [amount, overdue.get(currency) ?? 0, unapplied.get(currency) ?? 0]]);
  return {
    customerId,
    balancesJson: balances.length === 0 ? NOTHING : JSON.stringify(Object.fromEntries(balances)),
    score,
    delay: averagePaymentDelayDays,
  };
}

function isSame(a: SeenFiguresTable | undefined, b: SeenFiguresTable): boolean {
  if (!a) return b.balancesJson === NOTHING && b.score === null && b.delay === null;
  return a.balancesJson === b.balancesJson && a.score === b.score && a.delay === b.delay;
}
