import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { invalid, notFound, unprocessable } from '../../domain/errors.ts';
import type { FilterInput } from '../../domain/filter.ts';
import type { Level, Plan } from '../../domain/plan.ts';
import { customerIdsAfter } from '../../store/customerSelection.ts';
import { invoiceIdsAfter } from '../../store/invoiceSelection.ts';
import type { Session } from '../../store/store.ts';
import { AssignmentReport, type AssignmentResult } from './assignmentReport.ts';
import { assignToCustomers } from './assignToCustomers.ts';
import { assignToInvoices } from './assignToInvoices.ts';
import type { Order } from './order.ts';
import { customerFilter, invoiceFilter } from '../lists/checkFilters.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';

/** To whom: customers or invoices by name, or all that a filter finds. */
export interface Assignment {
  /** Null is *No plan*; left out, only the account managers are assigned. */
  readonly dunningPlanId?: string | null;
  readonly accountManagers?: readonly string[];
  readonly customers?: readonly string[];
  readonly invoices?: readonly string[];
  readonly filter?: { readonly level: Level; readonly where: readonly FilterInput[] };
  /** Writes nothing; the answer tells what would change. */
  readonly dryRun?: boolean;
}

const BATCH = 1000;

/**
 * Assigns a plan, *No plan*, or account managers to customers or invoices (ASG-1 to ASG-4): set by set, so that memory stays bounded, and all
 * in one transaction, so that nothing is ever half assigned. What cannot be assigned is refused alone; assigning what is assigned already
 * changes nothing (PLN-6); rules are not run (ASG-2).
 */
export async function assignPlan(deps: Deps, actor: Actor, assignment: Assignment): Promise<AssignmentResult> {
  requireAdmin(actor, 'assigned plans and account managers');
  const { dryRun = false, dunningPlanId, accountManagers, filter } = assignment;
  const level = filter?.level ?? (assignment.customers ? 'customer' : 'invoice');
  const work = async (session: Session): Promise<AssignmentResult> => {
    const plan =
      typeof dunningPlanId === 'string' ? await planOf(session, deps, dunningPlanId, level, !dryRun) : dunningPlanId;
    await checkManagers(session, assignment, level);
    const order: Order = { plan, accountManagers: accountManagers && [...new Set(accountManagers)], dryRun };
    const report = new AssignmentReport(dryRun, filter !== undefined);
    const assign = level === 'customer' ? assignToCustomers : assignToInvoices;
    for await (const names of partsOf(session, deps, actor, assignment, level)) {
      await assign(session, deps, actor, order, names, report);
    }
    return report.result();
  };
  return dryRun ? work(deps.store.session) : deps.store.transaction(work);
}

/** Whom it is about, set by set. What a filter finds comes in the order of the ids, each once, whatever the sets before it changed. */
async function* partsOf(
  session: Session,
  deps: Deps,
  actor: Actor,
  { customers, invoices, filter }: Assignment,
  level: Level,
): AsyncGenerator<readonly string[]> {
  if (!filter) {
    const named = [...new Set(customers ?? invoices ?? [])];
    for (let start = 0; start < named.length; start += BATCH) yield named.slice(start, start + BATCH);
    return;
  }
  const moment = await currentMoment(session, deps.clock);
  const check = level === 'customer' ? customerFilter : invoiceFilter;
  const selection = { filter: await check(session, filter.where, 'filter.where') };
  const idsAfter = level === 'customer' ? customerIdsAfter : invoiceIdsAfter;
  for (let after = ''; ;) {
    const ids = await idsAfter(session, actor, selection, moment, after, BATCH);
    if (ids.length === 0) return;
    after = ids.at(-1)!;
    yield ids;
  }
}

async function planOf(session: Session, deps: Deps, id: string, level: Level, keep: boolean): Promise<Plan> {
  const plan = (await deps.plans.current(session, [id], keep)).get(id);
  if (!plan) throw notFound('plan', id);
  if (plan.level !== level) {
    throw unprocessable(`Plan '${plan.name}' works at ${plan.level} level and can’t be assigned to ${level}s`, [
      { path: 'dunningPlanId', message: `choose a ${level}-level plan` },
    ]);
  }
  return plan;
}

async function checkManagers(session: Session, { accountManagers }: Assignment, level: Level): Promise<void> {
  if (!accountManagers) return;
  if (level === 'invoice')
    throw invalid([
      { path: 'accountManagers', message: 'account managers belong to customers: name customers, not invoices' },
    ]);
  const known = new Set(
    (await session.db.selectFrom('users').select('id').where(session.oneOf('id', accountManagers)).execute()).map(
      ({ id }) => id,
    ),
  );
  const unknown = accountManagers.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw invalid(unknown.map((id) => ({ path: 'accountManagers', message: `there is no user '${id}'` })));
}
