import { describe, expect, test } from 'vitest';
import type { Customer } from '../../http/api/records.ts';
import { databases } from '../../support/databases.ts';
import { StripeBooks } from './books.ts';
import { connectStripe, settled, startForSources } from './connected.ts';
import { stripeForTest } from './server.ts';

describe.each(databases)('$name', (database) => {
  test('CUS-4: settings that change during a sync hold for what it has brought already: a full one takes its place', async () => {
    const books = new StripeBooks();
    for (let place = 0; place < 1_500; place++) books.customer(`cus_${place}`, { metadata: { plan_tier: 'gold' } });
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    const isWithin = Promise.withResolvers<void>();
    const isChanged = Promise.withResolvers<void>();
    stripe.fault = async () => {
      // The first ten pages have been written by then.
      if (stripe.requests.length < 13) return null;
      isWithin.resolve();
      await isChanged.promise;
      return null;
    };
    const source = await connectStripe(api, stripe, { enabled: false });
    await api.put(`/v1/sources/${source.id}`, { enabled: true });
    await api.post(`/v1/sources/${source.id}/sync`);
    await isWithin.promise;
    await api.put(`/v1/sources/${source.id}`, {
      settings: { ...source.settings, customFields: { tier: 'plan_tier' } },
    });
    // Stripe's clock goes on, as does a person's.
    books.now += 5;
    isChanged.resolve();
    expect(await settled(api, source.id)).toMatchObject({
      status: 'waiting',
      lastError: null,
      progress: { kind: 'full', records: 1_500 },
    });
    const tiers = (await api.all<Customer>('/v1/customers')).map(({ customFields }) => customFields['tier']);
    expect(tiers).toHaveLength(1_500);
    expect(new Set(tiers)).toEqual(new Set(['gold']));
  });

  test('an interval that is taken away during a sync holds from its end on', async () => {
    const books = new StripeBooks();
    books.customer('cus_1');
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    const isWithin = Promise.withResolvers<void>();
    const isChanged = Promise.withResolvers<void>();
    stripe.fault = async () => {
      isWithin.resolve();
      await isChanged.promise;
      return null;
    };
    const { id } = await connectStripe(api, stripe, { intervalMinutes: 10 });
    await isWithin.promise;
    await api.put(`/v1/sources/${id}`, { intervalMinutes: 0 });
    isChanged.resolve();
    expect(await settled(api, id)).toMatchObject({ status: 'waiting', progress: { records: 1 }, nextSyncAt: null });
  });
});
