import { type Actor, sourceOf } from '../../domain/actor.ts';
import type { Day } from '../../domain/day.ts';
import { toIsoDate } from '../../domain/day.ts';
import type { EntryKind } from '../../domain/settlement.ts';
import { CurrencySums } from '../../store/currencySums.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Found } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerTable, EntryTable, InvoiceTable } from '../../store/tables.ts';
import { lockCustomers } from '../../store/subjects.ts';
import { findVisible } from '../../store/visibleCustomers.ts';
import { customersChanged } from '../rules/applyRules.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { describeReference, type Indexed, type RecordResult, type Reference, refused } from '../lists/records.ts';
import { saveBatch } from '../customers/saveBatch.ts';
import { settleInvoices, type TouchedInvoice } from './settleInvoices.ts';

export interface EntryInput {
  readonly externalId: string;
  readonly customer: Reference;
  readonly amount: number;
  readonly currency: string;
  /** Day of the payment, credit note or refund. */
  readonly on: Day;
  readonly invoices?: readonly (Reference & { readonly amount: number })[];
}

const EVENT: Record<EntryKind, NewEvent['type']> = {
  payment: 'paymentRecorded',
  creditNote: 'creditNoteRecorded',
  refund: 'refundRecorded',
};

/**
 * Records payments, credit notes or refunds, matched by external id, so that the same one posted twice counts once. What an invoice has
 * not open stays unapplied (BAL-1).
 */
export async function saveEntries(
  deps: Deps,
  actor: Actor,
  kind: EntryKind,
  records: readonly Indexed<EntryInput>[],
): Promise<RecordResult[]> {
  return saveBatch(deps, actor, records, (session, part) => saveEntriesWithin(session, deps, actor, kind, part));
}

/** An entry as it is stored, with what was asked to go to which invoice. */
interface Stored {
  readonly entry: EntryTable;
  readonly allocations: readonly { readonly invoiceId: string; readonly amount: number }[];
}

interface Accepted {
  readonly before: EntryTable | null;
  readonly after: EntryTable;
  readonly allocations: readonly { readonly invoiceId: string; readonly amount: number }[];
}

/** As `saveEntries`, in a transaction of the caller's; no external id stands twice. */
export async function saveEntriesWithin(
  session: Session,
  deps: Deps,
  actor: Actor,
  kind: EntryKind,
  part: readonly Indexed<EntryInput>[],
): Promise<RecordResult[]> {
  const moment = await currentMoment(session, deps.clock);
  const customerOf = await findVisible(
    session,
    actor,
    'customers',
    part.map(({ value }) => value.customer),
    true,
  );
  const invoiceOf = await findVisible(
    session,
    actor,
    'invoices',
    part.flatMap(({ value }) => value.invoices ?? []),
  );
  const stored = await loadStored(
    session,
    kind,
    sourceOf(actor),
    part.map(({ value }) => value.externalId),
  );
  if (actor.type === 'source') {
    const invoices = part.flatMap(({ value }) => value.invoices ?? []).map(invoiceOf);
    const asked = invoices.flatMap((invoice) => invoice?.customerId ?? []);
    await lockCustomers(session, [...asked, ...(await ownersOf(session, [...stored.values()]))]);
  }
  const results: RecordResult[] = [];
  const accepted: Accepted[] = [];
  const touchedIds = new Set<string>();
  for (const { index, value } of part) {
    const ambiguity = ambiguityOf(index, value, customerOf, invoiceOf);
    if (ambiguity) {
      results.push(ambiguity);
      continue;
    }
    const customer = customerOf(value.customer);
    const known = stored.get(value.externalId) ?? null;
    const problem =
      refusal(index, value, customer, known?.entry ?? null, actor) ??
      allocationRefusal(index, value, customer!, invoiceOf, actor);
    if (problem) {
      results.push(problem);
      continue;
    }
    if (!known && value.amount === 0) {
      // A source takes back what nobody had told of.
      results.push({ index, status: 'unchanged' });
      continue;
    }
    const allocations = (value.invoices ?? []).map((asked) => ({
      invoiceId: invoiceOf(asked)!.id,
      amount: asked.amount,
    }));
    if (
      known &&
      known.entry.amount === value.amount &&
      known.entry.customerId === customer!.id &&
      known.entry.occurredOn === value.on &&
      sameAllocations(known.allocations, allocations)
    ) {
      results.push({ index, status: 'unchanged', id: known.entry.id });
      continue;
    }
    const after: EntryTable = {
      id: known?.entry.id ?? deps.newId('ent'),
      source: sourceOf(actor),
      externalId: value.externalId,
      kind,
      customerId: customer!.id,
      currency: value.currency,
      amount: value.amount,
      occurredOn: value.on,
      applied: 0,
      createdAt: known?.entry.createdAt ?? moment.now,
    };
    accepted.push({ before: known?.entry ?? null, after, allocations });
    for (const { invoiceId } of [...allocations, ...(known?.allocations ?? [])]) touchedIds.add(invoiceId);
    results.push({ index, status: known ? 'updated' : 'created', id: after.id });
  }
  await write(session, deps, moment, actor, accepted, touchedIds);
  return results;
}

