import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeSmallDisk } from '../support/smallDisk.ts';
import { actions, run } from './api/cadence.ts';
import type { Problem } from './api/client.ts';
import { createDue } from './api/records.ts';
import { spawnOn } from './api/spawn.ts';
import { startSink } from './api/start.ts';

const DUE = 600;
const PDF = new TextEncoder().encode('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
/** More than finds a place in the file that SQLite has already for what comes. */
const MANY = Array.from({ length: 1000 }, (_, place) => ({
  ...{ externalId: `D-${place}`, name: `Customer ${place}` },
  contacts: Array.from({ length: 20 }, (_each, turn) => ({ lastName: 'x'.repeat(100), email: `${turn}@d.example` })),
}));
const FULL = { status: 503, body: { detail: expect.stringMatching(/disk is full/) } };

/** SQLite keeps the room that its log has once had, where hundreds of messages would find a place. */
function giveBackLog(path: string): void {
  const database = new Database(path);
  database.pragma('busy_timeout = 10000');
  const [{ busy }] = database.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }];
  database.close();
  expect(busy).toBe(0);
}

test('SND-2: SQLite whose disk is full in the middle of a run: requests are told, what is there can be read, and it goes on by itself', async ({
  skip,
}) => {
  const disk = await makeSmallDisk(32);
  if (disk === null) return skip('mounting a small disk needs root');
  onTestFinished(() => disk.remove());
  const sink = await startSink();
  const path = join(disk.folder, 'dunning.sqlite');
  const api = await spawnOn(`sqlite:${path}`, sink.url);
  await createDue(api, DUE);
  const status = async (path: string) => (await fetch(api.url + path)).status;
  sink.behaviour.afterData = () => wait(50).then(() => 'accept' as const);
  const running = api.request<Problem>('POST', '/v1/cadence/runs', { body: {} });
  await sink.received(30);
  giveBackLog(path);
  await disk.fill();
  expect(await running).toMatchObject(FULL);
  expect(await api.request('POST', '/v1/customers/batch', { body: { customers: MANY } })).toMatchObject(FULL);
  const headers = { 'content-type': 'application/pdf' };
  expect(await api.request('PUT', '/v1/invoices/external:I-1/pdf', { raw: PDF, headers })).toMatchObject(FULL);
  expect([await status('/readyz'), await status('/healthz')]).toEqual([503, 200]);
  expect(await api.all('/v1/customers')).toHaveLength(DUE);
  expect(api.output()).toMatch(/what has happened is kept until it is/);

  await disk.clear();
  sink.behaviour.afterData = () => 'accept';
  await vi.waitFor(async () => expect(await status('/readyz')).toBe(200), { timeout: 30_000, interval: 100 });
  expect(await run(api)).toMatchObject({ remaining: 0, failed: 0, uncertain: 0 });
  expect(new Set(sink.mails.flatMap(({ to }) => to)).size).toBe(DUE);
  expect(sink.mails).toHaveLength(DUE);
  expect(await actions(api, 'status=executed')).toHaveLength(DUE);
  expect(await actions(api, 'status=uncertain')).toEqual([]);
  expect((await api.request('PUT', '/v1/invoices/external:I-1/pdf', { raw: PDF, headers })).status).toBe(200);
  expect(api.output()).toMatch(/all that had happened is written down/);
}, 300_000);
