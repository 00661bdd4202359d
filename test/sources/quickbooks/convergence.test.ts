import { describe, expect, onTestFinished, test } from 'vitest';
import { databases } from '../../support/databases.ts';
import { settled, startForSources, sync } from '../stripe/connected.ts';
import { random, shuffled } from '../random.ts';
import { busyCompany } from './busyCompany.ts';
import type { Company } from './company.ts';
import { startQuickBooks } from './server.ts';
import { booksOf, connectQuickBooks, knownTo, tell } from './source.ts';

async function served(company: Company) {
  const server = await startQuickBooks(company);
  onTestFinished(() => server.down());
  return server;
}

describe.each(databases)('$name', (database) => {
  test('Notices of changes in a random order, with repeats, end as the books are', async () => {
    const pick = random(27);
    const company = busyCompany(pick, 60);
    const server = await served(company);
    const api = await startForSources(database);
    const source = await connectQuickBooks(api, company, server);
    const told = shuffled([...company.changes, ...company.changes.filter(() => pick(3) === 0)], pick);
    for (let from = 0; from < told.length; from += 25) {
      expect((await tell(api, source, company, told.slice(from, from + 25))).status).toBe(200);
    }
    await settled(api, source.id);
    expect(await knownTo(api)).toEqual(booksOf(company));
  });

  test('A sync that is interrupted by cut connections, ended tokens and a restart goes on where it was, and ends as the books are', async () => {
    const pick = random(11);
    const company = busyCompany(pick, 300);
    for (let count = 0; count < 1100; count += 1) company.customer();
    const server = await served(company);
    let api = await startForSources(database);
    const source = await connectQuickBooks(api, company, server);
    const stopped = new Promise<void>((done) => {
      server.trouble = (path, requests) => {
        if (path.startsWith('/v3') && requests === 4) server.expireAccess();
        if (requests === 5) done();
        return requests === 2 || requests === 5 ? 'cut' : null;
      };
    });
    await api.post(`/v1/sources/${source.id}/sync`, {});
    await stopped;
    await api.stop();
    api = await startForSources(database, { on: api.database });
    // Who had it is dead: on PostgreSQL its lease has to lapse, unless it ended in order.
    const { progress, lastError } = await sync(api, source);
    expect({ kind: progress.kind, lastError }).toEqual({ kind: expect.any(String) as string, lastError: null });
    expect(await knownTo(api)).toEqual(booksOf(company));
    const customers = server.requests.filter((path) => /from\+Customer\+/.test(path)).length;
    expect(customers).toBeLessThan(6);
  });
});
