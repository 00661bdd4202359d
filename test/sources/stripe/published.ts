import { readFileSync } from 'node:fs';
import type Stripe from 'stripe';

interface Published {
  readonly charge: Stripe.Charge;
  readonly credit_note: Stripe.CreditNote;
  readonly customer: Stripe.Customer;
  readonly deleted_customer: Stripe.DeletedCustomer;
  readonly invoice: Stripe.Invoice;
  readonly invoice_payment: Stripe.InvoicePayment;
  readonly refund: Stripe.Refund;
}

/** Objects as Stripe publishes them (fixtures/README.md). */
export const published = JSON.parse(
  readFileSync(new URL('fixtures/resources.json', import.meta.url), 'utf8'),
) as Published;
