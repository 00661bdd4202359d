import { expect, onTestFinished, test, vi } from 'vitest';
import { silence } from '../../http/api/processes.ts';
import { spawnOn } from '../../http/api/spawn.ts';
import { databases } from '../../support/databases.ts';
import { StripeBooks } from './books.ts';
import { connectStripe, SECRETS_KEY, settled, startForSources, sync } from './connected.ts';
import { stripeForTest } from './server.ts';

const POSTGRES = databases.find(({ name }) => name === 'PostgreSQL')!;

/** So many that a sync is several transactions. */
function manyCustomers(): StripeBooks {
  const books = new StripeBooks();
  for (let place = 0; place < 2_500; place++) books.customer(`cus_${place}`);
  return books;
}

test('of connectors that share a database, one syncs a source: every page is asked for once', async () => {
  const stripe = await stripeForTest(manyCustomers());
  const first = await startForSources(POSTGRES);
  const others = [
    await startForSources(POSTGRES, { on: first.database }),
    await startForSources(POSTGRES, { on: first.database }),
  ];
  const source = await connectStripe(first, stripe);
  for (const api of [first, ...others]) await api.post(`/v1/sources/${source.id}/sync`, {});
  expect(await settled(first, source.id)).toMatchObject({ lastError: null });
  const listed = stripe.requests.filter((line) => line.includes('/v1/customers?'));
  expect(listed).toHaveLength(new Set(listed).size);
  expect(listed).toHaveLength(25);
  for (const api of others) expect(await api.get(`/v1/sources/${source.id}`)).toMatchObject({ status: 'waiting' });
});

test('a sync whose process is killed goes on in another one, from where it had come', async () => {
  const stripe = await stripeForTest(manyCustomers());
  const fresh = await POSTGRES.create();
  onTestFinished(() => fresh.drop());
  const other = await startForSources(POSTGRES, { on: fresh });
  const source = await connectStripe(other, stripe, { enabled: false });
  const listed = () => stripe.requests.filter((line) => line.includes('/v1/customers?'));
  const isWithin = Promise.withResolvers<void>();
  const killed = Promise.withResolvers<void>();
  // The first ten pages are written together; the process dies over the next ones.
  stripe.fault = async () => {
    if (listed().length === 15) {
      isWithin.resolve();
      await killed.promise;
      return 'cut';
    }
    return null;
  };
  // The one that is to be killed alone knows that there is something to do.
  await other.stop();
  const doomed = await spawnOn(fresh.url, undefined, { DUNNING_SECRETS_KEY: SECRETS_KEY });
  await doomed.put(`/v1/sources/${source.id}`, { enabled: true });
  await doomed.post(`/v1/sources/${source.id}/sync`, {});
  await isWithin.promise;
  const heir = await startForSources(POSTGRES, { on: fresh });
  expect(await heir.get(`/v1/sources/${source.id}`)).toMatchObject({ status: 'syncing', progress: { records: 1_000 } });
  await doomed.kill();
  killed.resolve();
  // Its silence is noticed with the next beat of the others.
  const before = listed().length;
  await silence(fresh);
  const next = await startForSources(POSTGRES, { on: fresh });
  expect(await settled(next, source.id)).toMatchObject({
    status: 'waiting',
    lastError: null,
    progress: { records: 2_500 },
  });
  expect(listed().slice(before)).toHaveLength(15);
  expect(listed()[before]).toBe(listed()[10]);
  await heir.stop();
  expect(await sync(next, source)).toMatchObject({ lastError: null });
});

test('a page that takes longer than a lease is waited for: no other connector begins the sync anew meanwhile', async () => {
  // CLK-2: leases follow the wall clock, and are renewed by it.
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const stripe = await stripeForTest(manyCustomers());
  const listed = () => stripe.requests.filter((line) => line.includes('/v1/customers?'));
  const isAsked = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  stripe.fault = async () => {
    if (listed().length === 15) {
      isAsked.resolve();
      await goesOn.promise;
    }
    return null;
  };
  const first = await startForSources(POSTGRES);
  const other = await startForSources(POSTGRES, { on: first.database });
  const source = await connectStripe(first, stripe);
  await first.post(`/v1/sources/${source.id}/sync`);
  await isAsked.promise;
  for (let minute = 0; minute < 12; minute++) {
    await vi.advanceTimersByTimeAsync(60_000);
    // Time for what the minute has set off, in both.
    for (const api of [first, other, first, other]) await api.get(`/v1/sources/${source.id}`);
  }
  expect(listed()).toHaveLength(15);
  goesOn.resolve();
  expect(await settled(first, source.id)).toMatchObject({ lastError: null, progress: { records: 2_500 } });
  expect(listed()).toHaveLength(25);
});
