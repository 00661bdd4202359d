import { expect, test } from 'vitest';
import { minorUnits } from '../../../connector/src/sources/stripe/amounts.ts';
import { invoiceRecord } from '../../../connector/src/sources/stripe/mapping.ts';
import { soundRecord } from '../../../connector/src/sources/soundRecord.ts';
import { NOON } from './books.ts';
import { stripeInvoice } from './objects.ts';

test.each([
  // What most are: the same at Stripe and in ISO 4217.
  ['EUR', 12_300, 12_300],
  ['JPY', 12_300, 12_300],
  ['KWD', 12_300, 12_300],
  // Hundredths at Stripe, whole in ISO 4217.
  ['ISK', 12_300, 123],
  ['UGX', 12_300, 123],
  ['ISK', -12_300, -123],
  // Whole at Stripe, hundredths in ISO 4217.
  ['MGA', 123, 12_300],
  ['MGA', 0, 0],
])('MON-1: %s %i of Stripe’s is %i in the minor unit of ISO 4217', (currency, stripe, minor) => {
  expect(minorUnits(stripe, currency)).toBe(minor);
});

test('MON-1: a fraction of a króna is no amount: the invoice is put aside, not rounded', () => {
  expect(minorUnits(12_345, 'ISK')).toBeNaN();
  const mapping = { timeZone: 'Atlantic/Reykjavik', settings: { customFields: {} } };
  const recordOf = (total: number) =>
    invoiceRecord(stripeInvoice('in_1', 'cus_1', NOON, { currency: 'isk', total }), 1, mapping)!;
  expect(soundRecord(recordOf(12_300))).toMatchObject({ kind: 'invoice', currency: 'ISK', grossAmount: 123 });
  expect(soundRecord(recordOf(12_345))).toMatchObject({
    problem: expect.stringContaining('not a whole number') as string,
  });
});
