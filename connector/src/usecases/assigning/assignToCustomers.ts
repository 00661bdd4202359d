import { managersHeld } from '../../domain/accountManagers.ts';
import type { Actor } from '../../domain/actor.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerTable } from '../../store/tables.ts';
import { type AssignmentReport, EXCLUDED } from './assignmentReport.ts';
import type { Order } from './order.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { toReference } from '../lists/records.ts';
import { replan } from '../schedule/replan.ts';

/** Assigns to one set of customers, in the transaction of the whole assignment. */
export async function assignToCustomers(
  session: Session,
  deps: Deps,
  actor: Actor,
  order: Order,
  names: readonly string[],
  report: AssignmentReport,
): Promise<void> {
  const { plan, dryRun } = order;
  const found = await findAssignable(session, names, !dryRun, report);
  const managers = await managersBefore(
    session,
    order,
    found.map(({ customer }) => customer.id),
  );
  const getsOthers = ({ id }: CustomerTable) => managers?.get(id)?.join() !== order.accountManagers?.join();
  const customers = found.flatMap(({ name, customer }) => {
    const held = getsOthers(customer) ? managersHeld(customer.managersSource, actor) : null;
    if (held === null) return [customer];
    report.refuse(name, held);
    return [];
  });
  const ids = customers.map(({ id }) => id);
  const planId = plan?.id ?? null;
  const replanned = plan === undefined ? [] : customers.filter((customer) => customer.planId !== planId);
  const remanaged = customers.filter(getsOthers);
  const touched = new Set([...replanned, ...remanaged]);
  const changed = customers.filter((customer) => touched.has(customer));
  report.assign(
    customers.length,
    changed.map(({ id, externalId, name, planId: before }) => ({
      id,
      externalId,
      name,
      from: {
        ...(plan !== undefined && { dunningPlanId: before }),
        ...(managers && { accountManagers: managers.get(id) }),
      },
      to: {
        ...(plan !== undefined && { dunningPlanId: planId }),
        ...(managers && { accountManagers: order.accountManagers }),
      },
    })),
  );
  if (plan) for (const id of await inInvoicePlans(session, ids)) report.warn(id, 'collectedAtBothLevels');
  if (dryRun) return;
  const moment = await currentMoment(session, deps.clock);
  await writeManagers(session, order, remanaged);
  await session.update(
    'customers',
    ['id'],
    replanned.map(({ id }) => ({ id, planId, updatedAt: moment.now })),
  );
  const events = [
    ...remanaged.map((customer) => managersAssigned(customer, order)),
    ...replanned.map((customer) => planAssigned(customer, order)),
  ];
  await appendEvents(session, deps.newId, moment.now, actor, events);
  await replan(
    session,
    deps,
    moment,
    actor,
    changed.map(({ id }) => id),
  );
}

interface Assignable {
  /** As it was named. */
  readonly name: string;
  readonly customer: CustomerTable;
}

/** The customers that are named, each once; the others are refused one by one. */
async function findAssignable(
  session: Session,
  names: readonly string[],
  lock: boolean,
  report: AssignmentReport,
): Promise<Assignable[]> {
  const find = await findByReferences(session, 'customers', names.map(toReference), lock);
  const found = new Map<string, Assignable>();
  for (const name of names) {
    const ambiguity = find.ambiguity(toReference(name));
    const customer = find.only(toReference(name));
    if (ambiguity !== null) report.refuse(name, ambiguity);
    else if (!customer) report.refuse(name, 'There is no such customer');
    else if (customer.excluded === 1) report.refuse(name, EXCLUDED);
    else if (!found.has(customer.id)) found.set(customer.id, { name, customer });
  }
  return [...found.values()];
}

/** Each customer's account managers, the leading one first; null where none are assigned. */
async function managersBefore(
  session: Session,
  { accountManagers }: Order,
  ids: readonly string[],
): Promise<Map<string, string[]> | null> {
  if (!accountManagers) return null;
  const rows = await session.db
    .selectFrom('customerManagers')
    .selectAll()
    .where(session.oneOf('customerId', ids))
    .orderBy('place')
    .execute();
  const managers = new Map(ids.map((id): [string, string[]] => [id, []]));
  for (const { customerId, userId } of rows) managers.get(customerId)!.push(userId);
  return managers;
}

async function writeManagers(
  session: Session,
  { accountManagers }: Order,
  customers: readonly CustomerTable[],
): Promise<void> {
  if (!accountManagers || customers.length === 0) return;
  const ids = customers.map(({ id }) => id);
  await session.db.deleteFrom('customerManagers').where(session.oneOf('customerId', ids)).execute();
  await session.insert(
    'customerManagers',
    ids.flatMap((customerId) => accountManagers.map((userId, place) => ({ customerId, userId, place }))),
  );
}

function managersAssigned({ id }: CustomerTable, { accountManagers }: Order): NewEvent {
  return { type: 'accountManagersAssigned', customerId: id, data: { accountManagers } };
}

function planAssigned({ id, externalId, planId }: CustomerTable, { plan }: Order): NewEvent {
  const data = { dunningPlanId: plan?.id ?? null, planName: plan?.name ?? null, previousPlanId: planId };
  return { type: 'planAssigned', customerId: id, data: { externalId, ...data } };
}

/** ASG-4: of customers that are in a customer-level plan, those with open invoices in invoice-level plans: reported, never refused. */
async function inInvoicePlans(session: Session, ids: readonly string[]): Promise<string[]> {
  const rows = await session.db
    .selectFrom('invoices')
    .select('customerId')
    .distinct()
    .where(session.oneOf('customerId', ids))
    .where('outstanding', '>', 0)
    .where('sent', '=', 1)
    .where('isVoid', '=', 0)
    .where('planId', 'is not', null)
    .orderBy('customerId')
    .execute();
  return rows.map(({ customerId }) => customerId);
}
