import type Stripe from 'stripe';
import type { InvoiceRecord, SourceContact, SourceRecord } from '../records.ts';
import { idOf } from './mapping.ts';

/** An invoice with who owes it, as it was written on the invoice: Stripe tells nothing any more of customers who were deleted. */
export function withPayer<R extends SourceRecord | null>(record: R, invoice: Stripe.Invoice): R {
  if (record?.kind !== 'invoice' || !('state' in record)) return record;
  const isOpen = invoice.status === 'open' && invoice.amount_remaining > 0;
  return { ...record, payer: isOpen ? payerOf(invoice) : null };
}

function payerOf(invoice: Stripe.Invoice): InvoiceRecord['payer'] {
  const { customer_name: name, customer_email: email, customer_phone: phone, customer_address: address } = invoice;
  const id = idOf(invoice.customer) ?? '';
  const contact: SourceContact = { externalId: id, lastName: name, email, phone, position: 'accounting', isMain: true };
  return { name: name || email || id, country: address?.country ?? null, contacts: email ? [contact] : [] };
}
