import { type RawBuilder, sql } from 'kysely';
import { averageDelayFigure, type FigureBasis, outstandingFigure, partFigure, scoreFigure } from './customerFigures.ts';
import type { KeysetOrder } from './keyset.ts';
import type { Session } from './store.ts';

export const CUSTOMER_ORDERS = Object.freeze([
  'name',
  'outstanding',
  'overdue',
  'score',
  'averagePaymentDelayDays',
  'lastDunningDate',
  'createdAt',
] as const);
export type CustomerOrder = (typeof CUSTOMER_ORDERS)[number];

/** Beyond every day and delay. */
const NEVER = 1_000_000_000;

/** The order of a list of customers; who has no such figure comes last either way. Amounts are those in the organisation's currency. */
export function customerOrder(
  { dialect }: Session,
  basis: FigureBasis,
  by: CustomerOrder,
  descending: boolean,
): KeysetOrder {
  const figure = (key: RawBuilder<string | number>, isText = false): KeysetOrder => ({ key, isText, descending });
  const orLast = (value: RawBuilder<unknown>) =>
    figure(sql<number>`coalesce(${value}, ${sql.lit(descending ? -NEVER : NEVER)})`);
  switch (by) {
    case 'name':
      // The index customers_name is on this very text.
      return figure(sql<string>`lower(customers.name ${sql.raw(dialect.byCharacters)})`, true);
    case 'outstanding':
      return figure(outstandingFigure(basis));
    case 'overdue':
      return figure(partFigure('overdue', basis));
    case 'score':
      return figure(sql<string>`coalesce(${scoreFigure(basis)}, ${sql.lit(descending ? '' : 'Z')})`, true);
    case 'averagePaymentDelayDays':
      return orLast(averageDelayFigure(basis));
    case 'lastDunningDate':
      return orLast(sql`customers.last_dunning_on`);
    case 'createdAt':
      return figure(sql<number>`customers.created_at`);
  }
}
