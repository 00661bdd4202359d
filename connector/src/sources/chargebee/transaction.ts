import type { Transaction } from 'chargebee';
import type { EntryRecord } from '../records.ts';
import { allocationsOf } from './allocations.ts';
import { dayOf } from './instants.ts';
import { versionOf } from './shapes.ts';

/** What kind of entry a transaction is; null for authorizations, and for reversals, which show at the payment that they reverse. */
export function entryKindOf({ type }: Transaction): 'payment' | 'refund' | null {
  return type === 'payment' || type === 'refund' ? type : null;
}

/**
 * A payment or refund of Chargebee. It counts 0 while it is under way, and again once it has failed or was reversed (a direct debit that came
 * back). A refund names no invoice: it goes with a credit note that stands against the paid one, and must not open it again.
 */
export function transactionRecord(
  transaction: Transaction,
  kind: 'payment' | 'refund',
  customerExternalId: string,
  timeZone: string,
): EntryRecord {
  const isMoney = transaction.status === 'success' && !transaction.reversal_transaction_id;
  const applied = kind === 'payment' && isMoney ? (transaction.linked_invoices ?? []) : [];
  return {
    kind,
    externalId: transaction.id,
    version: versionOf(transaction),
    raw: transaction,
    customerExternalId,
    amount: isMoney ? (transaction.amount ?? 0) : 0,
    currency: transaction.currency_code,
    on: dayOf(transaction.date ?? transaction.settled_at ?? 0, timeZone),
    allocations: allocationsOf(
      applied.map(({ invoice_id: invoiceExternalId, applied_amount: amount }) => ({ invoiceExternalId, amount })),
    ),
  };
}
