import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Client } from '../../http/api/client.ts';
import { silence } from '../../http/api/processes.ts';
import type { Customer, Invoice } from '../../http/api/records.ts';
import { spawnOn } from '../../http/api/spawn.ts';
import { databases } from '../../support/databases.ts';
import { random } from '../random.ts';
import { busyBooks, happen, linesOf } from './busyBooks.ts';
import { connectStripe, SECRETS_KEY, type Source } from './connected.ts';
import { type Fault, stripeForTest } from './server.ts';

/** `LEDGER=full`: 10,000 customers with 100,000 invoices, in minutes. */
const { customers, invoicesEach, lives } =
  process.env['LEDGER'] === 'full'
    ? { customers: 10_000, invoicesEach: 10, lives: 12 }
    : { customers: 300, invoicesEach: 10, lives: 4 };
const PATIENCE_MS = process.env['LEDGER'] === 'full' ? 60 * 60_000 : 240_000;
const FAULTS: readonly Fault[] = ['cut', 'limited', 'failed', 'repeated'];

async function linesKnownTo(api: Client): Promise<string[]> {
  const known = (await api.all<Customer>('/v1/customers')).map(({ externalId, name, balances }) => {
    const owed = balances.find(({ currency }) => currency === 'EUR')?.outstanding ?? 0;
    return `${externalId} ${name} ${owed}`;
  });
  const invoices = (await api.all<Invoice>('/v1/invoices')).map(
    ({ externalId, customer, currency, grossAmount, status, outstanding }) =>
      `${externalId} ${customer.externalId} ${currency} ${grossAmount} ${status === 'void' ? 'void' : outstanding}`,
  );
  return [...known, ...invoices].sort();
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const there = new Set(others);
  return lines.filter((line) => !there.has(line));
}

function synced(api: Client, id: string): Promise<Source> {
  return vi.waitFor(
    async () => {
      const now = await api.get<Source>(`/v1/sources/${id}`);
      if (now.status !== 'waiting' || now.pendingEvents > 0) throw new Error(`It is ${now.status}: ${now.lastError}`);
      return now;
    },
    { timeout: PATIENCE_MS, interval: 500 },
  );
}

describe.each(databases)('$name', (database) => {
  test(
    'a sync whose process is killed, throttled, cut off and told the same twice, while things happen, ends equal to the ledger',
    async () => {
      const pick = random(2026);
      const books = busyBooks(pick, customers, invoicesEach);
      const stripe = await stripeForTest(books);
      const fresh = await database.create();
      onTestFinished(() => fresh.drop());
      const env = { DUNNING_SECRETS_KEY: SECRETS_KEY };
      const ids = [...books.invoices.keys()];
      // A request for each page and each refund, in equal parts of it.
      const requests = Math.ceil((customers * (1 + invoicesEach)) / 100) + books.refunds.size;
      const setUp = await spawnOn(fresh.url, undefined, env);
      const source = await connectStripe(setUp, stripe, { intervalMinutes: 1440, enabled: false });
      await setUp.kill();

      for (let life = 0; life < lives; life++) {
        await silence(fresh);
        const api = await spawnOn(fresh.url, undefined, env);
        let left = 1 + pick(Math.ceil(requests / lives));
        const isFarEnough = Promise.withResolvers<void>();
        stripe.fault = () => {
          if (--left === 0) isFarEnough.resolve();
          if (pick(4) === 0) happen(books, ids[pick(ids.length)]!, pick);
          return pick(50) === 0 ? FAULTS[pick(FAULTS.length)]! : null;
        };
        if (life === 0) await api.put(`/v1/sources/${source.id}`, { enabled: true });
        await Promise.race([isFarEnough.promise, synced(api, source.id)]);
        await api.kill(pick(3) === 0 ? 'SIGTERM' : 'SIGKILL');
      }

      stripe.fault = () => null;
      await silence(fresh);
      const api = await spawnOn(fresh.url, undefined, env);
      await synced(api, source.id);
      await api.post(`/v1/sources/${source.id}/sync`, {});
      const { objects } = await synced(api, source.id);
      expect(objects.filter(({ putAside }) => putAside > 0)).toEqual([]);
      const [known, expected] = [await linesKnownTo(api), linesOf(books)];
      const wrong = [...without(known, expected), ...without(expected, known)].sort();
      expect({ lines: known.length, wrong: wrong.slice(0, 20) }).toEqual({
        lines: expected.length,
        wrong: [],
      });
      expect(expected).toHaveLength(customers * (1 + invoicesEach));
    },
    PATIENCE_MS,
  );
});
