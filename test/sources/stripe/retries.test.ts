import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type { Client } from '../../http/api/client.ts';
import { type Database, databases } from '../../support/databases.ts';
import { StripeBooks } from './books.ts';
import { connectStripe, type SourceError, startForSources, sync } from './connected.ts';
import { stripeRefund } from './objects.ts';
import { stripeForTest } from './server.ts';

/** As many as each sync tries again. */
const TRIED = 100;

/** A connector that knows cus_1 and in_1 of a Stripe. */
async function connected(database: Database) {
  const books = new StripeBooks();
  books.customer('cus_1');
  books.invoice('in_1', 'cus_1');
  const stripe = await stripeForTest(books);
  const api = await startForSources(database);
  const source = await connectStripe(api, stripe);
  await sync(api, source);
  return { api, books, stripe, source };
}

const putAside = (api: Client, { id }: { readonly id: string }) => api.all<SourceError>(`/v1/sources/${id}/errors`);

/** A refund of a charge that paid no invoice. */
function refundOfNoInvoice(books: StripeBooks, id: string): Stripe.Event {
  books.isQuiet = true;
  const refund = stripeRefund(id, `pi_${id}`, 500, books.now);
  books.refunds.set(id, refund);
  const { now: created } = books;
  return {
    id: `evt_${id}`,
    object: 'event',
    created,
    type: 'refund.created',
    data: { object: refund },
  } as Stripe.Event;
}

describe.each(databases)('$name', (database) => {
  test('a refund that is none of an invoice’s, put aside while Stripe did not answer, goes with the next sync', async () => {
    const { api, books, stripe, source } = await connected(database);
    stripe.fault = () => 'cut';
    await api.post('/v1/imports/stripe', { events: [refundOfNoInvoice(books, 're_1')] });
    expect(await putAside(api, source)).toMatchObject([{ id: 'refund:re_1' }]);
    stripe.fault = () => null;
    await sync(api, source);
    expect(await putAside(api, source)).toEqual([]);
  });

  test('and when somebody asks for it', async () => {
    const { api, books, stripe, source } = await connected(database);
    stripe.fault = () => 'cut';
    await api.post('/v1/imports/stripe', { events: [refundOfNoInvoice(books, 're_1')] });
    stripe.fault = () => null;
    expect(await api.post(`/v1/sources/${source.id}/errors/refund:re_1/retry`, {})).toEqual({ retried: 1, left: 0 });
  });

  test('what is refused again and again keeps nothing else from being tried', async () => {
    const { api, books, stripe, source } = await connected(database);
    stripe.fault = () => 'cut';
    const refunds = Array.from({ length: TRIED }, (_, place) => refundOfNoInvoice(books, `re_${place}`));
    await api.post('/v1/imports/stripe', { events: refunds });
    // Later, an invoice in a currency that it had not before.
    await api.put('/v1/test-clock', { now: '2026-11-23T10:00:00Z' });
    stripe.fault = (request) => (request.includes('/v1/refunds/') ? 'refused' : null);
    books.isQuiet = false;
    books.change('in_1', { currency: 'usd' });
    await sync(api, source);
    expect(await putAside(api, source)).toHaveLength(TRIED + 1);
    // Put right, of which no event tells.
    books.isQuiet = true;
    books.change('in_1', { currency: 'eur' });
    await api.put('/v1/test-clock', { now: '2026-11-24T10:00:00Z' });
    await sync(api, source);
    const left = await putAside(api, source);
    expect(left.filter(({ kind }) => kind !== 'refund')).toEqual([]);
    expect(left).toHaveLength(TRIED);
  });
});
