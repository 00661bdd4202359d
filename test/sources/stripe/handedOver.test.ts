import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { importAnswer } from '../../../connector/src/http/contracts/imports.ts';
import { openStore } from '../../../connector/src/store/store.ts';
import type { Client, Output } from '../../http/api/client.ts';
import type { Customer } from '../../http/api/records.ts';
import { databases } from '../../support/databases.ts';
import { StripeBooks } from './books.ts';
import { connectStripe, ledgerOf, settled, type SourceError, startForSources, sync, tell } from './connected.ts';
import { stripeForTest } from './server.ts';

/** As a workflow hands over what n8n's Stripe Trigger put out. */
async function hand(api: Client, events: readonly object[]) {
  return (await api.post<Output<typeof importAnswer>>('/v1/imports/stripe', { events })).results;
}
const errorsOf = (api: Client, id: string) => api.all<SourceError>(`/v1/sources/${id}/errors`);

describe.each(databases)('$name', (database) => {
  test.each([
    ['cut', 'could not be reached'],
    ['limited', 'asks for fewer requests'],
    ['unauthorized', 'does not take the API key'],
  ] as const)('with Stripe away (%s), what needs asking is put aside and the rest taken in', async (fault, reason) => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    books.customer('cus_far');
    books.invoice('in_1', 'cus_far');
    books.customer('cus_farther');
    books.invoice('in_2', 'cus_farther');
    books.customer('cus_new');
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    stripe.fault = () => fault;
    const [, first, , second, customer] = books.events;
    const results = await hand(api, [first!, second!, customer!]);
    expect(results.map(({ status }) => status)).toEqual(['refused', 'refused', 'created']);
    expect(results[0]!.errors![0]!.message).toMatch(
      new RegExp(`needs customer cus_far: Stripe could not be asked.*${reason}`),
    );
    // Nobody is asked again who does not answer.
    expect(new Set(stripe.requests)).toEqual(new Set(['GET /v1/customers/cus_far']));
    expect((await errorsOf(api, source.id)).map(({ id }) => id)).toEqual(['invoice:in_1', 'invoice:in_2']);
    stripe.fault = () => null;
    await sync(api, source);
    expect(await errorsOf(api, source.id)).toEqual([]);
    expect((await ledgerOf(api)).invoices.map(({ externalId }) => externalId)).toEqual(['in_1', 'in_2']);
  });

  test('what is put aside without an answer of Stripe’s stops no import after it', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    books.customer('cus_1');
    books.invoice('in_1', 'cus_1');
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    const from = books.events.length;
    const payment = books.pay('in_1', 4_000);
    stripe.fault = () => 'cut';
    const [unanswered] = await hand(api, [books.events[from]!]);
    expect(unanswered).toMatchObject({ status: 'refused', records: [{ externalId: 'in_1' }] });
    expect(await errorsOf(api, source.id)).toMatchObject([{ id: 'invoice:in_1', object: null }]);
    stripe.fault = () => null;
    books.customer('cus_2');
    books.refund('re_1', payment, 100);
    const results = await hand(api, books.events.slice(-2));
    expect(results.map(({ status }) => status)).toEqual(['created', 'created']);
  });

  test('X1: what is of live mode does not get into a source of test mode, by a workflow or a webhook', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    books.customer('cus_live');
    books.customer('cus_test');
    const [live, own] = books.events.map((event, index) => ({ ...event, livemode: index === 0 }));
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    expect(await hand(api, [live!, own!, { ...live!.data.object, livemode: true }])).toMatchObject([
      {
        status: 'refused',
        records: [],
        errors: [{ path: 'livemode', message: expect.stringMatching(/^is of live mode/) }],
      },
      { status: 'created' },
      { status: 'refused', records: [] },
    ]);
    expect(await tell(api, source, live!)).toMatchObject({ status: 200 });
    await settled(api, source.id);
    expect((await ledgerOf(api)).customers.map(({ externalId }) => externalId)).toEqual(['cus_test']);
    expect(await errorsOf(api, source.id)).toEqual([]);
  });

  test('where another vendor’s source has the vendor’s name, an import is told to name its own', async () => {
    const api = await startForSources(database);
    await connectStripe(api, await stripeForTest(), { name: 'chargebee', enabled: false });
    const event = { id: 'ev_1', event_type: 'customer_created', content: { customer: { id: 'C-1' } } };
    expect(await api.problem('POST', '/v1/imports/chargebee', { events: [event] })).toMatchObject({
      status: 409,
      detail: expect.stringContaining('{"source": "<name>"}') as string,
      errors: [{ path: 'source' }],
    });
  });

  test('refunds and payments, which their events do not tell whole, are asked for; a deleted customer is told', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    books.customer('cus_1', { name: 'First' });
    books.invoice('in_1', 'cus_1');
    books.invoice('in_2', 'cus_1');
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await hand(api, books.events);
    const from = books.events.length;
    const payment = books.pay('in_1');
    books.refund('re_1', payment, 400);
    books.customer('cus_1', { name: 'Renamed' });
    books.deleteCustomer('cus_1');
    const told = books.events
      .slice(from)
      .filter(({ type }) => !type.startsWith('invoice.') && type !== 'customer.updated');
    expect(told.map(({ type }) => type)).toEqual(['invoice_payment.paid', 'refund.created', 'customer.deleted']);
    const results = await hand(api, told);
    expect(results.map(({ records }) => records.map(({ kind, status }) => [kind, status]))).toEqual([
      [['invoice', 'updated']],
      [['refund', 'created']],
      // It has something open: that is for people to know.
      [['customer', 'refused']],
    ]);
    const { customers, invoices } = await ledgerOf(api);
    expect(invoices.map(({ outstanding }) => outstanding)).toEqual([0, 10_000]);
    expect(customers).toMatchObject([{ name: 'Renamed', balances: [{ outstanding: 10_400 }] }]);
    expect(await errorsOf(api, source.id)).toMatchObject([{ id: 'customer:cus_1' }]);
    expect((await hand(api, told)).map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'refused']);
    // An API version that lists no refunds with a charge.
    books.refund('re_2', payment, 50);
    const charge = { id: 'ch_1', object: 'charge', customer: 'cus_1', refunds: null };
    const [refunded] = await hand(api, [
      { ...books.events.at(-1)!, type: 'charge.refunded', data: { object: charge } },
    ]);
    expect(refunded!.records).toContainEqual({ kind: 'refund', externalId: 're_2', status: 'created' });
    expect((await api.get<Customer>('/v1/customers/external:cus_1')).balances[0]!.outstanding).toBe(10_450);
  });

  test('CUS-2: without keys, what is put aside is tried again as it was handed over, once its customer is included again', async () => {
    const books = new StripeBooks();
    books.customer('cus_1');
    books.invoice('in_1', 'cus_1');
    books.customer('cus_1', { name: 'Renamed' });
    const api = await startForSources(database);
    const [created, invoice, renamed] = books.events;
    await hand(api, [created!]);
    const [{ id }] = (await api.get<{ data: [{ id: string }] }>('/v1/sources')).data;
    await api.post('/v1/customers/external:cus_1/exclude');
    await hand(api, [invoice!, renamed!]);
    const retry = `/v1/sources/${id}/errors/retry`;
    expect(await api.post(retry, {})).toEqual({ retried: 2, left: 2 });
    const one = await api.problem('POST', `/v1/sources/${id}/errors/invoice:in_1/retry`, {});
    expect(one).toMatchObject({ status: 422, detail: expect.stringMatching(/still does not go.*excluded/) as string });
    await api.post('/v1/customers/external:cus_1/include');
    expect(await api.post(retry, {})).toEqual({ retried: 2, left: 0 });
    expect(await ledgerOf(api)).toMatchObject({
      customers: [{ name: 'Renamed' }],
      invoices: [{ externalId: 'in_1', outstanding: 10_000 }],
    });
  });

  test('what only a connected source could tell is said to be untold without one', async () => {
    const books = new StripeBooks();
    books.customer('cus_1');
    books.invoice('in_1', 'cus_1');
    books.refund('re_1', books.pay('in_1'), 400);
    books.deleteCustomer('cus_1');
    const api = await startForSources(database);
    const results: Awaited<ReturnType<typeof hand>> = [];
    for (const event of books.events) results.push(...(await hand(api, [event])));
    const said = books.events.map(({ type }, place) => [
      type,
      results[place]!.status,
      results[place]!.warnings?.length,
    ]);
    expect(said).toEqual([
      ['customer.created', 'created', undefined],
      ['invoice.finalized', 'created', undefined],
      ['invoice_payment.paid', 'unchanged', 1],
      ['invoice.paid', 'updated', undefined],
      ['refund.created', 'unchanged', 1],
      ['customer.deleted', 'updated', undefined],
    ]);
    expect(results[4]!.warnings![0]).toMatch(/Nothing could be taken from it.*‘stripe’ its keys/);
  });
});

