import type { Invoice } from 'chargebee';
import type { InvoiceRecord } from '../records.ts';
import { automaticChargingOf } from './charging.ts';
import { dayOf } from './instants.ts';
import { versionOf } from './shapes.ts';

/** What the SDK's type leaves out: taxes that the customer withheld, and pays to the state. */
interface WithheldTax {
  readonly amount?: number;
}

/**
 * An invoice of Chargebee. Its payments and credit notes are objects of their own there, and records of their own here, written-off rests too;
 * withheld taxes are not owed and lower the amount. `autoCollection` is whether its customer is charged automatically.
 */
export function invoiceRecord(invoice: Invoice, autoCollection: boolean, timeZone: string): InvoiceRecord {
  const issuedOn = dayOf(invoice.date ?? invoice.generated_at ?? 0, timeZone);
  const total = invoice.total ?? 0;
  return {
    kind: 'invoice',
    externalId: invoice.id,
    version: versionOf(invoice),
    raw: invoice,
    number: invoice.id,
    customerExternalId: payerOf(invoice),
    issuedOn,
    dueOn: invoice.due_date === undefined ? issuedOn : Math.max(issuedOn, dayOf(invoice.due_date, timeZone)),
    currency: invoice.currency_code,
    grossAmount: total - withheldOf(invoice),
    netAmount: total - (invoice.tax ?? 0),
    title: invoice.po_number ?? null,
    state: invoice.status === 'pending' ? 'draft' : invoice.status === 'voided' ? 'void' : 'open',
    automaticCharging: automaticChargingOf(invoice, autoCollection),
    payer: isOpen(invoice) ? billedTo(invoice) : null,
  };
}

function isOpen({ status, amount_due: due = 0 }: Invoice): boolean {
  return due > 0 && (status === 'posted' || status === 'payment_due' || status === 'not_paid');
}

/** As it was written on the invoice. */
function billedTo(invoice: Invoice): InvoiceRecord['payer'] {
  const { company, first_name: first, last_name: last, email, phone, country } = invoice.billing_address ?? {};
  const id = payerOf(invoice);
  const name = company || [first, last].filter(Boolean).join(' ') || email || id;
  const person = { firstName: first || null, lastName: last || null, phone: phone || null };
  const contact = { externalId: `${id}:billingAddress`, ...person, position: 'accounting' as const, isMain: true };
  return { name, country: country ?? null, contacts: email ? [{ ...contact, email }] : [] };
}

function withheldOf(invoice: Invoice): number {
  const taxes = (invoice.linked_taxes_withheld ?? []) as readonly WithheldTax[];
  return taxes.reduce((sum, { amount = 0 }) => sum + amount, 0);
}

/** Where a parent account pays for its children, the parent owes it, and the payments are the parent's. */
export function payerOf({
  payment_owner: owner,
  customer_id: customer,
}: Pick<Invoice, 'payment_owner' | 'customer_id'>): string {
  return owner ?? customer;
}
