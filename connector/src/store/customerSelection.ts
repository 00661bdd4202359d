import type { Actor } from '../domain/actor.ts';
import type { Condition } from '../domain/filter.ts';
import { customerCondition } from './customerFilter.ts';
import type { FigureBasis } from './customerFigures.ts';
import { contains } from './search.ts';
import type { Session } from './store.ts';
import { visibleTo } from './visibleCustomers.ts';

/** Which customers a list, an export or a bulk change is about. */
export interface CustomerSelection {
  readonly search?: string | undefined;
  readonly dunningPlanId?: string | undefined;
  readonly filter?: readonly Condition[] | undefined;
}

/** A query over the customers that are selected and that the actor may see (CUS-5). Every list of customers begins here. */
export function selectCustomers(session: Session, actor: Actor, selection: CustomerSelection, basis: FigureBasis) {
  const { search, dunningPlanId, filter = [] } = selection;
  let query = session.db.selectFrom('customers').$call(visibleTo(actor, 'customers.id'));
  if (dunningPlanId !== undefined) query = query.where('customers.planId', '=', dunningPlanId);
  if (search) query = query.where(contains(session, ['customers.name', 'customers.externalId'], search));
  for (const condition of filter) query = query.where(customerCondition(session, basis, condition));
  return query;
}

/** The ids of the selected customers after `after`, in their order, `limit` of them at most. */
export async function customerIdsAfter(
  session: Session,
  actor: Actor,
  selection: CustomerSelection,
  basis: FigureBasis,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await selectCustomers(session, actor, selection, basis)
    .select('customers.id')
    .where('customers.id', '>', after)
    .orderBy('customers.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
