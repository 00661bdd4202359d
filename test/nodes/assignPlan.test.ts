import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { runWorkflow, searchList } from './harness.ts';
import { createDebtor, createPlan, NOW } from './ledger.ts';

let connector: RunningConnector;
let planId: string;

beforeEach(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
  planId = (await createPlan(connector)).id;
});
afterEach(() => connector.stop());

const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
const assign = (plan: string, parameters = {}) => ({
  type: 'assignPlan',
  parameters: {
    planId: locator('list', plan),
    customerId: locator('externalId', '={{ $json.customer }}'),
    ...parameters,
  },
});
const planOf = async (externalId: string) =>
  (await connector.call<{ dunningPlanId: string | null }>('GET', `/v1/customers/external:${externalId}`)).dunningPlanId;

test('ASG-1: assigns the plan to each item’s customer and links the results', async () => {
  await createDebtor(connector, 'C-1', null);
  await createDebtor(connector, 'C-2', null);
  const run = await runWorkflow(
    connector,
    { Assign: assign(planId) },
    { input: [{ customer: 'C-1' }, { customer: 'C-2' }] },
  );
  expect(run.error).toBeUndefined();
  expect(run.output('Assign').map(({ pairedItem, json }) => [pairedItem, json.assigned])).toEqual([
    [{ item: 0 }, true],
    [{ item: 1 }, true],
  ]);
  expect([await planOf('C-1'), await planOf('C-2')]).toEqual([planId, planId]);
});

test('assigns in a test run too: nothing leaves the connector by it', async () => {
  await createDebtor(connector, 'C-1', null);
  await runWorkflow(connector, { Assign: assign(planId) }, { input: [{ customer: 'C-1' }], mode: 'manual' });
  expect(await planOf('C-1')).toBe(planId);
});

test('ASG-1: No Plan takes the plan away', async () => {
  await createDebtor(connector, 'C-1', planId);
  await runWorkflow(connector, { Assign: assign('none') }, { input: [{ customer: 'C-1' }] });
  expect(await planOf('C-1')).toBeNull();
});

test('an empty plan is an error, never No Plan', async () => {
  await createDebtor(connector, 'C-1', planId);
  const run = await runWorkflow(connector, { Assign: assign('={{ $json.plan }}') }, { input: [{ customer: 'C-1' }] });
  expect(run.error?.message).toBe('No plan is chosen');
  expect(await planOf('C-1')).toBe(planId);
});

test('an unknown customer is refused by itself; the others are assigned', async () => {
  await createDebtor(connector, 'C-1', null);
  const run = await runWorkflow(
    connector,
    { Assign: { ...assign(planId), onError: 'continueRegularOutput' } },
    { input: [{ customer: 'C-unknown' }, { customer: 'C-1' }] },
  );
  const [refused, assigned] = run.output('Assign');
  expect(refused).toMatchObject({
    pairedItem: { item: 0 },
    json: { error: expect.stringContaining('C-unknown') as string },
  });
  expect(assigned).toMatchObject({ pairedItem: { item: 1 }, json: { assigned: true } });
  expect(await planOf('C-1')).toBe(planId);
});

test('without continuing, the refused customer is named as the error’s item, after the others were assigned', async () => {
  await createDebtor(connector, 'C-1', null);
  const run = await runWorkflow(
    connector,
    { Assign: assign(planId) },
    { input: [{ customer: 'C-1' }, { customer: 'C-unknown' }] },
  );
  expect(run.error).toMatchObject({ context: { itemIndex: 1 } });
  expect(await planOf('C-1')).toBe(planId);
});

test('assigns more customers than one request takes', async () => {
  const customers = Array.from({ length: 1_100 }, (_, i) => ({
    externalId: `C-${i}`,
    name: `Customer ${i}`,
    dunningPlanId: null,
  }));
  for (const part of [customers.slice(0, 1_000), customers.slice(1_000)]) {
    await connector.call('POST', '/v1/customers/batch', { customers: part });
  }
  const input = customers.map(({ externalId }) => ({ customer: externalId }));
  const run = await runWorkflow(connector, { Assign: assign(planId) }, { input });
  expect(run.error).toBeUndefined();
  expect(run.output('Assign')).toHaveLength(1_100);
  expect(run.output('Assign').at(-1)).toMatchObject({ pairedItem: { item: 1_099 }, json: { assigned: true } });
  expect(await planOf('C-1099')).toBe(planId);
});

test('A7: account managers come along with the plan', async () => {
  const user = await connector.call<{ id: string }>('POST', '/v1/users', {
    name: 'Grace Hopper',
    email: 'grace@example.com',
    role: 'member',
    position: 'accountManager',
  });
  await createDebtor(connector, 'C-1', null);
  await runWorkflow(
    connector,
    { Assign: assign(planId, { options: { accountManagers: [user.id] } }) },
    { input: [{ customer: 'C-1' }] },
  );
  const customer = await connector.call<{ accountManagers: string[] }>('GET', '/v1/customers/external:C-1');
  expect(customer.accountManagers).toEqual([user.id]);
});

test('the plan list offers No Plan first, then the plans by name, and searches them', async () => {
  await createPlan(connector, 'Strict', true);
  const all = await searchList(connector, 'assignPlan', 'searchPlansForCustomers');
  expect(all.results[0]).toEqual({ name: 'No Plan', value: 'none' });
  expect(all.results.map(({ name }) => name)).toEqual(expect.arrayContaining(['Gentle', 'Strict (default)']));
  const found = await searchList(connector, 'assignPlan', 'searchPlansForCustomers', 'gent');
  expect(found.results).toEqual([{ name: 'Gentle', value: planId }]);
});

test('the customer list searches by name and external ID', async () => {
  const { customerId } = await createDebtor(connector, 'C-77', null);
  await createDebtor(connector, 'C-88', null);
  const found = await searchList(connector, 'assignPlan', 'searchCustomers', 'C-77');
  expect(found.results).toEqual([{ name: 'Customer C-77 (C-77)', value: customerId }]);
});
