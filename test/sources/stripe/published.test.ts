import { describe, expect, test } from 'vitest';
import { fromIsoDate } from '../../../connector/src/domain/day.ts';
import { importOf } from '../../../connector/src/sources/stripe/import.ts';
import * as mapping from '../../../connector/src/sources/stripe/mapping.ts';
import type { Customer, Invoice } from '../../http/api/records.ts';
import { databases } from '../../support/databases.ts';
import { NOON, StripeBooks } from './books.ts';
import { connectStripe, startForSources, sync } from './connected.ts';
import { published } from './published.ts';
import { stripeForTest } from './server.ts';

const given: mapping.Mapping = { timeZone: 'Europe/Paris', settings: { customFields: {} } };
/** 1234567890 s. */
const THEN = fromIsoDate('2009-02-14');
const open = { ...published.invoice, status: 'open' as const };

test('X1: Stripe’s published customer, alive and deleted, is mapped', () => {
  expect(mapping.customerRecord(published.customer, 1, given)).toMatchObject({
    kind: 'customer',
    externalId: 'cus_QXg1o8vcGmoR32',
    name: 'cus_QXg1o8vcGmoR32',
    country: null,
    contacts: [],
    entries: [],
  });
  expect(mapping.customerRecord(published.deleted_customer, 1, given)).toEqual({
    kind: 'customer',
    externalId: 'cus_QXg1o8vcGmoR32',
    version: 1,
    deleted: true,
  });
});

test('X1: Stripe’s published invoice is mapped: a draft as it is, an invoice once it is open', () => {
  expect(mapping.invoiceRecord(published.invoice, 1, given)).toMatchObject({ state: 'draft', entries: [] });
  expect(mapping.invoiceRecord(open, 1, given)).toMatchObject({
    kind: 'invoice',
    externalId: 'in_1Pgc6tB7WZ01zgkWu9fdqL6I',
    number: 'in_1Pgc6tB7WZ01zgkWu9fdqL6I',
    customerExternalId: 'cus_QXg1o8vcGmoR32',
    issuedOn: THEN,
    dueOn: THEN,
    currency: 'USD',
    grossAmount: 1_000,
    netAmount: 1_000,
    state: 'open',
    // Charged automatically, were it not for auto_advance.
    automaticCharging: null,
    entries: [],
  });
});

test('X1: with Stripe’s published payment of an invoice, paid, the invoice states it', () => {
  const paid = { ...published.invoice_payment, status: 'paid', amount_paid: 400 };
  const payments = { object: 'list' as const, data: [paid], has_more: false, url: '' };
  const invoice = { ...open, amount_paid: 400, amount_remaining: 600, payments };
  expect(mapping.invoiceRecord(invoice, 1, given)).toMatchObject({
    entries: [{ kind: 'payment', externalId: 'obj_123', amount: 400, currency: 'USD', on: fromIsoDate('2002-08-05') }],
  });
});

test('X1: Stripe’s published credit note and refund are mapped', () => {
  expect(mapping.creditNoteRecord(published.credit_note, 1, given)).toMatchObject({
    kind: 'creditNote',
    externalId: 'cn_1Pgc75B7WZ01zgkWJMPt5riP',
    customerExternalId: 'cus_QXg1o8vcGmoR32',
    amount: 251_024_947 + 1_387_154_914,
    currency: 'USD',
    on: THEN,
    allocations: [{ invoiceExternalId: 'in_1Pgc75B7WZ01zgkWYv4iMwt7', amount: 251_024_947 }],
  });
  expect(mapping.refundRecord(published.refund, 'cus_1', 1, given)).toMatchObject({
    kind: 'refund',
    externalId: 're_1Pgc72B7WZ01zgkWqPvrRrPE',
    customerExternalId: 'cus_1',
    amount: 100,
    currency: 'USD',
    on: THEN,
  });
});

test('X1: Stripe’s published charge, handed over by a workflow, tells its refunds, if it is a customer’s', () => {
  const context = { timeZone: 'Europe/Paris', settings: null, now: NOON * 1000 };
  expect(importOf(published.charge, context)).toEqual([]);
  const refunds = { ...published.charge.refunds!, data: [published.refund] };
  const charge = { ...published.charge, customer: published.customer.id, refunds };
  expect(importOf(charge, context)).toMatchObject([
    { kind: 'refund', externalId: published.refund.id, customerExternalId: published.customer.id, amount: 100 },
  ]);
});

describe.each(databases)('$name', (database) => {
  test('X1: a Stripe that answers with its published objects is synced', async () => {
    const books = new StripeBooks();
    const { customer, refund } = published;
    books.customers.set(customer.id, customer);
    books.invoices.set(open.id, open);
    const note = { ...published.credit_note, invoice: open.id, pre_payment_amount: 300, refunds: [] };
    books.creditNotes.set(note.id, note);
    books.refunds.set(refund.id, refund);
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    const source = await sync(api, await connectStripe(api, stripe));
    // The refund is of a charge without an invoice.
    expect(source).toMatchObject({
      lastError: null,
      objects: ['creditNote', 'customer', 'invoice'].map((kind) => ({ kind, known: 1, putAside: 0 })),
    });
    expect(await api.get<Customer>(`/v1/customers/external:${customer.id}`)).toMatchObject({ source: 'stripe' });
    expect(await api.get<Invoice>(`/v1/invoices/external:${open.id}`)).toMatchObject({
      status: 'overdue',
      currency: 'USD',
      grossAmount: 1_000,
      outstanding: 700,
      issuedAt: '2009-02-13',
    });
  });
});
