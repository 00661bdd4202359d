import type { CreditNote, Customer, Invoice, Transaction } from 'chargebee';
import { expect, test } from 'vitest';
import { recordsFrom } from '../../../connector/src/sources/chargebee/records.ts';
import type { ObjectName } from '../../../connector/src/sources/chargebee/shapes.ts';
import type { SourceRecord } from '../../../connector/src/sources/records.ts';
import { fromIsoDate } from '../../../connector/src/domain/day.ts';
import * as objects from './objects.ts';

const SETTINGS = { customFields: { cf_segment: 'segment' }, paymentMethods: true };
const paris = fromIsoDate;

function map(name: ObjectName, object: unknown, autoCollection = false, settings = SETTINGS): SourceRecord[] {
  return [...recordsFrom(name, object, { timeZone: 'Europe/Paris', settings }, () => autoCollection)];
}

const mapped = {
  customer: (fields: Partial<Customer>) => map('customer', objects.customer('C-1', fields))[0],
  invoice: (fields: Partial<Invoice>, autoCollection = false) =>
    map('invoice', objects.invoice('I-1', 'C-1', fields), autoCollection)[0],
  payment: (fields: Partial<Transaction>) =>
    map('transaction', objects.payment('T-1', 'C-1', 5_000, { 'I-1': 3_000 }, fields))[0],
  refund: (fields: Partial<Transaction>) => map('transaction', objects.refund('T-2', 'C-1', 5_000, fields))[0],
  note: (note: CreditNote) => map('credit_note', note)[0],
};

test('X2: a customer comes with name, language, country and everybody who gets billing mails, each address once', () => {
  const contact = { phone: '', enabled: true, send_account_email: false, send_billing_email: true };
  const record = mapped.customer({
    company: 'Librairie Papillon',
    email: 'boss@papillon.example',
    locale: 'fr-FR',
    billing_address: { email: 'BOSS@papillon.example', country: 'FR', validation_status: 'not_validated' },
    contacts: [
      { ...contact, id: 'c1', first_name: 'Ada', email: 'billing@papillon.example' },
      { ...contact, id: 'c2', email: 'gone@papillon.example', enabled: false },
      { ...contact, id: 'c3', email: 'other@papillon.example', send_billing_email: false },
    ],
    cf_segment: 'gold',
    resource_version: 1_700_000_000_123,
  });
  expect(record).toMatchObject({
    kind: 'customer',
    externalId: 'C-1',
    version: 1_700_000_000_123,
    name: 'Librairie Papillon',
    language: 'fr-FR',
    country: 'FR',
    contacts: [
      { externalId: 'C-1:customer', email: 'boss@papillon.example', position: 'payer', isMain: true },
      {
        externalId: 'C-1:c1',
        firstName: 'Ada',
        email: 'billing@papillon.example',
        position: 'accounting',
        isMain: false,
      },
      { externalId: 'C-1:c3', email: 'other@papillon.example', position: 'other' },
    ],
    customFields: { segment: 'gold', chargebeePaymentMethod: 'none', chargebeeAutoCollection: false },
  });
});

test.for<[string, Partial<Customer>]>([
  ['Ashdown', { company: 'Ashdown' }],
  ['Ashdown & Sons', { company: '', billing_address: { company: 'Ashdown & Sons' } }],
  ['Helen Ashdown', { company: undefined }],
  ['helen@ashdown.example', { company: undefined, first_name: '', last_name: '', email: 'helen@ashdown.example' }],
  ['C-1', { company: undefined, first_name: undefined, last_name: undefined, email: undefined }],
])('a customer without a company is called by the next best: %s', ([name, fields]) => {
  expect(mapped.customer(fields)).toMatchObject({ name });
});