async function write(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  accepted: readonly Accepted[],
  touchedIds: ReadonlySet<string>,
) {
  const sums = new CurrencySums();
  for (const { before, after } of accepted) {
    if (before) sums.entry(before, -1);
    sums.entry(after, 1);
  }
  const replaced = accepted.filter(({ before }) => before !== null);
  await session.insert(
    'entries',
    accepted.filter(({ before }) => before === null).map(({ after }) => ({ ...after })),
  );
  await session.update(
    'entries',
    ['id'],
    replaced.map(({ after }) => ({ ...after })),
  );
  if (replaced.length > 0) {
    await session.db
      .deleteFrom('allocations')
      .where(
        session.oneOf(
          'entryId',
          replaced.map(({ after }) => after.id),
        ),
      )
      .execute();
  }
  const rows = accepted.flatMap(({ after, allocations }) =>
    allocations.map((asked) => ({ entryId: after.id, ...asked, applied: 0 })),
  );
  await session.insert('allocations', rows);
  const invoices =
    touchedIds.size === 0
      ? []
      : await session.db.selectFrom('invoices').selectAll().where(session.oneOf('id', touchedIds)).execute();
  const touched = invoices.map((row): TouchedInvoice => ({ before: row, after: row }));
  const closed = await settleInvoices(session, touched, sums, moment);
  const customerIdOf = new Map(invoices.map(({ id, customerId }) => [id, customerId]));
  const concerned = accepted.map(({ before, after, allocations }) => {
    const owners = allocations.map(({ invoiceId }) => customerIdOf.get(invoiceId)!);
    return [...new Set([after.customerId, before?.customerId ?? after.customerId, ...owners])];
  });
  const recorded = accepted.flatMap(({ after }, place): NewEvent[] => {
    const data = {
      id: after.id,
      externalId: after.externalId,
      amount: after.amount,
      currency: after.currency,
      date: toIsoDate(after.occurredOn),
    };
    return concerned[place]!.map((customerId) => ({ type: EVENT[after.kind], customerId, data }));
  });
  await customersChanged(
    session,
    deps,
    moment,
    actor,
    [...recorded, ...closed],
    [...concerned.flat(), ...customerIdOf.values()],
  );
}

/** Whose balances entries are part of as they are: their customers, and those of the invoices that they are applied to. */
async function ownersOf(session: Session, stored: readonly Stored[]): Promise<string[]> {
  const ids = stored.flatMap(({ allocations }) => allocations.map(({ invoiceId }) => invoiceId));
  const invoices = await session.db
    .selectFrom('invoices')
    .select('customerId')
    .distinct()
    .where(session.oneOf('id', ids))
    .execute();
  return [...stored.map(({ entry }) => entry.customerId), ...invoices.map(({ customerId }) => customerId)];
}

