import type { Actor } from '../../domain/actor.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import { findByReferences, type Found } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { CustomerTable, InvoiceTable } from '../../store/tables.ts';
import { type AssignmentReport, EXCLUDED } from './assignmentReport.ts';
import type { Order } from './order.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { toReference } from '../lists/records.ts';
import { replan } from '../schedule/replan.ts';

type Owner = Pick<CustomerTable, 'id' | 'planId' | 'excluded'>;

/** Assigns to one set of invoices, in the transaction of the whole assignment. */
export async function assignToInvoices(
  session: Session,
  deps: Deps,
  actor: Actor,
  { plan, dryRun }: Order,
  names: readonly string[],
  report: AssignmentReport,
): Promise<void> {
  const references = names.map(toReference);
  const seen = await findByReferences(session, 'invoices', references);
  const customerIds = new Set(references.flatMap((reference) => seen.only(reference)?.customerId ?? []));
  if (!dryRun) await lockCustomers(session, customerIds);
  // Read again, now that nobody else assigns to them.
  const find = dryRun ? seen : await findByReferences(session, 'invoices', references);
  const owners = await ownersOf(session, customerIds);
  const invoices = assignable(names, find, owners, report);
  const planId = plan?.id ?? null;
  const changed = invoices.filter((invoice) => invoice.planId !== planId);
  report.assign(
    invoices.length,
    changed.map(({ id, externalId, number, planId: before }) => {
      return { id, externalId, name: number, from: { dunningPlanId: before }, to: { dunningPlanId: planId } };
    }),
  );
  // ASG-4: reported, never refused.
  const atBothLevels = invoices.filter((invoice) => isOpen(invoice) && owners.get(invoice.customerId)?.planId);
  if (plan) for (const { id } of atBothLevels) report.warn(id, 'collectedAtBothLevels');
  if (dryRun) return;
  const moment = await currentMoment(session, deps.clock);
  await session.update(
    'invoices',
    ['id'],
    changed.map(({ id }) => ({ id, planId, updatedAt: moment.now })),
  );
  const events = changed.map((invoice): NewEvent => {
    const { id, number, customerId, planId: before } = invoice;
    const data = { dunningPlanId: planId, planName: plan?.name ?? null, previousPlanId: before };
    return { type: 'planAssigned', customerId, data: { invoiceId: id, number, ...data } };
  });
  await appendEvents(session, deps.newId, moment.now, actor, events);
  await replan(
    session,
    deps,
    moment,
    actor,
    changed.map(({ customerId }) => customerId),
  );
}

/** The invoices that are named, each once; the others are refused one by one. */
function assignable(
  names: readonly string[],
  find: Found<InvoiceTable>,
  owners: ReadonlyMap<string, Owner>,
  report: AssignmentReport,
): InvoiceTable[] {
  const found = new Map<string, InvoiceTable>();
  for (const name of names) {
    const ambiguity = find.ambiguity(toReference(name));
    const invoice = find.only(toReference(name));
    if (ambiguity !== null) report.refuse(name, ambiguity);
    else if (!invoice) report.refuse(name, 'There is no such invoice');
    else if (owners.get(invoice.customerId)?.excluded === 1) report.refuse(name, EXCLUDED);
    else found.set(invoice.id, invoice);
  }
  return [...found.values()];
}

async function ownersOf(session: Session, customerIds: Iterable<string>): Promise<Map<string, Owner>> {
  const rows = await session.db
    .selectFrom('customers')
    .select(['id', 'planId', 'excluded'])
    .where(session.oneOf('id', customerIds))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

const isOpen = ({ outstanding, sent, isVoid }: InvoiceTable) => outstanding > 0 && sent === 1 && isVoid === 0;
