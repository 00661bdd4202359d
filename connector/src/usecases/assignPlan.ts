import { type Actor, requireAdmin } from '../domain/actor.ts';
import { invalid, notFound, unprocessable } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import { findByReferences } from '../store/lookups.ts';
import type { Session } from '../store/store.ts';
import { lockCustomers } from '../store/subjects.ts';
import type { CustomerTable, InvoiceTable } from '../store/tables.ts';
import type { Deps } from './deps.ts';
import { currentMoment } from './moment.ts';
import { toReference } from './records.ts';
import { replan } from './replan.ts';

export interface Assignment {
  /** Null is *No plan*; left out, only the account managers are assigned. */
  readonly dunningPlanId?: string | null;
  readonly accountManagers?: readonly string[];
  readonly customers?: readonly string[];
  readonly invoices?: readonly string[];
}

export interface AssignmentResult {
  assigned: number;
  refused: { id: string; reason: string }[];
  warnings: { id: string; code: string }[];
}

const BATCH = 1000;

/**
 * Assigns a plan, *No plan*, or account managers to customers or invoices, all in one transaction (ASG-1 to ASG-4). What cannot be
 * assigned is refused alone; assigning what is assigned already changes nothing (PLN-6).
 */
export async function assignPlan(deps: Deps, actor: Actor, assignment: Assignment): Promise<AssignmentResult> {
  requireAdmin(actor, 'assigned plans and account managers');
  return deps.store.transaction(async (session) => {
    const level = assignment.customers ? 'customer' : 'invoice';
    const plan = assignment.dunningPlanId ? await planOf(session, deps, assignment.dunningPlanId, level) : null;
    await checkManagers(session, assignment, level);
    const result: AssignmentResult = { assigned: 0, refused: [], warnings: [] };
    const named = [...new Set(assignment.customers ?? assignment.invoices ?? [])];
    for (let start = 0; start < named.length; start += BATCH) {
      const part = named.slice(start, start + BATCH);
      if (level === 'customer') await assignCustomers(session, deps, actor, assignment, plan, part, result);
      else await assignInvoices(session, deps, actor, plan, part, result);
    }
    return result;
  });
}

async function planOf(session: Session, deps: Deps, id: string, level: Plan['level']): Promise<Plan> {
  const plan = (await deps.plans.current(session, [id], true)).get(id);
  if (!plan) throw notFound('plan', id);
  if (plan.level !== level) {
    throw unprocessable(`Plan '${plan.name}' works at ${plan.level} level and can’t be assigned to ${level}s`, [
      { path: 'dunningPlanId', message: `choose a ${level}-level plan` },
    ]);
  }
  return plan;
}