test('what waited for a customer, and was not taken in when it came, is so when the customer is told again', async () => {
  const books = new StripeBooks();
  books.customer('cus_1');
  books.invoice('in_1', 'cus_1');
  books.pay('in_1');
  books.deleteCustomer('cus_1');
  const [customer, , , paid, gone] = books.events;
  const api = await startForSources(databases[0]!, { mayLog: /refused for this test/ });
  await hand(api, [gone!, paid!]);
  expect((await ledgerOf(api)).invoices).toEqual([]);
  const { session, close } = await openStore(api.database.url);
  onTestFinished(close);
  await sql`CREATE TRIGGER refuse BEFORE INSERT ON invoices BEGIN SELECT raise(ABORT, 'refused for this test'); END`.execute(
    session.db,
  );
  await api.problem('POST', '/v1/imports/stripe', { events: [customer!] });
  await sql`DROP TRIGGER refuse`.execute(session.db);
  expect(await ledgerOf(api)).toMatchObject({ customers: [{ externalId: 'cus_1' }], invoices: [] });
  await hand(api, [customer!]);
  expect((await ledgerOf(api)).invoices).toMatchObject([{ externalId: 'in_1', status: 'paid' }]);
});

test.each(['stripe', 'chargebee', 'quickbooks'])('what is nothing of %s stops no other event', async (vendor) => {
  const api = await startForSources(databases[0]!);
  const names = ['toString', 'constructor', '__proto__', 'hasOwnProperty'];
  const events = [null, 'text', 5, true, [], {}, [null]].concat(
    ['event', ...names].map((object) => ({ id: 'x', object }) as never),
    [null, 5, {}, { object: null }].map((data) => ({ object: 'event', created: 1, data }) as never),
    names.map((object) => ({ object: 'event', created: 1, data: { object: { id: 'x', object } } }) as never),
    names.map((name) => ({ [`_${name}`]: {}, event_type: name, content: { [name]: {} } }) as never),
    { object: 'event', created: 1, type: 'invoice.deleted', data: { object: { object: 'invoice' } } } as never,
  );
  const { results } = await api.post<Output<typeof importAnswer>>(`/v1/imports/${vendor}`, { events });
  expect(results).toHaveLength(events.length);
  for (const { status } of results) expect(['refused', 'unchanged']).toContain(status);
});

test('a Stripe that does not answer is waited for once, and not for long', { timeout: 60_000 }, async () => {
  const stripe = await stripeForTest();
  const { books } = stripe;
  for (const id of ['cus_1', 'cus_2']) {
    books.customer(id);
    books.invoice(`in_${id}`, id);
  }
  const api = await startForSources(databases[0]!);
  await connectStripe(api, stripe);
  stripe.fault = () => new Promise(() => undefined);
  const results = await hand(api, [books.events[1]!, books.events[3]!]);
  expect(results.map(({ status }) => status)).toEqual(['refused', 'refused']);
  expect(results[1]!.errors![0]!.message).toMatch(/did not answer in time/);
  expect(stripe.requests).toHaveLength(1);
});
