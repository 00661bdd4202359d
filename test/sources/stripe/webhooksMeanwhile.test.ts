import pg from 'pg';
import { expect, onTestFinished, test, vi } from 'vitest';
import { databases } from '../../support/databases.ts';
import { StripeBooks } from './books.ts';
import { connectStripe, ledgerOf, settled, startForSources, sync, tell } from './connected.ts';
import { stripeForTest } from './server.ts';

/** The one on which several transactions write at the same moment. */
const POSTGRES = databases.find(({ name }) => name === 'PostgreSQL')!;

/** Holds what the statement locks until it is let go, or the test ends. */
async function holdLocked(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN');
  await client.query(statement);
  let ended: Promise<void> | null = null;
  const letGo = () => (ended ??= client.end());
  onTestFinished(letGo);
  const isWaitedFor = () =>
    vi.waitFor(
      async () => {
        const { rows } = await client.query(
          'SELECT pid FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))',
        );
        expect(rows).not.toEqual([]);
      },
      { timeout: 30_000 },
    );
  return { letGo, isWaitedFor };
}

/** Two sources of one Stripe, and a lock that whoever takes in something of the first waits for. */
async function twoSources() {
  const stripe = await stripeForTest(new StripeBooks());
  const { books } = stripe;
  books.customer('cus_1', { name: 'First' });
  const api = await startForSources(POSTGRES);
  const source = await connectStripe(api, stripe);
  await sync(api, source);
  return { stripe, books, api, source, other: await connectStripe(api, stripe, { name: 'other', enabled: false }) };
}

test('X1, X2, X4: webhooks of all sources are stored while one source takes in what it was told', async () => {
  const { books, api, source, other } = await twoSources();
  const customer = await holdLocked(api.database.url, `SELECT FROM customers WHERE external_id = 'cus_1' FOR UPDATE`);
  books.customer('cus_1', { name: 'Second' });
  const imported = api.post('/v1/imports/stripe', { events: books.events.slice(-1), source: source.name });
  await customer.isWaitedFor();
  books.customer('cus_2');
  for (const each of [other, source]) expect((await tell(api, each, books.events.at(-1)!)).status).toBe(200);
  await customer.letGo();
  await imported;
  await settled(api, source.id);
  expect((await ledgerOf(api)).customers).toMatchObject([
    { externalId: 'cus_1', name: 'Second' },
    { externalId: 'cus_2' },
  ]);
});

test('X1, X2, X4: webhooks are stored while somebody changes their source', async () => {
  const { books, api, other } = await twoSources();
  const names = await holdLocked(api.database.url, 'LOCK TABLE former_books');
  const changed = api.put(`/v1/sources/${other.id}`, { intervalMinutes: 5 });
  await names.isWaitedFor();
  expect((await tell(api, other, books.events.at(-1)!)).status).toBe(200);
  await names.letGo();
  expect(await changed).toMatchObject({ intervalMinutes: 5, pendingEvents: 1 });
});
