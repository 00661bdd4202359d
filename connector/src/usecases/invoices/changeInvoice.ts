import type { Actor } from '../../domain/actor.ts';
import { type Day, toIsoDate } from '../../domain/day.ts';
import { invalid, notFound, unprocessable } from '../../domain/errors.ts';
import type { Dispute } from '../../domain/invoice.ts';
import { CurrencySums } from '../../store/currencySums.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerTable, InvoiceTable } from '../../store/tables.ts';
import { type Change, changeCustomer, checkUntil } from '../customers/changeCustomer.ts';
import type { Deps } from '../deps.ts';
import { promiseColumns, promiseData, promiseOf } from './judgePromises.ts';
import type { Moment } from '../moment.ts';
import { toReference } from '../lists/records.ts';
import { becameOverdue, settleInvoices } from './settleInvoices.ts';

/** One change of one invoice, in the transaction of its customer. */
export async function changeInvoice(
  deps: Deps,
  actor: Actor,
  name: string,
  change: (session: Session, invoice: InvoiceTable, moment: Moment, customer: CustomerTable) => Promise<Change | null>,
): Promise<string> {
  const find = await findByReferences(deps.store.session, 'invoices', [toReference(name)]);
  const found = find(toReference(name));
  if (!found) throw notFound('invoice', name);
  await changeCustomer(deps, actor, found.customerId, async (session, customer, moment) => {
    const invoice = await session.db
      .selectFrom('invoices')
      .selectAll()
      .where('id', '=', found.id)
      .executeTakeFirstOrThrow();
    const done = await change(session, invoice, moment, customer);
    return done && { ...done, data: { invoiceId: found.id, number: found.number, ...done.data } };
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

/** DIS-1: while a dispute is open the invoice is not collected on; it stays in the balance (BAL-2). The reason is a key of the settings. */
export function openDispute(deps: Deps, actor: Actor, name: string, input: DisputeInput): Promise<string> {
  return changeInvoice(deps, actor, name, (session, invoice, moment) => writeDispute(session, invoice, moment, input));
}

/** As `openDispute`, in a transaction of the caller's. */
export async function writeDispute(
  session: Session,
  { id, isDisputed }: InvoiceTable,
  moment: Moment,
  { reason, comment = null }: DisputeInput,
): Promise<Change> {
  const keys = moment.settings.disputeReasons.map(({ key }) => key);
  if (!keys.includes(reason))
    throw invalid([{ path: 'reason', message: `'${reason}' is not one of the reasons ${keys.join(', ')}` }]);
  if (isDisputed === 1) throw unprocessable('The invoice is disputed already: close that dispute first');
  const dispute: Dispute = { reason, comment, openedOn: toIsoDate(moment.today) };
  await session.update(
    'invoices',
    ['id'],
    [{ id, isDisputed: 1, disputeJson: JSON.stringify(dispute), updatedAt: moment.now }],
  );
  return { event: 'disputeOpened', data: { ...dispute } };
}

export function closeDispute(deps: Deps, actor: Actor, name: string): Promise<string> {
  return changeInvoice(deps, actor, name, async (session, invoice, moment) => {
    const { id, isDisputed, disputeJson } = invoice;
    if (isDisputed === 0) throw unprocessable('The invoice is not disputed: there is no dispute to close');
    const change = { id, isDisputed: 0, disputeJson: null, updatedAt: moment.now };
    await session.update('invoices', ['id'], [change]);
    const data = { ...(JSON.parse(disputeJson ?? '{}') as Partial<Dispute>) };
    return { event: 'disputeClosed', data, also: becameOverdue(invoice, { ...invoice, ...change }, moment) };
  });
}

/** A void invoice counts nowhere; what was paid on it is unapplied (BAL-3), and an open promise to pay it is withdrawn. */
export function voidInvoice(deps: Deps, actor: Actor, name: string): Promise<string> {
  return changeInvoice(deps, actor, name, async (session, invoice, moment) => {
    if (invoice.isVoid === 1) return null;
    const promise = promiseOf(invoice);
    const withdrawn = promise?.status === 'open' ? promise : null;
    const after = {
      ...invoice,
      isVoid: 1,
      ...(withdrawn ? promiseColumns(null) : {}),
      updatedAt: moment.now,
    };
    await settleInvoices(session, [{ before: invoice, after }], new CurrencySums(), moment);
    return { event: 'invoiceVoided', data: withdrawn ? { withdrawnPromise: promiseData(withdrawn, invoice) } : {} };
  });
}
