import type { Actor } from '../../domain/actor.ts';
import { type Day, toIsoDate } from '../../domain/day.ts';
import { unprocessable } from '../../domain/errors.ts';
import { invoiceStatus } from '../../domain/invoice.ts';
import type { PromiseToPay } from '../../domain/promise.ts';
import { toInvoiceState } from '../../store/subjects.ts';
import type { Session } from '../../store/store.ts';
import type { InvoiceTable } from '../../store/tables.ts';
import type { Change } from '../customers/changeCustomer.ts';
import { changeInvoice } from './changeInvoice.ts';
import type { Deps } from '../deps.ts';
import { promiseColumns, promiseData, promiseOf } from './judgePromises.ts';
import type { Moment } from '../moment.ts';

export interface PromiseInput {
  readonly date: Day;
  /** All that is outstanding, if left out. */
  readonly amount?: number;
  readonly pause?: boolean;
}

/**
 * PRO-1: notes a promise to pay, which takes the place of an earlier one. With `pause` the invoice's own actions are held up to and
 * including that day (PAU-1), in the place of an earlier pause. Refused, with a 422: a day before today, more than is open, an invoice on
 * which nothing can be paid.
 */
export function promisePayment(deps: Deps, actor: Actor, name: string, input: PromiseInput): Promise<string> {
  return changeInvoice(deps, actor, name, (session, invoice, moment) => writePromise(session, invoice, moment, input));
}

/** As `promisePayment`, in a transaction of the caller's; null where the same promise is there already. */
export async function writePromise(
  session: Session,
  invoice: InvoiceTable,
  moment: Moment,
  { date, amount = invoice.outstanding, pause = false }: PromiseInput,
): Promise<Change | null> {
  refuseUnpayable(invoice, moment);
  refuseImpossible(date, amount, invoice, moment);
  const earlier = openPromise(invoice);
  const isPaused = invoice.paused === 1 && invoice.pausedUntil === date + 1;
  if (earlier?.date === date && earlier.amount === amount && earlier.pause === pause && (!pause || isPaused))
    return null;
  const settledBefore = invoice.grossAmount - invoice.outstanding;
  const promise: PromiseToPay = { date, amount, madeOn: moment.today, pause, status: 'open', settledBefore };
  const columns = {
    id: invoice.id,
    ...promiseColumns(promise),
    ...(pause ? { paused: 1, pausedUntil: date + 1 } : {}),
    updatedAt: moment.now,
  };
  await session.update('invoices', ['id'], [columns]);
  const replaces = earlier && promiseData(earlier, invoice);
  return { event: 'promiseMade', data: { ...promiseData(promise, invoice), pause, replaces } };
}

/** Takes an open promise back, as if it had not been made; a pause that it brought ends with it. */
export function withdrawPromise(deps: Deps, actor: Actor, name: string): Promise<string> {
  return changeInvoice(deps, actor, name, async (session, invoice, moment) => {
    const promise = openPromise(invoice);
    if (!promise) throw unprocessable('The invoice has no open promise to withdraw');
    const isItsPause = promise.pause && invoice.paused === 1 && invoice.pausedUntil === promise.date + 1;
    const columns = {
      id: invoice.id,
      ...promiseColumns(null),
      ...(isItsPause ? { paused: 0, pausedUntil: null } : {}),
      updatedAt: moment.now,
    };
    await session.update('invoices', ['id'], [columns]);
    return { event: 'promiseWithdrawn', data: { ...promiseData(promise, invoice), resumed: isItsPause } };
  });
}

/** PRO-1: a promise that is neither kept nor broken yet. */
export function openPromise(invoice: InvoiceTable): PromiseToPay | null {
  const promise = promiseOf(invoice);
  return promise?.status === 'open' ? promise : null;
}

const UNPAYABLE: Readonly<Record<string, string>> = {
  paid: 'is paid: nothing is left to be promised',
  void: 'is void: nothing is to be paid on it',
  toSend: 'has not been sent yet: send it, or mark it as sent, first',
};

function refuseUnpayable(invoice: InvoiceTable, { today }: Moment): void {
  const why = UNPAYABLE[invoiceStatus(toInvoiceState(invoice), today)];
  if (why === undefined) return;
  throw unprocessable(`Invoice ${invoice.number} ${why}`, [{ path: 'id', message: `the invoice ${why}` }]);
}

function refuseImpossible(date: Day, amount: number, { outstanding }: InvoiceTable, { today }: Moment): void {
  const errors = [];
  if (date < today) errors.push({ path: 'date', message: `must not be before today, ${toIsoDate(today)}` });
  if (amount > outstanding)
    errors.push({ path: 'amount', message: `must not be more than is open on the invoice, ${outstanding}` });
  if (errors.length > 0) throw unprocessable('A promise is for today or later, and for what is open at most', errors);
}
