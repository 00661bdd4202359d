import { expect, test } from 'vitest';
import type { SourceRecord } from '../../../connector/src/sources/records.ts';
import { failureOf } from '../../../connector/src/sources/quickbooks/failures.ts';
import { Company } from './company.ts';
import { connected, syncAll } from './connected.ts';

const DAY_MS = 86_400_000;
const idsOf = (records: readonly SourceRecord[], kind: string) =>
  records.filter((record) => record.kind === kind).map(({ externalId }) => externalId);

test('A full sync lists every entity, inactive customers too, and what changes meanwhile comes after it', async () => {
  const company = new Company();
  const customer = company.customer();
  const inactive = company.customer({ Active: false });
  const invoice = company.invoice(customer, { TotalAmt: 100 });
  const memo = company.creditMemo(customer, { TotalAmt: 20 });
  const payment = company.payment(customer, 80, [{ type: 'Invoice', id: invoice, amount: 80 }]);
  const receipt = company.refundReceipt(customer, { TotalAmt: 5 });
  const held = await connected(company);
  const first = await syncAll(held);
  expect(first.phases).toEqual(['customers', 'invoices', 'credit memos', 'payments', 'refund receipts']);
  expect(first.listed).toEqual(['customer', 'invoice', 'creditNote', 'payment', 'refund']);
  expect(idsOf(first.records, 'customer')).toEqual([customer, inactive]);
  expect(idsOf(first.records, 'invoice')).toEqual([invoice]);
  expect(idsOf(first.records, 'payment')).toEqual([payment]);
  expect(idsOf(first.records, 'creditNote')).toEqual([memo, `refundReceipt:${receipt}`]);

  company.now += 10 * 60_000;
  const again = await syncAll(held, first.cursor);
  expect(again.phases).toEqual(['changes']);
  const added = company.customer();
  company.delete('Payment', payment);
  company.now += 60_000;
  const { records } = await syncAll(held, again.cursor);
  expect(idsOf(records, 'customer')).toEqual([added]);
  expect(
    records.filter((record) => 'deleted' in record).map(({ kind, externalId }) => `${kind} ${externalId}`),
  ).toEqual([`payment ${payment}`, `creditNote payment:${payment}`, `refund payment:${payment}`]);
  expect(idsOf(records, 'invoice')).toEqual([invoice]);
});

test('Pages lose nothing while objects are changed and deleted between them', async () => {
  const company = new Company();
  const customers = Array.from({ length: 2500 }, () => company.customer());
  const held = await connected(company);
  let pages = 0;
  held.server.beforeAnswer = () => {
    pages += 1;
    if (pages === 2) for (const id of customers.slice(0, 700)) company.delete('Customer', id);
    if (pages === 3) for (const id of customers.slice(700, 900)) company.update('Customer', id, { GivenName: 'New' });
  };
  const { records } = await syncAll(held);
  expect(new Set(idsOf(records, 'customer')).size).toBe(2500);
});

test('More objects of one second than a page holds are paged by number', async () => {
  const company = new Company();
  company.sameSecond = true;
  for (let count = 0; count < 2100; count += 1) company.customer();
  const held = await connected(company);
  const { records } = await syncAll(held);
  expect(new Set(idsOf(records, 'customer')).size).toBe(2100);
});

test('A cursor older than change data capture looks back queries what changed, and lists everything with the next sync', async () => {
  const company = new Company();
  const [old, gone] = [company.customer(), company.customer()];
  company.now += 10 * 60_000;
  const held = await connected(company);
  const { cursor } = await syncAll(held);
  company.now += 40 * DAY_MS;
  const added = company.customer();
  company.delete('Customer', gone);
  company.now += 1000;
  held.server.requests.length = 0;
  const caughtUp = await syncAll(held, cursor);
  expect(held.server.requests.some((path) => path.includes('/cdc'))).toBe(false);
  expect(idsOf(caughtUp.records, 'customer')).toEqual([added]);
  expect(caughtUp.listed).toBeUndefined();
  const error: unknown = await syncAll(held, caughtUp.cursor).catch((thrown: unknown) => thrown);
  expect(failureOf(error)).toMatchObject({ kind: 'cursorLost' });
  expect(idsOf((await syncAll(held)).records, 'customer')).toEqual([old, added]);
});

test('Changes of several entities that fill an answer are asked for one entity after the other', async () => {
  const company = new Company();
  const held = await connected(company);
  const { cursor } = await syncAll(held);
  company.now += DAY_MS;
  const customer = company.customer();
  for (let count = 0; count < 700; count += 1) company.customer();
  for (let count = 0; count < 700; count += 1) company.invoice(customer, { TotalAmt: 10 });
  const { records, cursor: next } = await syncAll(held, cursor);
  expect(new Set(idsOf(records, 'customer')).size).toBe(701);
  expect(new Set(idsOf(records, 'invoice')).size).toBe(700);
  expect(next).toEqual({ changedSince: expect.any(Number) as number });
});

