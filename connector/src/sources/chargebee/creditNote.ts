import type { CreditNote } from 'chargebee';
import type { EntryRecord } from '../records.ts';
import { allocationsOf } from './allocations.ts';
import { dayOf } from './instants.ts';
import { versionOf } from './shapes.ts';

/**
 * A credit note of Chargebee. An adjustment, a write-off too, lowers the invoice it is for; refundable and store credit goes to the invoices
 * of its allocations, and the rest stays unapplied. A void one counts 0.
 */
export function creditNoteRecord(note: CreditNote, timeZone: string): EntryRecord {
  const amount = note.status === 'voided' ? 0 : (note.total ?? 0);
  return {
    kind: 'creditNote',
    externalId: note.id,
    version: versionOf(note),
    raw: note,
    customerExternalId: note.customer_id,
    amount,
    currency: note.currency_code,
    on: dayOf(note.date ?? note.generated_at ?? 0, timeZone),
    allocations: amount === 0 ? [] : appliedOf(note, amount),
  };
}

function appliedOf(
  { type, reference_invoice_id: reference, allocations = [] }: CreditNote,
  total: number,
): EntryRecord['allocations'] {
  if (type === 'adjustment' && reference) return [{ invoiceExternalId: reference, amount: total }];
  return allocationsOf(
    allocations.map(({ invoice_id: invoiceExternalId, allocated_amount: amount }) => ({ invoiceExternalId, amount })),
  );
}
