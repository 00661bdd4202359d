import { type Actor, requireAdmin } from '../domain/actor.ts';
import { type Day, toIsoDate } from '../domain/day.ts';
import { notFound, unprocessable } from '../domain/errors.ts';
import { appendEvents } from '../store/events.ts';
import { findByReferences } from '../store/lookups.ts';
import type { Session } from '../store/store.ts';
import type { CustomerTable, InvoiceTable } from '../store/tables.ts';
import type { Deps } from './deps.ts';
import { currentMoment, type Moment } from './moment.ts';
import { toReference } from './records.ts';
import { replan } from './replan.ts';
import { settleInvoices } from './settleInvoices.ts';
import { CurrencySums } from '../store/currencySums.ts';

interface Change {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** One change of one customer: written, told, planned anew, all or nothing. */
async function changeCustomer(
  deps: Deps,
  actor: Actor,
  name: string,
  change: (session: Session, customer: CustomerTable, moment: Moment) => Promise<Change | null>,
): Promise<string> {
  return deps.store.transaction(async (session) => {
    const customer = (await findByReferences(session, 'customers', [toReference(name)], true))(toReference(name));
    if (!customer) throw notFound('customer', name);
    const moment = await currentMoment(session, deps.clock);
    const done = await change(session, customer, moment);
    if (!done) return customer.id;
    await appendEvents(session, deps.newId, moment.now, actor, [
      { type: done.event, customerId: customer.id, data: done.data ?? {} },
    ]);
    await replan(session, deps, moment, actor, [customer.id]);
    return customer.id;
  });
}

/** PAU-1: stops customer-level actions, until a day (from its start they go on) or until resumed. A later pause replaces the earlier one. */
export function pauseCustomer(deps: Deps, actor: Actor, name: string, until: Day | null): Promise<string> {
  return changeCustomer(deps, actor, name, async (session, { id }, moment) => {
    checkUntil(until, moment);
    await session.update('customers', ['id'], [{ id, paused: 1, pausedUntil: until, updatedAt: moment.now }]);
    return { event: 'customerPaused', data: { until: until === null ? null : toIsoDate(until) } };
  });
}

export function resumeCustomer(deps: Deps, actor: Actor, name: string): Promise<string> {
  return changeCustomer(deps, actor, name, async (session, { id, paused }, moment) => {
    if (paused === 0) return null;
    await session.update('customers', ['id'], [{ id, paused: 0, pausedUntil: null, updatedAt: moment.now }]);
    return { event: 'customerResumed' };
  });
}

/** CUS-2: an excluded customer gets nothing, and comes back by an admin alone. */
export function excludeCustomer(deps: Deps, actor: Actor, name: string): Promise<string> {
  return changeCustomer(deps, actor, name, async (session, { id, excluded }, moment) => {
    if (excluded === 1) return null;
    await session.update('customers', ['id'], [{ id, excluded: 1, updatedAt: moment.now }]);
    return { event: 'customerExcluded' };
  });
}

export function includeCustomer(deps: Deps, actor: Actor, name: string): Promise<string> {
  requireAdmin(actor, 'what is excluded');
  return changeCustomer(deps, actor, name, async (session, { id, excluded }, moment) => {
    if (excluded === 0) return null;
    await session.update('customers', ['id'], [{ id, excluded: 0, updatedAt: moment.now }]);
    return { event: 'customerIncluded' };
  });
}

/** CUS-3: an address wrongly marked invalid is good again. */
export async function validateContact(deps: Deps, actor: Actor, contactId: string): Promise<string> {
  const contact = await deps.store.session.db
    .selectFrom('contacts')
    .selectAll()
    .where('id', '=', contactId)
    .executeTakeFirst();
  if (!contact) throw notFound('contact', contactId);
  return changeCustomer(deps, actor, contact.customerId, async (session) => {
    await session.update('contacts', ['id'], [{ id: contactId, isInvalid: 0, invalidReason: null }]);
    return { event: 'contactValidated', data: { contactId, email: contact.email } };
  });
}

async function changeInvoice(
  deps: Deps,
  actor: Actor,
  name: string,
  change: (session: Session, invoice: InvoiceTable, moment: Moment) => Promise<Change | null>,
): Promise<string> {
  const find = await findByReferences(deps.store.session, 'invoices', [toReference(name)]);
  const found = find(toReference(name));
  if (!found) throw notFound('invoice', name);
  await changeCustomer(deps, actor, found.customerId, async (session, _customer, moment) => {
    const invoice = await session.db
      .selectFrom('invoices')
      .selectAll()
      .where('id', '=', found.id)
      .executeTakeFirstOrThrow();
    const done = await change(session, invoice, moment);
    return done && { event: done.event, data: { invoiceId: found.id, number: found.number, ...done.data } };
  });
  return found.id;
}

/** PAU-1: stops the invoice's own actions only. */
export function pauseInvoice(deps: Deps, actor: Actor, name: string, until: Day | null): Promise<string> {
  return changeInvoice(deps, actor, name, async (session, { id }, moment) => {
    checkUntil(until, moment);
    await session.update('invoices', ['id'], [{ id, paused: 1, pausedUntil: until, updatedAt: moment.now }]);
    return { event: 'invoicePaused', data: { until: until === null ? null : toIsoDate(until) } };
  });
}

export function resumeInvoice(deps: Deps, actor: Actor, name: string): Promise<string> {
  return changeInvoice(deps, actor, name, async (session, { id, paused }, moment) => {
    if (paused === 0) return null;
    await session.update('invoices', ['id'], [{ id, paused: 0, pausedUntil: null, updatedAt: moment.now }]);
    return { event: 'invoiceResumed' };
  });
}

export interface DisputeInput {
  readonly reason: string;
  readonly comment?: string | null;
}

/** DIS-1: while a dispute is open the invoice is not collected on; it stays in the balance (BAL-2). */
export function openDispute(
  deps: Deps,
  actor: Actor,
  name: string,
  { reason, comment }: DisputeInput,
): Promise<string> {
  return changeInvoice(deps, actor, name, async (session, { id, isDisputed }, moment) => {
    if (isDisputed === 1) throw unprocessable('The invoice is disputed already: close that dispute first');
    const dispute = { reason, comment: comment ?? null, openedOn: toIsoDate(moment.today) };
    await session.update(
      'invoices',
      ['id'],
      [{ id, isDisputed: 1, disputeJson: JSON.stringify(dispute), updatedAt: moment.now }],
    );
    return { event: 'disputeOpened', data: { reason, comment: comment ?? null } };
  });
}

export function closeDispute(deps: Deps, actor: Actor, name: string): Promise<string> {
  return changeInvoice(deps, actor, name, async (session, { id, isDisputed }, moment) => {
    if (isDisputed === 0) throw unprocessable('The invoice is not disputed: there is no dispute to close');
    await session.update('invoices', ['id'], [{ id, isDisputed: 0, disputeJson: null, updatedAt: moment.now }]);
    return { event: 'disputeClosed' };
  });
}

/** A void invoice counts nowhere; what was paid on it is unapplied (BAL-3). */
export function voidInvoice(deps: Deps, actor: Actor, name: string): Promise<string> {
  return changeInvoice(deps, actor, name, async (session, invoice, moment) => {
    if (invoice.isVoid === 1) return null;
    const after = { ...invoice, isVoid: 1, updatedAt: moment.now };
    await settleInvoices(session, [{ before: invoice, after }], new CurrencySums());
    return { event: 'invoiceVoided' };
  });
}

function checkUntil(until: Day | null, { today }: Moment): void {
  if (until === null || until > today) return;
  throw unprocessable('A pause ends in the future', [
    { path: 'until', message: `must be a day after today, ${toIsoDate(today)}` },
  ]);
}
