import type { RuleFigures } from '../domain/rule.ts';
import type { Session } from './store.ts';
import type { RuleFiguresTable } from './tables.ts';

const NONE: RuleFigures = Object.freeze({
  amountDue: new Map<string, number>(),
  score: null,
  averagePaymentDelayDays: null,
});

/** RUL-1: the figures that threshold triggers saw last. */
export class SeenFigures {
  readonly #rows: ReadonlyMap<string, RuleFiguresTable>;

  private constructor(rows: ReadonlyMap<string, RuleFiguresTable>) {
    this.#rows = rows;
  }

  static async load(session: Session, customerIds: readonly string[]): Promise<SeenFigures> {
    const rows = await session.db
      .selectFrom('ruleFigures')
      .selectAll()
      .where(session.oneOf('customerId', customerIds))
      .execute();
    return new SeenFigures(new Map(rows.map((row) => [row.customerId, row])));
  }

  of(customerId: string): RuleFigures {
    const row = this.#rows.get(customerId);
    if (!row) return NONE;
    const amounts = Object.entries(JSON.parse(row.amountsJson) as Record<string, number>);
    return { amountDue: new Map(amounts), score: row.score, averagePaymentDelayDays: row.delay };
  }

  /** Writes what is seen now, where it differs; answers the customers for whom it does. */
  async write(session: Session, now: ReadonlyMap<string, RuleFigures>): Promise<Set<string>> {
    const rows = [...now].map(([customerId, figures]) => toRow(customerId, figures));
    const changed = rows.filter((row) => !isSame(this.#rows.get(row.customerId), row));
    await session.insert(
      'ruleFigures',
      changed.filter(({ customerId }) => !this.#rows.has(customerId)),
    );
    await session.update(
      'ruleFigures',
      ['customerId'],
      changed.filter(({ customerId }) => this.#rows.has(customerId)),
    );
    return new Set(changed.map(({ customerId }) => customerId));
  }
}

function toRow(customerId: string, { amountDue, score, averagePaymentDelayDays }: RuleFigures): RuleFiguresTable {
  const amounts = [...amountDue].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    customerId,
    amountsJson: JSON.stringify(Object.fromEntries(amounts)),
    score,
    delay: averagePaymentDelayDays,
  };
}

function isSame(a: RuleFiguresTable | undefined, b: RuleFiguresTable): boolean {
  return a !== undefined && a.amountsJson === b.amountsJson && a.score === b.score && a.delay === b.delay;
}
