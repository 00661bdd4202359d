import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { Client } from '../../http/api/client.ts';
import type { Customer, Invoice } from '../../http/api/records.ts';
import { databases } from '../../support/databases.ts';
import {
  connectStripe,
  ledgerOf,
  settled,
  type Source,
  type SourceError,
  startForSources,
  sync,
  tell,
} from './connected.ts';
import { stripeForTest } from './server.ts';
import { API_KEY, WEBHOOK_SECRET } from './signed.ts';

const putAside = (api: Client, { id }: Pick<Source, 'id'>) => api.all<SourceError>(`/v1/sources/${id}/errors`);

describe.each(databases)('$name', (database) => {
  test('an event about a customer whom nobody knows is not dropped: the customer is asked for', async () => {
    const stripe = await stripeForTest();
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    stripe.books.customer('cus_1', { name: 'Unheard of' });
    stripe.books.invoice('in_1', 'cus_1');
    await tell(api, source, stripe.books.events.at(-1)!);
    await settled(api, source.id);
    expect(await ledgerOf(api)).toMatchObject({
      customers: [{ externalId: 'cus_1', name: 'Unheard of' }],
      invoices: [{ externalId: 'in_1', customer: 'cus_1', outstanding: 10_000 }],
    });
  });

  test('an event that is older than what is known changes nothing', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    books.customer('cus_1', { name: 'First' });
    books.customer('cus_1', { name: 'Second' });
    books.invoice('in_1', 'cus_1');
    books.pay('in_1');
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    const before = await ledgerOf(api);
    for (const event of books.events) await tell(api, source, event);
    await settled(api, source.id);
    expect(await ledgerOf(api)).toEqual(before);
    expect(before.customers).toMatchObject([{ name: 'Second' }]);
  });

  test('of two states of one second the object itself decides, though its clock is behind that second', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    books.customer('cus_1', { name: 'First' });
    books.now--;
    books.customer('cus_1', { name: 'Second' });
    books.now -= 10;
    for (const event of books.events) {
      await tell(api, source, event);
      await settled(api, source.id);
    }
    expect((await ledgerOf(api)).customers).toMatchObject([{ name: 'Second' }]);
  });

  test('a customer deleted at Stripe with open invoices stays, and the source says so', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    for (const id of ['cus_1', 'cus_2']) books.customer(id);
    books.invoice('in_1', 'cus_1');
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    for (const id of ['cus_1', 'cus_2']) books.deleteCustomer(id);
    await sync(api, source);
    expect(await putAside(api, source)).toMatchObject([
      {
        id: 'customer:cus_1',
        reason: expect.stringContaining('was deleted at the source and has open invoices') as string,
      },
    ]);
    const { customers, invoices } = await ledgerOf(api);
    expect(customers.map(({ externalId }) => externalId)).toEqual(['cus_1', 'cus_2']);
    expect(invoices).toMatchObject([{ externalId: 'in_1', outstanding: 10_000, status: 'due' }]);
  });

  test('CUS-2: what comes for an excluded customer is put aside with the reason, and taken in once it is included again', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    books.customer('cus_1');
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    await api.post('/v1/customers/external:cus_1/exclude');
    books.customer('cus_1', { name: 'Back by the sync' });
    books.invoice('in_1', 'cus_1');
    books.customer('cus_2');
    await sync(api, source);
    const aside = await putAside(api, source);
    expect(aside.map(({ id }) => id)).toEqual(['customer:cus_1', 'invoice:in_1']);
    for (const { reason } of aside) expect(reason).toMatch(/excluded/i);
    expect(await api.get<Customer>('/v1/customers/external:cus_2')).toMatchObject({ externalId: 'cus_2' });
    expect(await api.all<Invoice>('/v1/invoices')).toEqual([]);
    await api.post('/v1/customers/external:cus_1/include');
    expect(await api.post(`/v1/sources/${source.id}/errors/retry`, {})).toEqual({ retried: 2, left: 0 });
    expect((await ledgerOf(api)).invoices).toMatchObject([{ externalId: 'in_1', outstanding: 10_000 }]);
  });

  test('two accounts at Stripe with the same ids are two sources: each keeps its own customers and invoices', async () => {
    const [one, other] = [await stripeForTest(), await stripeForTest()];
    one.books.customer('cus_1', { name: 'Of the one' });
    one.books.invoice('in_1', 'cus_1', { total: 1_000 });
    other.books.customer('cus_1', { name: 'Of the other' });
    other.books.invoice('in_1', 'cus_1', { total: 2_000 });
    const api = await startForSources(database);
    const first = await connectStripe(api, one);
    const second = await connectStripe(api, other, { name: 'stripe-us' });
    await sync(api, first);
    await sync(api, second);
    other.books.pay('in_1');
    await sync(api, second);
    const invoices = await api.all<Invoice>('/v1/invoices');
    const said = invoices.map(({ source, grossAmount, outstanding, customer }) => [
      source,
      grossAmount,
      outstanding,
      customer.name,
    ]);
    expect(said.sort()).toEqual([
      ['stripe', 1_000, 1_000, 'Of the one'],
      ['stripe-us', 2_000, 0, 'Of the other'],
    ]);
    expect(await putAside(api, first)).toEqual([]);
    expect(await putAside(api, second)).toEqual([]);
  });

  test('a key revoked in the middle of a sync: the source says what to do, and goes on where it stood with a new key', async () => {
    const stripe = await stripeForTest();
    for (let place = 0; place < 2_500; place++) stripe.books.customer(`cus_${place}`);
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    const pages = () => stripe.requests.filter((line) => line.includes('/v1/customers?'));
    stripe.fault = () => (pages().length > 15 ? 'unauthorized' : null);
    const failing = await sync(api, source);
    expect(failing).toMatchObject({
      status: 'failing',
      lastSyncAt: null,
      lastError: 'Stripe does not take the API key: set secrets.apiKey to one that is valid',
      progress: { records: 1_500 },
    });
    stripe.fault = () => null;
    const before = pages().length;
    await api.put(`/v1/sources/${source.id}`, { secrets: { apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET } });
    expect(await sync(api, source)).toMatchObject({ status: 'waiting', lastError: null });
    // 1,000 were left.
    expect(pages()).toHaveLength(before + 10);
    expect((await ledgerOf(api)).customers).toHaveLength(2_500);
  });

  test('objects that are not what Stripe’s types say are put aside with what is wrong, and stop no other', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    books.customer('cus_1');
    const broken: Record<string, object> = {
      in_currency: { currency: null },
      in_date: { due_date: 9e15 },
      in_amount: { total: 'much', amount_remaining: 'much' },
      in_negative: { total: -5, amount_remaining: 0 },
      in_huge: { total: 1e30, amount_remaining: 1e30 },
      in_transitions: { status_transitions: null },
    };
    for (const [id, given] of Object.entries(broken)) books.invoice(id, 'cus_1', given);
    books.customer('cus_array', { email: ['a@example.com'] } as unknown as Partial<Stripe.Customer>);
    books.invoice('in_sound', 'cus_1');
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    expect(await sync(api, source)).toMatchObject({ status: 'waiting', lastError: null });
    const aside = await putAside(api, source);
    expect(aside.map(({ id }) => id)).toEqual([
      'customer:cus_array',
      ...Object.keys(broken)
        .sort()
        .map((id) => `invoice:${id}`),
    ]);
    for (const { reason } of aside) expect(reason).toMatch(/cannot be|negative/);
    // The same by webhook.
    for (const event of books.events) expect((await tell(api, source, event)).status).toBe(200);
    expect(await settled(api, source.id)).toMatchObject({ lastError: null, pendingEvents: 0 });
    expect((await ledgerOf(api)).invoices).toMatchObject([{ externalId: 'in_sound' }]);
  });
});