test('More changes of one entity than an answer holds are queried, and everything is listed with the next sync', async () => {
  const company = new Company();
  const held = await connected(company);
  const { cursor } = await syncAll(held);
  company.now += DAY_MS;
  for (let count = 0; count < 1500; count += 1) company.customer();
  const { records, cursor: next } = await syncAll(held, cursor);
  expect(new Set(idsOf(records, 'customer')).size).toBe(1500);
  expect(next).toMatchObject({ isIncomplete: true });
});

test('An object that is not there is told as deleted, later than anything that was told of it', async () => {
  const company = new Company();
  const id = company.invoice(company.customer(), { TotalAmt: 10 });
  const held = await connected(company);
  const [before] = await held.client().fetch('invoice', id);
  company.delete('Invoice', id);
  const [after] = await held.client().fetch('invoice', id);
  expect(after).toMatchObject({ kind: 'invoice', externalId: id, deleted: true });
  expect(after!.version).toBeGreaterThan(before!.version);
  expect(await held.client().pdf!(id)).toBeNull();
  expect(await held.client().paymentPage!(id)).toBeNull();
});

test('An invoice comes with its payments, and a payment with the credit memos that it applied', async () => {
  const company = new Company();
  const customer = company.customer();
  const invoice = company.invoice(customer, { TotalAmt: 100 });
  const memo = company.creditMemo(customer, { TotalAmt: 40 });
  const payment = company.payment(customer, 60, [
    { type: 'Invoice', id: invoice, amount: 100 },
    { type: 'CreditMemo', id: memo, amount: 40 },
  ]);
  const held = await connected(company);
  const client = held.client();
  expect(await client.fetch('invoice', invoice)).toMatchObject([
    { kind: 'invoice', externalId: invoice },
    { kind: 'payment', externalId: payment, amount: 60_00 },
    { kind: 'creditNote', externalId: `payment:${payment}`, amount: 40_00 },
  ]);
  const withMemo = [{ kind: 'creditNote', externalId: memo, amount: 0 }];
  for (const [kind, id] of [
    ['payment', payment],
    ['creditNote', `payment:${payment}`],
  ] as const) {
    expect((await client.fetch(kind, id)).slice(2)).toMatchObject(withMemo);
  }
  expect(Buffer.from((await client.pdf!(invoice))!).toString()).toContain(`Invoice ${invoice}`);
});

test('C11: the link to pay an invoice is asked for by itself, and is none where it cannot be paid online', async () => {
  const company = new Company();
  const customer = company.customer();
  const InvoiceLink = 'https://connect.intuit.example/t/scs-v1-1';
  const payable = company.invoice(customer, { TotalAmt: 100, InvoiceLink });
  const other = company.invoice(customer, { TotalAmt: 100 });
  const client = (await connected(company)).client();
  expect(await client.paymentPage!(payable)).toBe(InvoiceLink);
  expect(await client.paymentPage!(other)).toBeNull();
});

test('Home currency and terms are asked for only where an object leaves them out', async () => {
  const company = new Company();
  company.terms.push({ Id: '3', Name: 'Net 30', DueDays: 30 });
  const customer = company.customer();
  company.invoice(customer, { TotalAmt: 10 });
  const held = await connected(company);
  await syncAll(held);
  expect(held.server.requests.filter((path) => /Preferences|Term/.test(path))).toEqual([]);
  const bare = company.invoice(customer, {
    TotalAmt: 10,
    CurrencyRef: undefined,
    DueDate: undefined,
    SalesTermRef: { value: '3' },
  });
  const [record] = await held.client().fetch('invoice', bare);
  expect(record).toMatchObject({ currency: 'USD', dueOn: (record as { issuedOn: number }).issuedOn + 30 });
});

test.each([
  [
    { status: 429, retryAfter: 7 },
    { kind: 'limited', retryAfterMs: 7000 },
  ],
  [{ status: 429 }, { kind: 'limited', retryAfterMs: 60_000 }],
  [{ status: 500 }, { kind: 'unavailable' }],
  ['cut' as const, { kind: 'unavailable', message: 'QuickBooks did not answer' }],
  [{ status: 403 }, { kind: 'unauthorized' }],
  [{ status: 400 }, { kind: 'refused' }],
])('What goes wrong is told for what it is: %j', async (trouble, expected) => {
  const held = await connected();
  held.server.trouble = (path) => (path.startsWith('/v3') ? trouble : null);
  const error: unknown = await held
    .client()
    .page(null)
    .catch((thrown: unknown) => thrown);
  expect(failureOf(error)).toMatchObject(expected);
});