async function loadStored(
  session: Session,
  kind: EntryKind,
  source: string,
  externalIds: readonly string[],
): Promise<Map<string, Stored>> {
  const entries = await session.db
    .selectFrom('entries')
    .selectAll()
    .where(session.oneOf('externalId', externalIds))
    .where('kind', '=', kind)
    .where('source', '=', source)
    .execute();
  const allocations = await session.db
    .selectFrom('allocations')
    .selectAll()
    .where(
      session.oneOf(
        'entryId',
        entries.map(({ id }) => id),
      ),
    )
    .execute();
  return new Map(
    entries.map((entry) => [
      entry.externalId,
      { entry, allocations: allocations.filter(({ entryId }) => entryId === entry.id) },
    ]),
  );
}

/** Refuses a record that names what may be several. */
function ambiguityOf(
  index: number,
  { customer, invoices = [] }: EntryInput,
  customers: Found<CustomerTable>,
  known: Found<InvoiceTable>,
): RecordResult | null {
  const ofCustomer = customers.ambiguity(customer);
  if (ofCustomer !== null) return refused(index, 'customer', ofCustomer, 'conflict');
  const place = invoices.findIndex((asked) => known.ambiguity(asked) !== null);
  return place === -1 ? null : refused(index, `invoices.${place}`, known.ambiguity(invoices[place]!)!, 'conflict');
}

function refusal(
  index: number,
  value: EntryInput,
  customer: CustomerTable | undefined,
  known: EntryTable | null,
  actor: Actor,
): RecordResult | null {
  if (!customer) {
    return refused(
      index,
      'customer',
      `There is no customer ${describeReference(value.customer)}; create the customer first`,
    );
  }
  if (customer.excluded === 1) {
    return refused(index, 'customer', `Customer '${customer.name}' is excluded (CUS-2); include it again first`);
  }
  if (known && known.customerId !== customer.id && actor.type !== 'source') {
    return refused(index, 'externalId', `'${value.externalId}' is already recorded for another customer`);
  }
  if (known && known.currency !== value.currency) {
    return refused(index, 'currency', `'${value.externalId}' is already recorded in ${known.currency}`);
  }
  return null;
}

function allocationRefusal(
  index: number,
  value: EntryInput,
  customer: CustomerTable,
  invoiceOf: (reference: Reference) => InvoiceTable | undefined,
  actor: Actor,
): RecordResult | null {
  const seen = new Set<string>();
  let sum = 0;
  for (const [place, asked] of (value.invoices ?? []).entries()) {
    const path = `invoices.${place}`;
    const invoice = invoiceOf(asked);
    if (!invoice)
      return refused(index, path, `There is no invoice ${describeReference(asked)}; create the invoice first`);
    // In a source, a customer may pay for the ones below it.
    if (invoice.customerId !== customer.id && actor.type !== 'source')
      return refused(index, path, `Invoice ${invoice.number} belongs to another customer`);
    if (invoice.currency !== value.currency) {
      return refused(
        index,
        path,
        `Invoice ${invoice.number} is in ${invoice.currency}, not in ${value.currency} (MON-1)`,
      );
    }
    if (seen.has(invoice.id))
      return refused(index, path, `Invoice ${invoice.number} is named twice; name it once with the whole amount`);
    seen.add(invoice.id);
    sum += asked.amount;
  }
  if (sum > value.amount)
    return refused(index, 'invoices', `The invoices take ${sum}, which is more than the amount of ${value.amount}`);
  return null;
}

function sameAllocations(
  a: readonly { invoiceId: string; amount: number }[],
  b: readonly { invoiceId: string; amount: number }[],
): boolean {
  if (a.length !== b.length) return false;
  const amounts = new Map(a.map(({ invoiceId, amount }) => [invoiceId, amount]));
  return b.every(({ invoiceId, amount }) => amounts.get(invoiceId) === amount);
}
