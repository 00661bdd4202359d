import { customerActor } from '../../domain/actor.ts';
import { type Day, toIsoDate } from '../../domain/day.ts';
import { conflict, notFound, unprocessable } from '../../domain/errors.ts';
import type { CustomerContext } from '../../store/subjects.ts';
import type { CustomerTable, InvoiceTable } from '../../store/tables.ts';
import { changeInvoice, type DisputeInput, writeDispute } from './changeInvoice.ts';
import type { Deps } from '../deps.ts';
import { promiseOf } from './judgePromises.ts';
import { openPromise, type PromiseInput, writePromise } from './promise.ts';

/** How many days ahead customers may promise to pay by themselves. */
export const FURTHEST_PROMISE = 30;

/** Who has opened the portal. */
type Visitor = CustomerContext['customer'];

/**
 * C11, PRO-1: a customer promises to pay one of its open invoices, which holds the invoice's own reminders, once: not after a promise that was
 * broken, and never for less time than colleagues have. The same promise again is nothing new; another one than the open one is a conflict.
 */
export async function promiseByCustomer(
  deps: Deps,
  visitor: Visitor,
  invoiceId: string,
  { date, amount }: Omit<PromiseInput, 'pause'>,
): Promise<void> {
  await changeInvoice(deps, customerActor(visitor), invoiceId, async (session, invoice, moment, customer) => {
    refuseOthers(visitor, invoiceId, invoice, customer);
    const open = openPromise(invoice);
    if (open) {
      if (open.date === date && open.amount === (amount ?? invoice.outstanding)) return null;
      throw conflict(`Invoice ${invoice.number} has been promised already, for ${toIsoDate(open.date)}`);
    }
    if (invoice.isDisputed === 1) throw conflict(`Invoice ${invoice.number} is in dispute`);
    const latest = moment.today + FURTHEST_PROMISE;
    if (date > latest) {
      const message = `must not be after ${toIsoDate(latest)}`;
      throw unprocessable(`A promise is for the next ${FURTHEST_PROMISE} days`, [{ path: 'date', message }]);
    }
    const pause = promiseOf(invoice)?.status !== 'broken' && !isPausedBeyond(invoice, date);
    return writePromise(session, invoice, moment, { date, amount, pause });
  });
}

/** C11, DIS-1: a customer disputes one of its open invoices; what is in dispute stays so, with its first reason. */
export async function disputeByCustomer(
  deps: Deps,
  visitor: Visitor,
  invoiceId: string,
  input: DisputeInput,
): Promise<void> {
  await changeInvoice(deps, customerActor(visitor), invoiceId, async (session, invoice, moment, customer) => {
    refuseOthers(visitor, invoiceId, invoice, customer);
    return invoice.isDisputed === 1 ? null : writeDispute(session, invoice, moment, input);
  });
}

/** To a customer there are its own invoices that were sent and are open; to an excluded one (CUS-2) none. */
function refuseOthers(visitor: Visitor, invoiceId: string, invoice: InvoiceTable, customer: CustomerTable): void {
  const { id, customerId, sent, isVoid, outstanding } = invoice;
  const isShown = sent === 1 && isVoid === 0 && outstanding > 0 && customer.excluded === 0;
  if (id !== invoiceId || customerId !== visitor.id || !isShown) throw notFound('open invoice', invoiceId);
}

/** PAU-1: a later pause replaces an earlier one; what colleagues have paused for longer a customer does not shorten. */
function isPausedBeyond({ paused, pausedUntil }: InvoiceTable, date: Day): boolean {
  return paused === 1 && (pausedUntil === null || pausedUntil > date + 1);
}
