import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { databases, type FreshDatabase } from '../support/databases.ts';
import { startSlowMailServer } from '../support/slowMailServer.ts';
import { checkArrivals } from './api/arrivals.ts';
import { run } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { createDue } from './api/records.ts';
import { spawnOn } from './api/spawn.ts';
import { start, startSink } from './api/start.ts';

const DUE = 120;
/** Five at once: the run takes some five seconds. */
const SLOW_MS = 200;

interface UnderWay {
  readonly id: string;
  readonly kind: string;
  readonly actor: { readonly name: string };
  readonly sent: number;
  readonly remaining: number | null;
}

async function underWay(api: Client): Promise<UnderWay[]> {
  return (await api.get<{ data: UnderWay[] }>('/v1/runs')).data;
}

/** The first answer in which a run has sent something. */
async function firstUnderWay(api: Client): Promise<UnderWay> {
  for (;;) {
    const [found] = await underWay(api);
    if (found && found.sent > 0) return found;
    await wait(50);
  }
}

async function slowMail(): Promise<string> {
  const server = await startSlowMailServer(SLOW_MS);
  onTestFinished(() => server.stop());
  return server.url;
}

describe.each(databases)('$name', (database) => {
  test('a run that takes longer than a moment says how far it has come, and no more once it is over', async () => {
    const api = await start(database, { smtpUrl: await slowMail() });
    await createDue(api, DUE);
    expect(await underWay(api)).toEqual([]);
    const running = run(api);
    const first = await firstUnderWay(api);
    expect(first).toMatchObject({ kind: 'cadence', planId: null, failed: 0, uncertain: 0, actor: { type: 'key' } });
    expect(first.remaining).toBeGreaterThan(0);
    expect(first.sent + first.remaining!).toBeGreaterThanOrEqual(DUE);
    expect(await running).toMatchObject({ executed: DUE, remaining: 0 });
    expect(await underWay(api)).toEqual([]);
  });

  test('CUS-5: who sees only their own customers sees only their own runs', async () => {
    const api = await start(database, { smtpUrl: await slowMail() });
    await createDue(api, DUE);
    const user = { name: 'Mia', email: 'mia@example.com', role: 'member', position: 'accountManager' };
    const { id } = await api.post<{ id: string }>('/v1/users', user);
    const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'Mia', userId: id });
    const running = run(api);
    await firstUnderWay(api);
    const answer = await fetch(`${api.url}/v1/runs`, { headers: { authorization: `Bearer ${key}` } });
    expect(await answer.json()).toEqual({ data: [] });
    await running;
  });

  test('SND-2: a process that is asked to stop in the middle of a run ends the portion, exits 0, and the next sends the rest', async () => {
    const sink = await startSink();
    sink.behaviour.afterData = () => wait(SLOW_MS, 'accept' as const);
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const connector = await spawnOn(fresh.url, sink.url);
    await createDue(connector, DUE);
    const running = run(connector);
    await sink.received(25);
    expect(await connector.kill('SIGTERM')).toBe(0);
    const { executed, uncertain, remaining } = await running;
    expect(executed).toBe(sink.mails.length);
    expect({ uncertain, all: executed + remaining }).toEqual({ uncertain: 0, all: DUE });
    expect(remaining).toBeGreaterThan(0);
    await sendRest(fresh);

    async function sendRest(on: FreshDatabase): Promise<void> {
      const next = await start(database, { on, smtpUrl: sink.url });
      expect(await run(next)).toMatchObject({ executed: remaining, remaining: 0 });
      expect(await checkArrivals(next, sink.mails, '')).toEqual({ arrived: [], lost: [] });
    }
  });
});

test('CLK-2: of connectors that share a database, each lists the runs of all; a run whose process died is soon listed no more', async () => {
  const [, postgres] = databases;
  const fresh = await postgres!.create();
  onTestFinished(() => fresh.drop());
  const api = await start(postgres!, { on: fresh });
  const connector = await spawnOn(fresh.url, await slowMail());
  await createDue(connector, DUE);
  const dying = run(connector).catch(() => 'died');
  const { id } = await firstUnderWay(api);
  expect(id).toMatch(/^run_/);
  await connector.kill();
  expect(await dying).toBe('died');
  const deadline = Date.now() + 60_000;
  while ((await underWay(api)).length > 0 && Date.now() < deadline) await wait(1000);
  expect(await underWay(api)).toEqual([]);
});
