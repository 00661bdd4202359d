import type Stripe from 'stripe';
import { localTime } from '../../clock.ts';
import type { Day } from '../../domain/day.ts';
import type {
  CustomerRecord,
  DeletedRecord,
  EntryRecord,
  InvoiceRecord,
  OwnedEntry,
  SourceContact,
  SourceRecord,
} from '../records.ts';
import { minorUnits } from './amounts.ts';
import type { StripeSettings } from './settings.ts';

/** What mapping needs to know besides the object. */
export interface Mapping {
  readonly timeZone: string;
  readonly settings: Pick<StripeSettings, 'customFields'>;
}

/** `version` is ms; Stripe's objects have none of their own. */
export function customerRecord(
  customer: Stripe.Customer | Stripe.DeletedCustomer,
  version: number,
  { timeZone, settings }: Mapping,
): CustomerRecord | DeletedRecord {
  const { id: externalId } = customer;
  if (customer.deleted) return { kind: 'customer', externalId, version, deleted: true };
  const { address, preferred_locales: locales, metadata } = customer;
  const fed = Object.entries(settings.customFields).map(([field, key]) => [field, metadata[key] ?? null] as const);
  const currency = customer.currency?.toUpperCase() ?? null;
  // Credit is negative there. What the customer owes by its balance goes onto the next invoice.
  const credit = currency === null ? 0 : minorUnits(-customer.balance, currency);
  return {
    kind: 'customer',
    externalId,
    version,
    raw: customer,
    name: customer.name || customer.business_name || customer.email || externalId,
    language: locales?.[0] ?? null,
    country: address?.country ?? null,
    contacts: customer.email ? [contactOf(customer, customer.email)] : [],
    ...(fed.length > 0 ? { customFields: Object.fromEntries(fed) } : {}),
    entries:
      currency !== null && credit > 0
        ? [entry('creditNote', `${externalId}:balance`, credit, currency, dayOf(customer.created, timeZone))]
        : [],
  };
}

/** Stripe has one name for the customer and whoever reads its mail. */
function contactOf({ id, name, individual_name: person, phone }: Stripe.Customer, email: string): SourceContact {
  const lastName = person ?? name ?? null;
  return { externalId: id, lastName, email, phone: phone ?? null, position: 'accounting', isMain: true };
}

/** An invoice with what was paid on it, `payments` being all of them; null where Stripe has to be asked, since they, or what became of a charge, are not there. */
export function invoiceRecord(invoice: Stripe.Invoice, version: number, { timeZone }: Mapping): SourceRecord | null {
  const { id: externalId, status } = invoice;
  const customer = idOf(invoice.customer);
  const stated = { externalId, version, raw: invoice };
  if (customer === null)
    return {
      kind: 'invoice',
      ...stated,
      problem: 'The invoice names no customer: only invoices of customers are taken in',
    };
  const currency = invoice.currency.toUpperCase();
  const exact = (amount: number) => minorUnits(amount, currency);
  const day = (seconds: number) => dayOf(seconds, timeZone);
  const finalizedAt = invoice.status_transitions.finalized_at ?? invoice.created;
  const issuedAt = invoice.effective_at ?? finalizedAt;
  // What the customer's balance took off this invoice, or put onto it.
  const fromBalance = (invoice.ending_balance ?? invoice.starting_balance) - invoice.starting_balance;
  const gross = invoice.total + Math.max(0, -fromBalance);
  const credited = Math.max(0, fromBalance);
  const isFinal = status !== 'draft' && status !== 'void';
  const charging = isFinal ? automaticCharging(invoice) : null;
  const payments = isFinal ? paymentsOf(invoice) : [];
  if (payments === null || charging === undefined) return null;
  const entries: OwnedEntry[] = [];
  if (isFinal) {
    if (credited > 0)
      entries.push(entry('creditNote', `${externalId}:credit`, exact(credited), currency, day(finalizedAt)));
    // What was paid beyond it is in the customer's balance.
    let open = gross - credited - invoice.pre_payment_credit_notes_amount;
    for (const { id, amount, at } of payments) {
      const taken = Math.min(amount, Math.max(0, open));
      open -= taken;
      if (taken > 0) entries.push(entry('payment', id, exact(taken), currency, day(at)));
    }
    // Settled in ways that Stripe lists no payment for: of what is marked as paid outside of Stripe, `amount_remaining` is still the whole.
    const elsewhere = status === 'paid' ? open : open - invoice.amount_remaining;
    const paidAt = invoice.status_transitions.paid_at ?? finalizedAt;
    if (elsewhere > 0)
      entries.push(entry('payment', `${externalId}:elsewhere`, exact(elsewhere), currency, day(paidAt)));
    if (status === 'uncollectible' && invoice.amount_remaining > 0) {
      const writtenOffAt = invoice.status_transitions.marked_uncollectible_at ?? finalizedAt;
      const writeOff = exact(invoice.amount_remaining);
      entries.push(entry('creditNote', `${externalId}:writeOff`, writeOff, currency, day(writtenOffAt)));
    }
  }
  const record: InvoiceRecord = {
    kind: 'invoice',
    ...stated,
    number: invoice.number ?? externalId,
    customerExternalId: customer,
    issuedOn: day(issuedAt),
    dueOn: day(invoice.due_date ?? issuedAt),
    currency,
    grossAmount: exact(gross),
    netAmount: invoice.total_excluding_tax === null ? null : exact(invoice.total_excluding_tax),
    title: invoice.description,
    state: status === 'draft' ? 'draft' : status === 'void' ? 'void' : 'open',
    automaticCharging: charging,
    entries,
  };
  return gross < 0
    ? { kind: 'invoice', ...stated, problem: 'Its total is negative: it is a credit, and no invoice' }
    : record;
}

