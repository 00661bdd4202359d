import type { Actor } from '../../domain/actor.ts';
import { notFound, unprocessable } from '../../domain/errors.ts';
import { invoiceStatus } from '../../domain/invoice.ts';
import { CurrencySums } from '../../store/currencySums.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers, toInvoiceState } from '../../store/subjects.ts';
import type { InvoiceTable } from '../../store/tables.ts';
import { findVisible } from '../../store/visibleCustomers.ts';
import { customersChanged } from '../rules/applyRules.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { toReference } from '../lists/records.ts';
import { settleInvoices } from '../invoices/settleInvoices.ts';

/** Invoices that have been sent count from now on, in balances, the score and plans (BAL-1, BAL-3, INV-5). */
export async function becomeSent(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  invoices: readonly InvoiceTable[],
  event: 'invoiceSent' | 'invoiceMarkedSent',
): Promise<void> {
  const touched = invoices.map((before) => ({ before, after: { ...before, sent: 1, updatedAt: moment.now } }));
  const settled = await settleInvoices(session, touched, new CurrencySums(), moment);
  const told = touched.map(({ after }): NewEvent => {
    const { id, externalId, number, customerId } = after;
    const status = invoiceStatus(toInvoiceState(after), moment.today);
    return { type: event, customerId, data: { invoiceId: id, externalId, number, status } };
  });
  const customers = [...new Set(invoices.map(({ customerId }) => customerId))];
  await customersChanged(session, deps, moment, actor, [...told, ...settled], customers);
}

/** INV-5: sets invoices due, overdue or paid without telling anybody. All of them, or none. Answers their ids. */
export async function markSent(deps: Deps, actor: Actor, names: readonly string[]): Promise<string[]> {
  return deps.store.transaction(async (session) => {
    const rows = await findToSend(session, actor, names);
    await becomeSent(session, deps, await currentMoment(session, deps.clock), actor, rows, 'invoiceMarkedSent');
    return rows.map(({ id }) => id);
  });
}

/** The invoices of these names, their customers locked; refuses those that are not there or not to be sent. */
export async function findToSend(session: Session, actor: Actor, names: readonly string[]): Promise<InvoiceTable[]> {
  const find = await findVisible(session, actor, 'invoices', names.map(toReference));
  const found = names.map((name) => {
    const row = find(toReference(name));
    if (!row) throw notFound('invoice', name);
    return row;
  });
  await lockCustomers(
    session,
    found.map(({ customerId }) => customerId),
  );
  const ids = [...new Set(found.map(({ id }) => id))];
  const rows = await session.db.selectFrom('invoices').selectAll().where(session.oneOf('id', ids)).execute();
  for (const { isVoid, sent, number } of rows) {
    if (isVoid === 1) throw unprocessable(`Invoice ${number} is void: nothing is sent for it`);
    if (sent === 1) throw unprocessable(`Invoice ${number} is not to be sent: it counts as sent already`);
  }
  return rows;
}