test.for<[string[] | undefined, string, Partial<Customer>]>([
  [['card'], 'card', { payment_method: method('card', 'stripe') }],
  [['card'], 'apple_pay', { payment_method: method('apple_pay', 'stripe') }],
  [['goCardless'], 'direct_debit', { payment_method: method('direct_debit', 'gocardless') }],
  [['sepaDebit'], 'direct_debit', { payment_method: method('direct_debit', 'stripe') }],
  [['achDebit'], 'direct_debit', { payment_method: method('direct_debit', 'stripe'), preferred_currency_code: 'USD' }],
  [undefined, 'paypal_express_checkout', { payment_method: method('paypal_express_checkout', 'paypal') }],
  [
    ['card', 'wireTransfer'],
    'card',
    { payment_method: method('card', 'stripe'), offline_payment_method: 'bank_transfer' },
  ],
  [['check'], 'none', { offline_payment_method: 'check' }],
  [undefined, 'none', { offline_payment_method: 'no_preference' }],
])('CUS-4, A6: who pays by %s has that method, and %s to branch by', ([methods, field, fields]) => {
  const record = mapped.customer({ ...fields, auto_collection: 'on' });
  expect(record).toMatchObject({ customFields: { chargebeePaymentMethod: field, chargebeeAutoCollection: true } });
  expect((record as { paymentMethods?: string[] }).paymentMethods).toEqual(methods);
});

function method(type: string, gateway: string): Customer['payment_method'] {
  return { type, gateway, status: 'valid', reference_id: 'ref' } as Customer['payment_method'];
}

test('payment methods stay the organisation’s own where the settings say so', () => {
  const customer = objects.customer('C-1', { payment_method: method('card', 'stripe') });
  expect(map('customer', customer, false, { ...SETTINGS, paymentMethods: false })[0]).not.toHaveProperty(
    'paymentMethods',
  );
});

test('DAT-1: an invoice’s dates are those of the organisation’s time zone', () => {
  const late = { date: objects.seconds('2026-10-31T23:30:00Z'), due_date: objects.seconds('2026-11-30T22:59:00Z') };
  expect(mapped.invoice(late)).toMatchObject({ issuedOn: paris('2026-11-01'), dueOn: paris('2026-11-30') });
});

test('an invoice without a due date, or with one before its own, is due at once', () => {
  const date = objects.seconds('2026-11-10T10:00:00Z');
  const early = objects.seconds('2026-11-01T10:00:00Z');
  for (const due_date of [undefined, early]) {
    expect(mapped.invoice({ date, due_date })).toMatchObject({ dueOn: paris('2026-11-10') });
  }
});

test.for(['JPY', 'KWD', 'EUR'])('MON-1: amounts stay as they are in %s’s minor unit', (currency) => {
  expect(mapped.invoice({ currency_code: currency, total: 12_345, tax: 345 })).toMatchObject({
    currency,
    grossAmount: 12_345,
    netAmount: 12_000,
  });
});

test('taxes that the customer withheld are not owed', () => {
  const withheld = { linked_taxes_withheld: [{ id: 'w1', amount: 1_000 }] };
  expect(mapped.invoice({ total: 12_000, tax: 2_000, ...withheld })).toMatchObject({ grossAmount: 11_000 });
});

test('the parent account that pays for its children owes their invoices', () => {
  expect(mapped.invoice({ payment_owner: 'PARENT' })).toMatchObject({ customerExternalId: 'PARENT' });
});

test.for([
  ['pending', 'draft'],
  ['voided', 'void'],
  ['posted', 'open'],
  ['payment_due', 'open'],
  ['not_paid', 'open'],
  ['paid', 'open'],
] as const)('an invoice that is %s there is %s here', ([status, state]) => {
  expect(mapped.invoice({ status })).toMatchObject({ state });
});

const attempt = (dunning_type: 'auto_collect' | 'offline') => ({ dunning_attempts: [{ attempt: 0, dunning_type }] });
const linked = (txn_status: 'in_progress' | 'failure') => ({
  linked_payments: [{ txn_id: 'T-1', applied_amount: 1, applied_at: 1, txn_status }],
});
test.for<['pending' | 'failed' | null, string, Partial<Invoice>, boolean]>([
  ['pending', 'charged at the end of its net term', { status: 'posted' }, true],
  [null, 'paid by transfer', { status: 'posted' }, false],
  [null, 'paid by transfer, and late', { status: 'not_paid', ...attempt('offline') }, false],
  [
    'failed',
    'tried, and tried again',
    { status: 'payment_due', ...attempt('auto_collect'), ...linked('failure') },
    false,
  ],
  ['failed', 'without a card to charge', { status: 'payment_due' }, true],
  ['failed', 'given up', { status: 'not_paid', dunning_status: 'exhausted' }, true],
  ['pending', 'by a direct debit on its way', { status: 'payment_due', ...linked('in_progress') }, false],
  [null, 'settled', { status: 'paid', ...attempt('auto_collect') }, true],
])('HLD-1: charging is %s for an invoice %s', ([charging, , fields, autoCollection]) => {
  expect(mapped.invoice(fields, autoCollection)).toMatchObject({ automaticCharging: charging });
});

