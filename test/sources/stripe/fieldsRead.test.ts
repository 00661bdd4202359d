import { expect, test } from 'vitest';
import * as mapping from '../../../connector/src/sources/stripe/mapping.ts';
import { NOON } from './books.ts';
import { stripeCreditNote, stripeCustomer, stripeInvoice, stripePayment, stripeRefund } from './objects.ts';
import { published } from './published.ts';

const given: mapping.Mapping = { timeZone: 'Europe/Paris', settings: { customFields: {} } };

/** An object, and the names of its fields that are read. */
function watched<T extends object>(object: T): { readonly object: T; readonly read: Set<string> } {
  const read = new Set<string>();
  const watch = <O extends object>(inner: O, path: string): O =>
    new Proxy(inner, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof key !== 'string' || Array.isArray(target)) return value;
        read.add(path + key);
        return typeof value === 'object' && value !== null ? watch(value, `${path}${key}.`) : value;
      },
    });
  return { object: watch(object, ''), read };
}

function at(object: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce((inner: unknown, key) => (inner === null ? null : (inner as Record<string, unknown>)[key]), object);
}

/** Given only where they are expanded, or newer than what is published. */
const NOT_PUBLISHED = new Set(['deleted', 'payments', 'business_name', 'individual_name']);

test.each<[string, object, object, (object: never) => unknown]>([
  [
    'customer',
    published.customer,
    stripeCustomer('cus_1', NOON, { balance: -5 }),
    (object) => mapping.customerRecord(object, 1, given),
  ],
  [
    'invoice',
    published.invoice,
    stripeInvoice('in_1', 'cus_1', NOON, { status: 'uncollectible' }),
    (object) => mapping.invoiceRecord(object, 1, given),
  ],
  [
    'invoice that Stripe charges',
    published.invoice,
    stripeInvoice('in_1', 'cus_1', NOON, { collection_method: 'charge_automatically' }),
    (object) => mapping.invoiceRecord(object, 1, given),
  ],
  [
    'payment',
    published.invoice_payment,
    stripePayment('inpay_1', stripeInvoice('in_1', 'cus_1', NOON), NOON),
    (object) =>
      mapping.invoiceRecord(
        stripeInvoice('in_1', 'cus_1', NOON, {
          amount_paid: 10_000,
          payments: { object: 'list', data: [object], has_more: false, url: '' },
        }),
        1,
        given,
      ),
  ],
  [
    'credit note',
    published.credit_note,
    stripeCreditNote('cn_1', stripeInvoice('in_1', 'cus_1', NOON), NOON),
    (object) => mapping.creditNoteRecord(object, 1, given),
  ],
  [
    'refund',
    published.refund,
    stripeRefund('re_1', 'pi_1', 5, NOON),
    (object) => mapping.refundRecord(object, 'cus_1', 1, given),
  ],
])(
  'X1: every field of a %s that is read is one of Stripe’s, and of its type in the objects of the tests',
  (_, real, ours, map) => {
    const { object, read } = watched(ours);
    map(object as never);
    const fields = [...read].filter((path) => !NOT_PUBLISHED.has(path));
    expect(fields.length).toBeGreaterThan(3);
    for (const path of fields) {
      const [there, here] = [at(real, path), at(ours, path)];
      expect(there, path).not.toBeUndefined();
      expect(here, path).not.toBeUndefined();
      if (there !== null && here !== null) expect(typeof here, path).toBe(typeof there);
    }
  },
);
