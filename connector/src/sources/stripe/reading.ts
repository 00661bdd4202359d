import type Stripe from 'stripe';
import { read } from '../misread.ts';
import type { EntryRecord, MisfitRecord, ObjectKind, SourceRecord } from '../records.ts';
import * as mapping from './mapping.ts';
import { withPayer } from './payer.ts';

type Reading<O, R> = (object: O, version: number, given: mapping.Mapping) => R;

/** Objects come from Stripe or, as events, from outside: one that cannot be read is put aside. */
function readable<O extends { readonly id: string }, R extends SourceRecord | null>(
  kind: ObjectKind,
  reading: Reading<O, R>,
): Reading<O, R | MisfitRecord> {
  return (object, version, given) =>
    read('Stripe', { kind, externalId: object.id, version, raw: object }, () => reading(object, version, given));
}

export const customerRecord = readable('customer', mapping.customerRecord);
export const invoiceRecord = readable('invoice', (invoice: Stripe.Invoice, version, given) =>
  withPayer(mapping.invoiceRecord(invoice, version, given), invoice),
);
export const creditNoteRecord = readable('creditNote', mapping.creditNoteRecord);

/** A refund of the customer's. */
export function refundRecord(
  refund: Stripe.Refund,
  customer: string,
  version: number,
  given: mapping.Mapping,
): EntryRecord | MisfitRecord {
  return read('Stripe', { kind: 'refund', externalId: refund.id, version, raw: refund }, () =>
    mapping.refundRecord(refund, customer, version, given),
  );
}
