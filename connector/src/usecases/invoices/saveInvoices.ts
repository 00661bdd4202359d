import { type Actor, connectedSource, sourceOf } from '../../domain/actor.ts';
import type { Day } from '../../domain/day.ts';
import { CurrencySums } from '../../store/currencySums.ts';
import type { NewEvent } from '../../store/events.ts';
import { findByReferences, type Found } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { CustomerTable, InvoiceTable } from '../../store/tables.ts';
import { findVisible } from '../../store/visibleCustomers.ts';
import { customersChanged } from '../rules/applyRules.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { describeReference, type Indexed, type RecordResult, type Reference, refused } from '../lists/records.ts';
import { saveBatch } from '../customers/saveBatch.ts';
import { promiseColumns, promiseOf } from './judgePromises.ts';
import { settleInvoices, type TouchedInvoice } from './settleInvoices.ts';

export interface InvoiceInput {
  /** Names an existing invoice; without it the external id decides between creating and updating. */
  readonly reference?: Reference;
  readonly externalId?: string;
  readonly number: string;
  readonly customer: Reference;
  readonly issuedAt: Day;
  readonly dueDate: Day;
  readonly currency: string;
  readonly grossAmount: number;
  readonly netAmount?: number | null;
  readonly title?: string | null;
  readonly dunningPlanId?: string | null;
  /** HLD-1: whether the source charges it by itself, and whether that has failed; null: it does not. */
  readonly automaticCharging?: 'pending' | 'failed' | null;
  /** C11: where it can be paid; https. */
  readonly paymentUrl?: string | null;
  /** Makes it void, or, of a source that takes that back, count again; left out, it stays as it is. */
  readonly isVoid?: boolean;
}

/** Creates or updates invoices, matched by external id; each record alone is taken or refused, with its reason. */
export async function saveInvoices(
  deps: Deps,
  actor: Actor,
  records: readonly Indexed<InvoiceInput>[],
): Promise<RecordResult[]> {
  return saveBatch(deps, actor, records, (session, part) => saveInvoicesWithin(session, deps, actor, part));
}

/** As `saveInvoices`, in a transaction of the caller's; no external id stands twice. */
export async function saveInvoicesWithin(
  session: Session,
  deps: Deps,
  actor: Actor,
  part: readonly Indexed<InvoiceInput>[],
): Promise<RecordResult[]> {
  const moment = await currentMoment(session, deps.clock);
  const customerOf = await findVisible(
    session,
    actor,
    'customers',
    part.map(({ value }) => value.customer),
    true,
  );
  const references = part.flatMap(({ value }) => [value.reference ?? [], externalReference(value) ?? []].flat());
  const find = () => findByReferences(session, 'invoices', references, false, connectedSource(actor));
  let existing = await find();
  if (actor.type === 'source') {
    // Invoices of customers who were merged into others: theirs too are locked, before what is written over is read.
    const locked = new Set(part.map(({ value }) => customerOf(value.customer)?.id));
    const others = references.flatMap((reference) => existing(reference)?.customerId ?? []);
    if (others.some((id) => !locked.has(id))) {
      await lockCustomers(session, others);
      existing = await find();
    }
  }
  const plans = await deps.plans.current(session, undefined, true);
  const defaultPlan = [...plans.values()].find((plan) => plan.level === 'invoice' && plan.isDefault)?.id ?? null;
  const results: RecordResult[] = [];
  const touched: TouchedInvoice[] = [];
  const events: NewEvent[] = [];
  /** Invoices whose customer a source merged into another one, as they were. */
  const moved: InvoiceTable[] = [];
  for (const { index, value } of part) {
    const problem = ambiguityOf(index, value, customerOf, existing);
    if (problem) {
      results.push(problem);
      continue;
    }
    const customer = customerOf(value.customer);
    const reference = value.reference ?? externalReference(value);
    const before = (reference && existing(reference)) ?? null;
    const sameName =
      value.reference && value.externalId !== undefined ? existing(externalReference(value)!) : undefined;
    const plan = value.dunningPlanId ? plans.get(value.dunningPlanId) : undefined;
    if (value.reference && !before) {
      results.push(refused(index, 'id', `There is no invoice ${describeReference(value.reference)}`, 'notFound'));
    } else if (sameName && sameName.id !== before?.id) {
      const message = `'${value.externalId}' is another invoice’s external id: change that one’s first`;
      results.push(refused(index, 'externalId', message, 'conflict'));
    } else if (!customer) {
      results.push(
        refused(
          index,
          'customer',
          `There is no customer ${describeReference(value.customer)}; create the customer first`,
        ),
      );
    } else if (customer.excluded === 1) {
      results.push(
        refused(index, 'customer', `Customer '${customer.name}' is excluded (CUS-2); include it again first`),
      );
    } else if (before && before.customerId !== customer.id && actor.type !== 'source') {
      results.push(
        refused(
          index,
          'customer',
          'The invoice belongs to another customer, and an invoice does not change its customer',
        ),
      );
    } else if (before && before.currency !== value.currency) {
      results.push(
        refused(index, 'currency', `The invoice is in ${before.currency}, and an invoice does not change its currency`),
      );
    } else if (actor.role === 'member' && changesPlan(before, value.dunningPlanId, defaultPlan)) {
      const message = 'Members may not change assigned plans: ask an admin (CUS-5)';
      results.push(refused(index, 'dunningPlanId', message, 'forbidden'));
    } else if (value.dunningPlanId && plan?.level !== 'invoice') {
      results.push(refused(index, 'dunningPlanId', `There is no invoice-level plan '${value.dunningPlanId}'`));
    } else {
      const after = merge(before, value, customer.id, defaultPlan, deps, actor, moment);
      if (before && same(before, after)) {
        results.push({ index, status: 'unchanged', id: before.id });
        continue;
      }
      touched.push({ before, after });
      const data = { invoiceId: after.id, externalId: after.externalId, number: after.number };
      events.push({ type: before ? 'invoiceUpdated' : 'invoiceImported', customerId: customer.id, data });
      if (before && before.customerId !== customer.id) {
        moved.push(before);
        events.push({ type: 'invoiceUpdated', customerId: before.customerId, data });
      }
      if (after.isVoid === 1 && before?.isVoid !== 1)
        events.push({ type: 'invoiceVoided', customerId: customer.id, data });
      if (after.planId !== (before?.planId ?? null)) {
        events.push({ type: 'planAssigned', customerId: customer.id, data: { ...data, dunningPlanId: after.planId } });
      }
      results.push({ index, status: before ? 'updated' : 'created', id: after.id });
    }
  }
  await leaveCustomers(session, moved);
  const closed = await settleInvoices(session, touched, new CurrencySums(), moment);
  await customersChanged(
    session,
    deps,
    moment,
    actor,
    [...events, ...closed],
    [...touched.map(({ after }) => after.customerId), ...moved.map(({ customerId }) => customerId)],
  );
  return results;
}

