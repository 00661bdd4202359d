import type { Day } from './day.ts';
import { toIsoDate } from './day.ts';
import { because, count, dayInWords, type Reason } from './explainReasons.ts';
import { compareForReference, type InvoiceState, isCollectible } from './invoice.ts';

/** What an open dispute says of itself (DIS-1). */
export interface DisputeFacts {
  readonly reason: string;
  readonly openedOn: Day | null;
}

/** Why an invoice is not collected on, whatever its plan (REF-1, DIS-1); null if it may be. */
export function whyNotCollectible(invoice: InvoiceState, dispute: DisputeFacts | null = null): Reason | null {
  const { number } = invoice;
  const values = { number };
  if (invoice.isVoid) return because('void', `Invoice ${number} is void.`, values);
  if (!invoice.sent)
    return because('toSend', `Invoice ${number} has not been sent yet; nobody is reminded of it before.`, values);
  if (invoice.outstanding <= 0) return because('paid', `Invoice ${number} is paid.`, values);
  if (!invoice.isDisputed) return null;
  const openedOn = dispute?.openedOn ?? null;
  const since = openedOn === null ? '' : ` since ${dayInWords(openedOn)}`;
  const why = dispute ? ` (${dispute.reason})` : '';
  return because(
    'disputed',
    `Invoice ${number} is disputed${why}${since}: it is not collected on until the dispute is closed.`,
    {
      number,
      reason: dispute?.reason ?? null,
      openedOn: openedOn === null ? null : toIsoDate(openedOn),
    },
  );
}

/** REF-3: the customer owes nothing in the invoice's currency. */
export function coveredReason(currency: string, outstanding: number): Reason {
  const text = `The customer’s outstanding in ${currency} is ${outstanding === 0 ? 'zero' : 'negative'}: unapplied payments and credits cover it.`;
  return because('outstandingNotPositive', text, { currency, outstanding });
}

/** REF-1: the invoice that drives a customer-level plan, among so many candidates. */
export function referenceReason(reference: InvoiceState, candidates: number): Reason {
  const { number, dueOn } = reference;
  const among = candidates > 1 ? `the first of ${candidates} open invoices by due date` : 'the only open one';
  const values = { invoiceId: reference.id, number, dueDate: toIsoDate(dueOn), candidates };
  return because('reference', `The reference is invoice ${number}, due ${toIsoDate(dueOn)}: ${among}.`, values);
}

/** REF-1: why an invoice that may be collected on does not drive the customer-level plan: another one comes first. */
export function olderReferenceReason(invoice: InvoiceState, reference: InvoiceState): Reason {
  const { number, dueOn } = reference;
  const why =
    dueOn < invoice.dueOn
      ? `due ${toIsoDate(dueOn)}, before ${toIsoDate(invoice.dueOn)}`
      : reference.grossAmount > invoice.grossAmount && reference.currency === invoice.currency
        ? 'due the same day, for a higher amount'
        : 'due the same day, and first in order';
  const values = { invoiceId: reference.id, number, dueDate: toIsoDate(dueOn) };
  return because(
    'olderReference',
    `Invoice ${number} is the reference (${why}); ${invoice.number} waits for it.`,
    values,
  );
}

/** Why no invoice of a customer can drive a customer-level plan (REF-1, REF-3). */
export function whyNoReference(open: readonly InvoiceState[], outstanding: ReadonlyMap<string, number>): Reason[] {
  if (open.length === 0) return [because('noOpenInvoice', 'The customer has no open invoice.', { openInvoices: 0 })];
  const disputed = open.filter(({ isDisputed }) => isDisputed).length;
  const covered = new Map<string, number>();
  for (const invoice of open) {
    const sum = outstanding.get(invoice.currency) ?? 0;
    if (isCollectible(invoice) && sum <= 0) covered.set(invoice.currency, sum);
  }
  const reasons = [...covered].map(([currency, sum]) => coveredReason(currency, sum));
  if (disputed === 0) return reasons;
  const which =
    disputed === open.length
      ? disputed === 1
        ? 'The only open invoice is'
        : `All ${count(disputed, 'open invoice')} are`
      : `${count(disputed, 'open invoice')} ${disputed === 1 ? 'is' : 'are'}`;
  return [because('disputed', `${which} disputed, and not collected on meanwhile.`, { disputed }), ...reasons];
}

/** REF-1, REF-3: the invoices that could drive a customer-level plan, the reference first. */
export function candidates<T extends InvoiceState>(open: readonly T[], outstanding: ReadonlyMap<string, number>): T[] {
  return open
    .filter((invoice) => isCollectible(invoice) && (outstanding.get(invoice.currency) ?? 0) > 0)
    .sort(compareForReference);
}
