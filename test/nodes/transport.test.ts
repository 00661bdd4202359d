import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningConnector, freePort, spawnConnector } from '../support/connector.ts';
import { type Fate, type FlakyProxy, startFlakyProxy } from '../support/flakyProxy.ts';
import { startSlowMailServer } from '../support/slowMailServer.ts';
import { runWorkflow } from './harness.ts';
import { createDebtor, createPlan, NOW, recipients } from './ledger.ts';

let connector: RunningConnector;
let proxy: FlakyProxy | undefined;

beforeEach(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
});
afterEach(async () => {
  await proxy?.stop();
  await connector.stop();
});

const run = { type: 'dunningPlanStep', parameters: { operation: 'run' } };
const plans = { type: 'dunning', parameters: { resource: 'plan', operation: 'getAll' } };

async function through(fates: Fate[]) {
  proxy = await startFlakyProxy(connector.url, fates);
  return { url: proxy.url, key: connector.key };
}

test('SND-2: a run whose answer is lost on the way is asked for again under the same key and sends once', async () => {
  await createDebtor(connector, 'C-1', (await createPlan(connector)).id);
  const finished = await runWorkflow(await through(['lostAfter']), { Run: run });
  expect(finished.json('Run')).toMatchObject([{ executed: 1 }]);
  expect(proxy!.seen).toEqual(['POST /v1/cadence/runs', 'POST /v1/cadence/runs']);
  expect(proxy!.idempotencyKeys[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(proxy!.idempotencyKeys[1]).toBe(proxy!.idempotencyKeys[0]);
  expect(await recipients(connector)).toHaveLength(1);
});

test('SND-2: a run whose connection breaks while it sends is waited for, and sends once', async () => {
  const mail = await startSlowMailServer(1_500);
  await connector.stop();
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW, DUNNING_SMTP_URL: mail.url } });
  try {
    await createDebtor(connector, 'C-1', (await createPlan(connector)).id);
    const finished = await runWorkflow(await through(['lostDuring']), { Run: run });
    expect(finished.error).toBeUndefined();
    expect(finished.json('Run')).toMatchObject([{ executed: 1 }]);
    expect(mail.received).toEqual(['c-1@example.com']);
    expect(proxy!.seen.length).toBeGreaterThan(2);
    expect(new Set(proxy!.idempotencyKeys).size).toBe(1);
  } finally {
    await mail.stop();
  }
});

test('two runs have two keys', async () => {
  const connection = await through([]);
  await runWorkflow(connection, { Run: run });
  await runWorkflow(connection, { Run: run });
  expect(new Set(proxy!.idempotencyKeys).size).toBe(2);
});

test.each<[string, Fate]>([
  ['a lost request', 'lostBefore'],
  ['status 503', 503],
  ['status 429', 429],
])('%s is tried again', async (_, fate) => {
  await createPlan(connector);
  const finished = await runWorkflow(await through([fate, fate]), { Plans: plans });
  expect(finished.error).toBeUndefined();
  expect(finished.output('Plans')).toHaveLength(1);
  expect(proxy!.seen).toHaveLength(3);
});

test('a deletion whose answer is lost is none that found nothing', async () => {
  const { id } = await createPlan(connector);
  const planId = { __rl: true, mode: 'id', value: id };
  const remove = { Delete: { type: 'dunning', parameters: { resource: 'plan', operation: 'delete', planId } } };
  expect((await runWorkflow(await through(['lostAfter']), remove)).json('Delete')).toEqual([{ deleted: true }]);
  expect((await runWorkflow(connector, remove)).error).toMatchObject({ httpCode: '404' });
});

test('what the connector refuses is not tried again', async () => {
  const create = {
    type: 'dunning',
    parameters: { resource: 'plan', operation: 'create', definedWith: 'json', planJson: '{}' },
  };
  const finished = await runWorkflow(await through([]), { Create: create });
  expect(finished.error?.message).toBeTruthy();
  expect(proxy!.seen).toHaveLength(1);
});

test('a wrong key says to check the credential', async () => {
  const finished = await runWorkflow({ url: connector.url, key: 'wrong-key-of-16-characters' }, { Plans: plans });
  expect(finished.error).toMatchObject({ name: 'NodeApiError', httpCode: '401' });
  expect(finished.error?.description).toMatch(/API key in the credential/);
});

test('no connector at the address says so, and that Docker has an address of its own', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const finished = await runWorkflow({ url, key: 'any' }, { Plans: plans });
  expect(finished.error?.message).toBe(`The dunning connector does not answer at ${url}`);
  expect(finished.error?.description).toMatch(/Docker.*ECONNREFUSED/);
});

test('an address that is none is said before any request', async () => {
  const finished = await runWorkflow({ url: 'localhost:3210', key: 'any' }, { Plans: plans });
  expect(finished.error?.message).toMatch(/Base URL/);
});
