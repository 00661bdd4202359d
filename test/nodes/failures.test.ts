import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { startFlakyProxy } from '../support/flakyProxy.ts';
import { runWorkflow } from './harness.ts';
import { createDebtor, createPlan, NOW, statusOf } from './ledger.ts';

let connector: RunningConnector;
let planId: string;

beforeEach(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
  planId = (await createPlan(connector)).id;
});
afterEach(() => connector.stop());

const step = (operation: string, parameters = {}) => ({
  type: 'dunningPlanStep',
  parameters: { operation, ...parameters },
});

test('CLM-1: an outcome that is refused keeps none behind it from being recorded', async () => {
  await createDebtor(connector, 'C-1', planId);
  const [action] = (await runWorkflow(connector, { Due: step('getDue') })).json('Due');
  const run = await runWorkflow(
    connector,
    { Complete: step('complete') },
    { input: [{ id: 'act_unknown' }, action!, {}] },
  );
  expect(run.error).toMatchObject({ httpCode: '404', context: { itemIndex: 0 } });
  expect(await statusOf(connector, action!['id'] as string)).toBe('executed');
});

test('CLM-1: a connector that is away stops the node at the first outcome', async () => {
  const proxy = await startFlakyProxy(
    connector.url,
    Array.from({ length: 20 }, () => 'lostBefore'),
  );
  try {
    const input = Array.from({ length: 5 }, (_, index) => ({ id: `act_${index}` }));
    const run = await runWorkflow({ url: proxy.url, key: connector.key }, { Complete: step('complete') }, { input });
    expect(run.error).toMatchObject({ context: { itemIndex: 0 } });
    expect(proxy.seen).toHaveLength(4);
  } finally {
    await proxy.stop();
  }
});

test('CLM-1: what is claimed is put out although a later request for more fails', async () => {
  const customers = Array.from({ length: 120 }, (_, index) => `C-${index}`);
  await connector.call('POST', '/v1/customers/batch', {
    customers: customers.map((id) => ({
      ...{ externalId: id, name: id, dunningPlanId: planId },
      contacts: [{ email: `${id.toLowerCase()}@example.com` }],
    })),
  });
  await connector.call('POST', '/v1/invoices/batch', {
    invoices: customers.map((id) => ({
      ...{ externalId: `I-${id}`, number: `I-${id}`, customer: { externalId: id } },
      ...{ issuedAt: '2026-10-10', dueDate: '2026-11-09', currency: 'EUR', grossAmount: 1_000 },
    })),
  });
  const proxy = await startFlakyProxy(connector.url, ['pass', 503, 503, 503, 503]);
  const due = { Due: step('getDue', { returnAll: true }) };
  try {
    const run = await runWorkflow({ url: proxy.url, key: connector.key }, due);
    expect(run.error).toBeUndefined();
    expect(run.output('Due')).toHaveLength(100);
    expect(run.hints('Due')[0]?.message).toMatch(/^Not all that is due could be claimed/);
    expect((await runWorkflow(connector, due)).output('Due')).toHaveLength(20);
  } finally {
    await proxy.stop();
  }
});

test('an item whose parameters are wrong is an error of its own where the node continues; the others are done', async () => {
  await createDebtor(connector, 'C-1', null);
  await connector.call('PUT', '/v1/customers/external:C-1', { country: 'FR' });
  const assign = {
    type: 'assignPlan',
    onError: 'continueRegularOutput' as const,
    parameters: {
      planId: { __rl: true, mode: 'id', value: planId },
      assignTo: 'filter',
      customerFilters: { filter: [{ field: 'country', operator: 'is', value: '={{ $json.country }}' }] },
    },
  };
  const run = await runWorkflow(connector, { Assign: assign }, { input: [{ country: '' }, { country: 'FR' }] });
  expect(run.output('Assign')).toMatchObject([
    { json: { error: 'A filter is not complete' }, pairedItem: { item: 0 } },
    { json: { assigned: 1 }, pairedItem: { item: 1 } },
  ]);
});
