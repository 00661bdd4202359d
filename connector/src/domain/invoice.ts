import type { Day } from './day.ts';

export type InvoiceStatus = 'toSend' | 'due' | 'overdue' | 'paid' | 'disputed' | 'void';

/** What decides about an invoice; amounts in minor units. */
export interface InvoiceState {
  readonly id: string;
  readonly number: string;
  readonly currency: string;
  readonly grossAmount: number;
  readonly outstanding: number;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly sent: boolean;
  readonly isVoid: boolean;
  readonly isDisputed: boolean;
}

/** INV-6: the first status that holds; on the due date itself an invoice is due. */
export function invoiceStatus(
  invoice: Omit<InvoiceState, 'id' | 'number' | 'currency' | 'grossAmount' | 'issuedOn'>,
  today: Day,
): InvoiceStatus {
  if (invoice.isVoid) return 'void';
  if (!invoice.sent) return 'toSend';
  if (invoice.outstanding <= 0) return 'paid';
  if (invoice.isDisputed) return 'disputed';
  return invoice.dueOn < today ? 'overdue' : 'due';
}

/** REF-1: may be collected on as far as the invoice itself is concerned. */
export function isCollectible(invoice: InvoiceState): boolean {
  return invoice.sent && !invoice.isVoid && !invoice.isDisputed && invoice.outstanding > 0;
}

/**
 * REF-1: the order in which invoices become the reference: oldest due date; then the highest gross amount, in one currency, else the
 * currency code; then the smallest number (compared as text, character by character).
 */
export function compareForReference(a: InvoiceState, b: InvoiceState): number {
  if (a.dueOn !== b.dueOn) return a.dueOn - b.dueOn;
  if (a.currency !== b.currency) return a.currency < b.currency ? -1 : 1;
  if (a.grossAmount !== b.grossAmount) return b.grossAmount - a.grossAmount;
  if (a.number !== b.number) return a.number < b.number ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/**
 * REF-1, REF-3: the reference invoice of a customer-level plan, or null; `outstanding` says the customer's outstanding per currency.
 */
export function referenceInvoice<T extends InvoiceState>(
  invoices: readonly T[],
  outstanding: ReadonlyMap<string, number>,
): T | null {
  let best: T | null = null;
  for (const invoice of invoices) {
    if (!isCollectible(invoice) || (outstanding.get(invoice.currency) ?? 0) <= 0) continue;
    if (best === null || compareForReference(invoice, best) < 0) best = invoice;
  }
  return best;
}

/** DIS-1: an open dispute; `reason` is a key of the organisation's list, `openedOn` an ISO date. */
export interface Dispute {
  readonly reason: string;
  readonly comment: string | null;
  readonly openedOn: string;
}
