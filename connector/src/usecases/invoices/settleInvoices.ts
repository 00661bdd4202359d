import { parseIsoDate } from '../../domain/day.ts';
import { type Dispute, invoiceStatus } from '../../domain/invoice.ts';
import { type Allocation, settle } from '../../domain/settlement.ts';
import type { CurrencySums } from '../../store/currencySums.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { toInvoiceState } from '../../store/subjects.ts';
import type { EntryTable, InvoiceTable } from '../../store/tables.ts';
import { promiseKept } from './judgePromises.ts';
import type { Moment } from '../moment.ts';

export interface TouchedInvoice {
  /** As stored before; null if new. */
  readonly before: InvoiceTable | null;
  readonly after: InvoiceTable;
}

/**
 * Settles the touched invoices anew from all their allocations, writes them with the sums of their customers, and says which were closed,
 * and which promises are kept by it (PRO-1). `sums` may already hold what the caller changed; allocations must be stored before.
 */
export async function settleInvoices(
  session: Session,
  touched: readonly TouchedInvoice[],
  sums: CurrencySums,
  moment: Moment,
): Promise<NewEvent[]> {
  const ids = touched.map(({ after }) => after.id);
  const query = session.db
    .selectFrom('allocations as a')
    .innerJoin('entries as e', 'e.id', 'a.entryId')
    .select(['a.entryId', 'a.invoiceId', 'a.amount as allocated', 'a.applied as appliedBefore'])
    .select([
      'e.id',
      'e.source',
      'e.externalId',
      'e.kind',
      'e.customerId',
      'e.currency',
      'e.amount',
      'e.occurredOn',
      'e.applied',
      'e.createdAt',
    ])
    .where(session.oneOf('a.invoiceId', ids));
  // A payment may be for invoices of several customers, whom different transactions have locked.
  const allocations = await (session.dialect.name === 'postgres' ? query.forNoKeyUpdate('e') : query).execute();
  const byInvoice = new Map<string, typeof allocations>();
  for (const row of allocations) {
    const list = byInvoice.get(row.invoiceId);
    if (list) list.push(row);
    else byInvoice.set(row.invoiceId, [row]);
  }

  const entries = new Map<string, { before: EntryTable; applied: number }>();
  const inserts: InvoiceTable[] = [];
  const updates: InvoiceTable[] = [];
  const events: NewEvent[] = [];
  const appliedChanges: { entryId: string; invoiceId: string; applied: number }[] = [];
  for (const { before, after } of touched) {
    const rows = byInvoice.get(after.id) ?? [];
    const asked = rows.map((row): Allocation => ({
      entryId: row.entryId,
      kind: row.kind,
      on: row.occurredOn,
      amount: row.allocated,
    }));
    const { outstanding, paidOn, applied } = settle(after.grossAmount, asked, after.isVoid === 0);
    const settled = { ...after, outstanding, paidOn };
    const kept = promiseKept(settled, rows, applied, moment);
    const row = kept ? { ...settled, ...kept.columns } : settled;
    for (const { entryId, invoiceId, allocated: _, appliedBefore, ...entry } of rows) {
      const now = applied.get(entryId) ?? 0;
      if (now === appliedBefore) continue;
      appliedChanges.push({ entryId, invoiceId, applied: now });
      const known = entries.get(entryId) ?? { before: entry, applied: entry.applied };
      entries.set(entryId, { before: known.before, applied: known.applied + now - appliedBefore });
    }
    if (before) sums.invoice(before, -1);
    sums.invoice(row, 1);
    (before ? updates : inserts).push(row);
    const { id, customerId, number, currency, grossAmount } = row;
    if (outstanding === 0 && before !== null && before.outstanding > 0 && row.isVoid === 0 && row.sent === 1) {
      events.push({ type: 'invoicePaid', customerId, data: { invoiceId: id, number, currency, grossAmount } });
    }
    if (kept) events.push(kept.event);
    events.push(...becameOverdue(before, row, moment));
  }
  for (const { before, applied } of entries.values()) {
    sums.entry(before, -1);
    sums.entry({ ...before, applied }, 1);
  }
  await session.insert(
    'invoices',
    inserts.map((row) => ({ ...row })),
  );
  await session.update(
    'invoices',
    ['id'],
    updates.map((row) => ({ ...row })),
  );
  await session.update(
    'entries',
    ['id'],
    [...entries].map(([id, { applied }]) => ({ id, applied })),
  );
  await session.update('allocations', ['entryId', 'invoiceId'], appliedChanges);
  await sums.write(session);
  return events;
}

/** What there is to tell of an invoice that is overdue from now on, by a change and not by its date, of which passing time tells. */
export function becameOverdue(before: InvoiceTable | null, after: InvoiceTable, { today }: Moment): NewEvent[] {
  const isOverdue = (invoice: InvoiceTable) => invoiceStatus(toInvoiceState(invoice), today) === 'overdue';
  if (!isOverdue(after) || (before !== null && (isOverdue(before) || wasOverdue(before)))) return [];
  const { id, externalId, number, customerId } = after;
  return [{ type: 'invoiceOverdue', customerId, data: { invoiceId: id, externalId, number } }];
}

/** Whether an invoice was overdue already, and told of, when its dispute began or it was paid. */
function wasOverdue({ dueOn, disputeJson, paidOn }: InvoiceTable): boolean {
  const dispute = disputeJson === null ? null : (JSON.parse(disputeJson) as Dispute);
  const since = Math.min((dispute && parseIsoDate(dispute.openedOn)) ?? Infinity, paidOn ?? Infinity);
  return since !== Infinity && since > dueOn;
}
