import { describe, expect, onTestFinished, test } from 'vitest';
import type { Problem } from '../../http/api/client.ts';
import { type Database, databases } from '../../support/databases.ts';
import { StripeBooks } from './books.ts';
import { connectStripe, type SourceError, startForSources, sync } from './connected.ts';
import { type Fault, stripeForTest } from './server.ts';

const STOPPED = {
  status: 503,
  body: { detail: 'The connector is being stopped: send the request again when it is back' },
};

/** A connected Stripe, and a connector that can be stopped and started again. */
async function connected(database: Database) {
  const fresh = await database.create();
  onTestFinished(() => fresh.drop());
  const stripe = await stripeForTest(new StripeBooks());
  stripe.books.customer('cus_1');
  stripe.books.invoice('in_1', 'cus_1');
  const api = await startForSources(database, { on: fresh });
  const source = await connectStripe(api, stripe);
  await sync(api, source);
  return { stripe, books: stripe.books, api, source, again: () => startForSources(database, { on: fresh }) };
}

describe.each(databases)('$name', (database) => {
  test('an import in the middle of which the connector is stopped is to be sent again, and is taken in then', async () => {
    const { stripe, books, api, again } = await connected(database);
    const asked = Promise.withResolvers<void>();
    const silent = Promise.withResolvers<Fault>();
    stripe.fault = () => {
      asked.resolve();
      return silent.promise;
    };
    onTestFinished(() => silent.resolve('cut'));
    books.isQuiet = true;
    books.customer('cus_2');
    books.isQuiet = false;
    books.invoice('in_2', 'cus_2');
    const events = books.events.slice(-1);
    const headers = { 'Idempotency-Key': 'once' };
    const imported = api.request<Problem>('POST', '/v1/imports/stripe', { body: { events }, headers });
    await asked.promise;
    const ended = api.stop();
    const answer = await imported;
    expect(answer).toMatchObject(STOPPED);
    expect(answer.headers.get('retry-after')).toBe('5');
    silent.resolve('cut');
    await ended;
    stripe.fault = () => null;
    const next = await again();
    expect(await next.request('POST', '/v1/imports/stripe', { body: { events }, headers })).toMatchObject({
      status: 200,
      body: { results: [{ status: 'created' }] },
    });
  });

  test('so is a retry of what is put aside', async () => {
    const { stripe, books, api, source, again } = await connected(database);
    books.change('in_1', { currency: 'usd' });
    await sync(api, source);
    expect(await api.all<SourceError>(`/v1/sources/${source.id}/errors`)).toMatchObject([{ id: 'invoice:in_1' }]);
    books.isQuiet = true;
    books.change('in_1', { currency: 'eur' });
    stripe.fault = () => {
      void api.stop();
      return 'failed';
    };
    const path = `/v1/sources/${source.id}/errors/retry`;
    expect(await api.request<Problem>('POST', path, { body: {} })).toMatchObject(STOPPED);
    await api.stop();
    stripe.fault = () => null;
    const next = await again();
    expect(await next.post(path, {})).toEqual({ retried: 1, left: 0 });
  });
});