/** HLD-1: `undefined` where only the payment itself tells whether it has failed, and it is not there. */
function automaticCharging(invoice: Stripe.Invoice): 'pending' | 'failed' | null | undefined {
  if (invoice.collection_method !== 'charge_automatically' || invoice.status !== 'open') return null;
  // Stripe attempts no payment by itself then: https://docs.stripe.com/invoicing/integration/automatic-advancement-collection
  if (!invoice.attempted) return invoice.auto_advance === false ? null : 'pending';
  const open = invoice.payments?.data.find(({ status, is_default: isDefault }) => isDefault && status === 'open');
  const intent = open?.payment.payment_intent;
  if (!invoice.payments) return undefined;
  if (!open || intent === undefined) return 'failed';
  if (typeof intent === 'string') return undefined;
  // A direct debit takes days.
  return intent.status === 'processing' || intent.status === 'succeeded' ? 'pending' : 'failed';
}

function paymentsOf(invoice: Stripe.Invoice): { id: string; amount: number; at: number }[] | null {
  if (invoice.amount_paid === 0 && !invoice.payments) return [];
  if (!invoice.payments || invoice.payments.has_more) return null;
  return invoice.payments.data
    .filter(({ status }) => status === 'paid')
    .map(({ id, amount_paid: amount, status_transitions: { paid_at: paidAt }, created }) => ({
      id,
      amount: amount ?? 0,
      at: paidAt ?? created,
    }))
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/**
 * What a credit note takes off its invoice, and what it gives back in money, which the refund then evens out. What it adds to the
 * customer's balance stands there, and what was settled outside of Stripe is settled.
 */
export function creditNoteRecord(note: Stripe.CreditNote, version: number, { timeZone }: Mapping): EntryRecord {
  const currency = note.currency.toUpperCase();
  const isVoid = note.status === 'void';
  const refunded = note.refunds.reduce((sum, { amount_refunded: amount }) => sum + amount, 0);
  const taken = isVoid ? 0 : minorUnits(note.pre_payment_amount, currency);
  return {
    kind: 'creditNote',
    externalId: note.id,
    version,
    raw: note,
    customerExternalId: idOf(note.customer) ?? '',
    amount: isVoid ? 0 : minorUnits(note.pre_payment_amount + refunded, currency),
    currency,
    on: dayOf(note.effective_at ?? note.created, timeZone),
    allocations: taken > 0 ? [{ invoiceExternalId: idOf(note.invoice)!, amount: taken }] : [],
  };
}

/** Money given back: the invoice stays paid, as it is at Stripe, and the customer's outstanding rises (BAL-1). */
export function refundRecord(
  refund: Stripe.Refund,
  customer: string,
  version: number,
  { timeZone }: Mapping,
): EntryRecord {
  const currency = refund.currency.toUpperCase();
  const isBack = refund.status === 'failed' || refund.status === 'canceled';
  return {
    kind: 'refund',
    externalId: refund.id,
    version,
    raw: refund,
    customerExternalId: customer,
    amount: isBack ? 0 : minorUnits(refund.amount, currency),
    currency,
    on: dayOf(refund.created, timeZone),
    allocations: [],
  };
}

export function idOf(reference: string | { readonly id: string } | null | undefined): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}

function dayOf(seconds: number, timeZone: string): Day {
  return localTime(seconds * 1000, timeZone).day;
}

function entry(kind: OwnedEntry['kind'], externalId: string, amount: number, currency: string, on: Day): OwnedEntry {
  return { kind, externalId, amount, currency, on };
}