test('a payment is applied as Chargebee applied it; the rest stays unapplied', () => {
  expect(mapped.payment({})).toMatchObject({
    kind: 'payment',
    amount: 5_000,
    on: paris('2026-11-20'),
    allocations: [{ invoiceExternalId: 'I-1', amount: 3_000 }],
  });
});

test('BAL-1: what was applied to one invoice at several times is its sum, of payments and credit notes', () => {
  const { linked_invoices: [linked] = [] } = objects.payment('T-1', 'C-1', 5_000, { 'I-1': 1_000 });
  const applied = [linked!, { ...linked!, applied_amount: 2_500, applied_at: linked!.applied_at + 60 }];
  const whole = [{ invoiceExternalId: 'I-1', amount: 3_500 }];
  expect(mapped.payment({ linked_invoices: applied })).toMatchObject({ amount: 5_000, allocations: whole });
  const note = objects.refundable('CN-1', 'C-1', 5_000, { 'I-1': 1_000 });
  const allocations = [...note.allocations!, { ...note.allocations![0]!, allocated_amount: 2_500 }];
  expect(mapped.note({ ...note, allocations })).toMatchObject({ amount: 5_000, allocations: whole });
});

test.for(['in_progress', 'failure', 'late_failure', 'voided', 'timeout', 'needs_attention'] as const)(
  'a payment that is %s counts nothing',
  (status) => {
    expect(mapped.payment({ status })).toMatchObject({ amount: 0, allocations: [] });
  },
);

test('a direct debit that came back counts nothing, and its reversal is no record of its own', () => {
  expect(mapped.payment({ reversal_transaction_id: 'T-9' })).toMatchObject({ amount: 0, allocations: [] });
  expect(mapped.payment({ type: 'payment_reversal' })).toBeUndefined();
  expect(mapped.payment({ type: 'authorization' })).toBeUndefined();
});

test('a refund gives money back and opens no invoice', () => {
  expect(mapped.refund({})).toMatchObject({ kind: 'refund', amount: 5_000, allocations: [] });
});

test('an adjustment, a write-off too, lowers its invoice', () => {
  expect(mapped.note(objects.adjustment('CN-1', 'C-1', 'I-1', 700, { reason_code: 'write_off' }))).toMatchObject({
    kind: 'creditNote',
    amount: 700,
    allocations: [{ invoiceExternalId: 'I-1', amount: 700 }],
  });
});

test('refundable credit goes to the invoices that took it; a void note counts nothing', () => {
  const note = objects.refundable('CN-2', 'C-1', 900, { 'I-1': 200, 'I-2': 300 });
  expect(mapped.note(note)).toMatchObject({
    amount: 900,
    allocations: [
      { invoiceExternalId: 'I-1', amount: 200 },
      { invoiceExternalId: 'I-2', amount: 300 },
    ],
  });
  expect(mapped.note({ ...note, status: 'voided' })).toMatchObject({ amount: 0, allocations: [] });
});

test('what was deleted there is deleted here, of whatever kind', () => {
  const gone = { deleted: true, resource_version: 7 };
  const customer = { kind: 'customer', externalId: 'C-1', version: 7, deleted: true };
  expect(mapped.customer(gone)).toMatchObject({ ...customer, last: { name: 'Ashdown C-1' } });
  expect(mapped.customer({ ...gone, pii_cleared: 'cleared' })).toEqual(customer);
  expect(mapped.invoice(gone)).toEqual({ kind: 'invoice', externalId: 'I-1', version: 7, deleted: true });
  expect(mapped.payment(gone)).toEqual({ kind: 'payment', externalId: 'T-1', version: 7, deleted: true });
});

test('an object that cannot be read is put aside, saying what is wrong with it', () => {
  const broken = { ...objects.invoice('I-1', 'C-1'), total: '120.00' };
  expect(map('invoice', broken)).toMatchObject([
    { kind: 'invoice', externalId: 'I-1', problem: expect.stringContaining('invoice.total') as string },
  ]);
});
