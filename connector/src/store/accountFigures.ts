import { averageDelayFigure, type FigureBasis, outstandingFigure, partFigure, scoreFigure } from './customerFigures.ts';
import type { Session } from './store.ts';

/** Figures of the customer whom an account of a source feeds, in the organisation's currency. */
export interface AccountFigures {
  /** The account's. */
  readonly externalId: string;
  readonly outstanding: number;
  readonly overdue: number;
  readonly score: string | null;
  readonly averagePaymentDelayDays: number | null;
  /** The plan's name. */
  readonly dunningPlan: string | null;
  readonly lastDunningOn: number | null;
}

/** Accounts that feed customers, in the order of their ids; excluded customers are left alone (CUS-2). */
export function accountFiguresAfter(
  { db }: Session,
  sourceId: string,
  basis: FigureBasis,
  after: string,
  limit: number,
): Promise<AccountFigures[]> {
  return db
    .selectFrom('sourceObjects as o')
    .innerJoin('customers', 'customers.id', 'o.customerId')
    .leftJoin('plans', 'plans.id', 'customers.planId')
    .select([
      'o.externalId',
      outstandingFigure(basis).as('outstanding'),
      partFigure('overdue', basis).as('overdue'),
      scoreFigure(basis).as('score'),
      averageDelayFigure(basis).as('averagePaymentDelayDays'),
      'plans.name as dunningPlan',
      'customers.lastDunningOn',
    ])
    .where('o.sourceId', '=', sourceId)
    .where('o.kind', '=', 'account')
    .where('o.externalId', '>', after)
    .where('o.customerId', 'is not', null)
    .where('customers.excluded', '=', 0)
    .orderBy('o.externalId')
    .limit(limit)
    .execute();
}