/** What was planned for invoices with their former customer, who is locked, goes; they are planned anew with the next one. */
async function leaveCustomers(session: Session, invoices: readonly InvoiceTable[]): Promise<void> {
  if (invoices.length === 0) return;
  await session.db
    .deleteFrom('schedule')
    .where(
      session.oneOf(
        'subjectId',
        invoices.map(({ id }) => id),
      ),
    )
    .execute();
}

/** Refuses a record that may mean several. */
function ambiguityOf(
  index: number,
  value: InvoiceInput,
  customers: Found<CustomerTable>,
  invoices: Found<InvoiceTable>,
): RecordResult | null {
  const ofCustomer = customers.ambiguity(value.customer);
  if (ofCustomer !== null) return refused(index, 'customer', ofCustomer, 'conflict');
  const reference = value.reference ?? externalReference(value);
  const own = reference && invoices.ambiguity(reference);
  return own === null ? null : refused(index, 'externalId', own, 'conflict');
}

function externalReference({ externalId }: InvoiceInput): { externalId: string } | null {
  return externalId === undefined ? null : { externalId };
}

/** Whether naming this plan assigns another one than the invoice has, or would get by itself. */
function changesPlan(
  before: InvoiceTable | null,
  named: string | null | undefined,
  defaultPlan: string | null,
): boolean {
  return named !== undefined && named !== (before ? before.planId : defaultPlan);
}

function merge(
  before: InvoiceTable | null,
  value: InvoiceInput,
  customerId: string,
  defaultPlan: string | null,
  deps: Deps,
  actor: Actor,
  moment: Moment,
): InvoiceTable {
  const named = {
    customerId,
    number: value.number,
    issuedOn: value.issuedAt,
    dueOn: value.dueDate,
    grossAmount: value.grossAmount,
    updatedAt: moment.now,
  };
  if (before) {
    return {
      ...before,
      ...named,
      externalId: value.externalId ?? before.externalId,
      netAmount: value.netAmount === undefined ? before.netAmount : value.netAmount,
      title: value.title === undefined ? before.title : value.title,
      planId: value.dunningPlanId === undefined ? before.planId : value.dunningPlanId,
      automaticCharging: value.automaticCharging === undefined ? before.automaticCharging : value.automaticCharging,
      paymentUrl: value.paymentUrl === undefined ? before.paymentUrl : value.paymentUrl,
      ...(value.isVoid === undefined ? {} : { isVoid: value.isVoid ? 1 : 0 }),
      ...(value.isVoid && promiseOf(before)?.status === 'open' ? promiseColumns(null) : {}),
    };
  }
  return {
    id: deps.newId('inv'),
    source: sourceOf(actor),
    externalId: value.externalId ?? null,
    ...named,
    title: value.title ?? null,
    netAmount: value.netAmount ?? null,
    currency: value.currency,
    outstanding: value.grossAmount,
    paidOn: null,
    sent: moment.settings.sendInvoices ? 0 : 1,
    isVoid: value.isVoid ? 1 : 0,
    isDisputed: 0,
    planId: value.dunningPlanId === undefined ? defaultPlan : value.dunningPlanId,
    paused: 0,
    pausedUntil: null,
    lastContactOn: null,
    disputeJson: null,
    promiseJson: null,
    promisedOn: null,
    hasPdf: 0,
    automaticCharging: value.automaticCharging ?? null,
    paymentUrl: value.paymentUrl ?? null,
    createdAt: moment.now,
  };
}

function same(a: InvoiceTable, b: InvoiceTable): boolean {
  return (Object.keys(b) as (keyof InvoiceTable)[]).every((key) => key === 'updatedAt' || a[key] === b[key]);
}
