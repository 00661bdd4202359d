import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { startPostgres, type PostgresServer } from '../support/postgresServer.ts';
import { NO_RETRY } from '../support/noRetry.ts';
import type { SmtpSink } from '../support/smtp.ts';
import { actions, run } from './api/cadence.ts';
import type { Client, Problem } from './api/client.ts';
import { createDue, saveCustomer } from './api/records.ts';
import { type Spawned, spawnOn } from './api/spawn.ts';
import { startSink } from './api/start.ts';

/** More than one run leases at once, so that both connectors have their part. */
const DUE = 1200;
/** However the database is away, whoever asks gets an answer within a minute. */
const ANSWERED_MS = 60_000;

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

async function readiness({ url }: Client): Promise<number> {
  return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWERED_MS) })).status;
}

/** Two connectors on a database of the server, which share what is due, and have handed a part of it over. */
async function inTheMiddleOfRuns(name: string) {
  await postgres.createDatabase(name);
  const sink = await startSink();
  const connectors: Spawned[] = [];
  for (let count = 0; count < 2; count += 1) connectors.push(await spawnOn(`${postgres.url}/${name}`, sink.url));
  await createDue(connectors[0]!, DUE);
  sink.behaviour.afterData = () => wait(50).then(() => 'accept' as const);
  const runs = connectors.map((each) => each.request<Problem>('POST', '/v1/cadence/runs', { body: {} }));
  await sink.received(60);
  return { sink, connectors, runs };
}

/** Runs of both until all has gone out: each message once, and nobody has to say what happened. */
async function goOn(sink: SmtpSink, connectors: readonly Spawned[]): Promise<void> {
  for (const each of connectors)
    await vi.waitFor(async () => expect(await readiness(each)).toBe(200), { timeout: ANSWERED_MS, interval: 500 });
  sink.behaviour.afterData = () => 'accept';
  const remaining = async () => {
    const results = await Promise.all(connectors.map((each) => run(each)));
    expect(results.every((each) => each.remaining === 0)).toBe(true);
  };
  await vi.waitFor(remaining, { timeout: ANSWERED_MS, interval: 1000 });
  expect(new Set(sink.mails.flatMap(({ to }) => to)).size).toBe(DUE);
  expect(sink.mails).toHaveLength(DUE);
  expect(await actions(connectors[0]!, 'status=uncertain')).toEqual([]);
  expect(await actions(connectors[0]!, 'status=executed')).toHaveLength(DUE);
}

test(
  'SND-2: PostgreSQL that is stopped in the middle of runs and started again: requests are told, nothing is lost, nothing goes out twice',
  { ...NO_RETRY, timeout: 300_000 },
  async () => {
    const { sink, connectors, runs } = await inTheMiddleOfRuns('stopped');
    await postgres.down();
    onTestFinished(() => postgres.up());
    for (const answer of await Promise.all(runs)) {
      expect(answer).toMatchObject({
        status: 503,
        body: { detail: expect.stringMatching(/database cannot be reached/) },
      });
      expect(answer.headers.get('retry-after')).toBe('5');
    }
    const [first] = connectors;
    expect(await readiness(first!)).toBe(503);
    const key = { 'Idempotency-Key': 'once' };
    const note = { body: { externalId: 'C-0', name: 'Later' }, headers: key };
    expect((await first!.request('POST', '/v1/customers', note)).status).toBe(503);
    expect(first!.output()).toMatch(/what has happened is kept until it is/);
    await postgres.up();
    await goOn(sink, connectors);
    expect(first!.output()).toMatch(/all that had happened is written down/);
    expect((await first!.request('POST', '/v1/customers', note)).status).toBe(201);
  },
);

test(
  'CLK-2: PostgreSQL that says nothing for more than a minute: requests are answered meanwhile, nobody is taken for dead, nothing is lost',
  { ...NO_RETRY, timeout: 300_000 },
  async () => {
    const { sink, connectors, runs } = await inTheMiddleOfRuns('frozen');
    await postgres.freeze();
    const over = wait(65_000);
    onTestFinished(() => postgres.thaw());
    const [first] = connectors;
    const asked = [...runs, first!.request('GET', '/v1/customers'), first!.request('GET', '/v1/actions?status=todo')];
    for (const { status } of await Promise.all(asked)) expect(status).toBe(503);
    // From now on nobody waits.
    expect((await first!.request('GET', '/v1/customers')).status).toBe(503);
    expect(await readiness(first!)).toBe(503);
    await over;
    await postgres.thaw();
    await goOn(sink, connectors);
    for (const each of connectors) expect(each.output()).not.toMatch(/has died/);
    await saveCustomer(first!, 'C-0');
  },
);

test('a connector that is asked to stop while PostgreSQL is away ends in order, and soon', NO_RETRY, async () => {
  await postgres.createDatabase('stopping');
  const connector = await spawnOn(`${postgres.url}/stopping`);
  await postgres.down();
  onTestFinished(() => postgres.up());
  expect(await readiness(connector)).toBe(503);
  expect([await connector.kill('SIGTERM'), connector.output()]).toEqual([
    0,
    expect.not.stringMatching(/stopping failed/),
  ]);
});