async function checkManagers(session: Session, { accountManagers }: Assignment, level: Plan['level']): Promise<void> {
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

async function assignCustomers(
  session: Session,
  deps: Deps,
  actor: Actor,
  { dunningPlanId, accountManagers }: Assignment,
  plan: Plan | null,
  names: readonly string[],
  result: AssignmentResult,
): Promise<void> {
  const find = await findByReferences(session, 'customers', names.map(toReference), true);
  const customers: CustomerTable[] = [];
  const seen = new Set<string>();
  for (const name of names) {
    const customer = find(toReference(name));
    if (customer && seen.has(customer.id)) continue;
    if (!customer) result.refused.push({ id: name, reason: 'There is no such customer' });
    else if (customer.excluded === 1)
      result.refused.push({ id: name, reason: 'The customer is excluded; include it again first (CUS-2)' });
    else {
      customers.push(customer);
      seen.add(customer.id);
    }
  }
  const moment = await currentMoment(session, deps.clock);
  result.assigned += customers.length;
  const ids = customers.map(({ id }) => id);
  if (accountManagers) {
    await session.db.deleteFrom('customerManagers').where(session.oneOf('customerId', ids)).execute();
    const managers = [...new Set(accountManagers)];
    await session.insert(
      'customerManagers',
      ids.flatMap((customerId) => managers.map((userId, place) => ({ customerId, userId, place }))),
    );
    const events = ids.map((customerId): NewEvent => ({
      type: 'accountManagersAssigned',
      customerId,
      data: { accountManagers: managers },
    }));
    await appendEvents(session, deps.newId, moment.now, actor, events);
  }
  const changed = dunningPlanId === undefined ? [] : customers.filter(({ planId }) => planId !== (plan?.id ?? null));
  await session.update(
    'customers',
    ['id'],
    changed.map(({ id }) => ({ id, planId: plan?.id ?? null, updatedAt: moment.now })),
  );
  await appendEvents(
    session,
    deps.newId,
    moment.now,
    actor,
    changed.map(({ id, externalId, planId }) => assigned(id, { externalId }, plan, planId)),
  );
  await replan(session, deps, moment, actor, accountManagers ? ids : changed.map(({ id }) => id));
  if (plan) await warnBothLevels(session, ids, (row) => row.customerId, result);
}

async function assignInvoices(
  session: Session,
  deps: Deps,
  actor: Actor,
  plan: Plan | null,
  names: readonly string[],
  result: AssignmentResult,
): Promise<void> {
  const find = await findByReferences(session, 'invoices', names.map(toReference));
  const invoices: InvoiceTable[] = [];
  const seen = new Set<string>();
  for (const name of names) {
    const invoice = find(toReference(name));
    if (invoice && seen.has(invoice.id)) continue;
    if (!invoice) result.refused.push({ id: name, reason: 'There is no such invoice' });
    else {
      invoices.push(invoice);
      seen.add(invoice.id);
    }
  }
  const customerIds = [...new Set(invoices.map(({ customerId }) => customerId))];
  await lockCustomers(session, customerIds);
  const moment = await currentMoment(session, deps.clock);
  result.assigned += invoices.length;
  const changed = invoices.filter(({ planId }) => planId !== (plan?.id ?? null));
  await session.update(
    'invoices',
    ['id'],
    changed.map(({ id }) => ({ id, planId: plan?.id ?? null, updatedAt: moment.now })),
  );
  const events = changed.map(({ id, number, customerId, planId }) =>
    assigned(customerId, { invoiceId: id, number }, plan, planId),
  );
  await appendEvents(session, deps.newId, moment.now, actor, events);
  await replan(
    session,
    deps,
    moment,
    actor,
    changed.map(({ customerId }) => customerId),
  );
  if (plan)
    await warnBothLevels(session, customerIds, ({ invoiceId }) => (seen.has(invoiceId) ? invoiceId : null), result);
}

function assigned(
  customerId: string,
  subject: Record<string, unknown>,
  plan: Plan | null,
  previous: string | null,
): NewEvent {
  return {
    type: 'planAssigned',
    customerId,
    data: { ...subject, dunningPlanId: plan?.id ?? null, planName: plan?.name ?? null, previousPlanId: previous },
  };
}

/** ASG-4: customers in a customer-level plan that have open invoices in invoice-level plans are reported, never refused. */
async function warnBothLevels(
  session: Session,
  customerIds: readonly string[],
  subject: (row: { customerId: string; invoiceId: string }) => string | null,
  result: AssignmentResult,
): Promise<void> {
  const rows = await session.db
    .selectFrom('invoices as i')
    .innerJoin('customers as c', 'c.id', 'i.customerId')
    .select(['i.customerId', 'i.id as invoiceId'])
    .where(session.oneOf('i.customerId', customerIds))
    .where('i.outstanding', '>', 0)
    .where('i.planId', 'is not', null)
    .where('c.planId', 'is not', null)
    .execute();
  for (const id of new Set(rows.flatMap((row) => subject(row) ?? []))) {
    result.warnings.push({ id, code: 'collectedAtBothLevels' });
  }
}
