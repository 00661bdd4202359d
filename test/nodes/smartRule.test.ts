import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
const smartRule = (operation: string, parameters = {}) => ({
  type: 'smartRule',
  parameters: { operation, ...parameters },
});
const isIn = (value: string) => ({ filter: [{ field: 'country', operator: 'is', value }] });
const assignPlan = (name: string, country: string) => ({
  name,
  triggers: { trigger: [{ on: 'customerCreatedOrUpdated' }] },
  customerFilters: isIn(country),
  ruleAction: 'assignPlan',
  planId: locator('list', planId),
});
const customerIn = async (externalId: string, country: string) => {
  await createDebtor(connector, externalId, null);
  await connector.call('PUT', `/v1/customers/external:${externalId}`, { country });
};
const planOf = async (externalId: string) =>
  (await connector.call<{ dunningPlanId: string | null }>('GET', `/v1/customers/external:${externalId}`)).dunningPlanId;
const ruleNames = async () =>
  (await connector.call<{ data: Array<{ name: string }> }>('GET', '/v1/rules')).data.map(({ name }) => name);

describe('Evaluate', () => {
  const input = [{ customer: 'C-1' }, { customer: 'C-2' }, { customer: 'C-3' }];
  const evaluate = (parameters: object) =>
    smartRule('evaluate', { customerId: locator('externalId', '={{ $json.customer }}'), ...parameters });
  const byFilters = evaluate({ customerFilters: isIn('FR, BE') });

  beforeEach(async () => {
    await customerIn('C-1', 'FR');
    await customerIn('C-2', 'DE');
    await customerIn('C-3', 'BE');
  });

  test('puts the items out as they came, on Matched or Not Matched, each linked to its item', async () => {
    const run = await runWorkflow(connector, { Rule: byFilters }, { input });
    expect(run.error).toBeUndefined();
    expect(run.output('Rule', 0)).toMatchObject([
      { json: { customer: 'C-1' }, pairedItem: { item: 0 } },
      { json: { customer: 'C-3' }, pairedItem: { item: 2 } },
    ]);
    expect(run.output('Rule', 1)).toMatchObject([{ json: { customer: 'C-2' }, pairedItem: { item: 1 } }]);
  });

  test('by a saved rule takes its filters and leaves its action aside', async () => {
    const created = await runWorkflow(connector, { Create: smartRule('create', assignPlan('Germans', 'DE')) });
    const ruleId = locator('id', created.json('Create')[0]!.id as string);
    const run = await runWorkflow(connector, { Rule: evaluate({ evaluateBy: 'rule', ruleId }) }, { input });
    expect(run.json('Rule', 0)).toEqual([{ customer: 'C-2' }]);
    expect(run.json('Rule', 1)).toHaveLength(2);
    expect(await planOf('C-2')).toBeNull();
  });

  test('a customer who is not there is an error of its item; the others are sorted all the same', async () => {
    const some = [{ customer: 'C-none' }, { customer: 'C-1' }];
    const stopped = await runWorkflow(connector, { Rule: byFilters }, { input: some });
    expect(stopped.error).toMatchObject({ context: { itemIndex: 0 }, message: 'There is no customer C-none' });
    const run = await runWorkflow(
      connector,
      { Rule: { ...byFilters, onError: 'continueRegularOutput' } },
      { input: some },
    );
    expect(run.json('Rule', 0)).toEqual([{ customer: 'C-1' }]);
    expect(run.json('Rule', 1)).toMatchObject([{ error: 'There is no customer C-none' }]);
  });
});

test('S1–S3: a rule is made in a form, with thresholds, filters and an action, and acts on the next event', async () => {
  await customerIn('C-1', 'FR');
  const run = await runWorkflow(connector, {
    Create: smartRule('create', {
      ...assignPlan('Large debts', 'FR'),
      triggers: {
        trigger: [
          { on: 'amountDue', passes: 'above', amount: 200_000, currency: 'EUR' },
          { on: 'score', passes: 'below', score: 'B' },
          { on: 'averagePaymentDelay', passes: 'above', days: 45 },
        ],
      },
    }),
  });
  expect(run.error).toBeUndefined();
  expect(run.json('Create')).toMatchObject([
    {
      name: 'Large debts',
      enabled: true,
      triggers: [
        { on: 'amountDue', passes: 'above', value: 200_000, currency: 'EUR' },
        { on: 'score', passes: 'below', value: 'B' },
        { on: 'averagePaymentDelay', passes: 'above', value: 45 },
      ],
      filters: [{ field: 'country', operator: 'is', values: ['FR'] }],
      action: { type: 'assignPlan', dunningPlanId: planId },
    },
  ]);
  expect(await planOf('C-1')).toBeNull();
  await connector.call('POST', '/v1/invoices', {
    externalId: 'INV-2',
    number: 'INV-2',
    customer: { externalId: 'C-1' },
    issuedAt: '2026-11-20',
    dueDate: '2026-12-20',
    currency: 'EUR',
    grossAmount: 100_000,
  });
  expect(await planOf('C-1')).toBe(planId);
});

test.each([
  ['assignPaymentMethods', { paymentMethods: ['card'] }, { paymentMethods: ['card'] }],
  ['excludeCustomer', {}, {}],
  ['assignUsers', { usersFrom: 'customField', customField: 'owner' }, { customField: 'owner' }],
  [
    'notify',
    { channel: 'email', to: 'a@example.com, b@example.com', subject: '{{customer.name}}', body: 'Look' },
    { channel: 'email', to: ['a@example.com', 'b@example.com'], subject: '{{customer.name}}', body: 'Look' },
  ],
])('S3: the action %s', async (ruleAction, parameters, expected) => {
  await connector.call('POST', '/v1/custom-fields', { key: 'owner', type: 'email', label: 'Owner' });
  const { planId: _, ...rule } = assignPlan('Rule', 'FR');
  const run = await runWorkflow(connector, { Create: smartRule('create', { ...rule, ruleAction, ...parameters }) });
  expect(run.error).toBeUndefined();
  expect(run.json('Create')[0]?.action).toMatchObject({ type: ruleAction, ...expected });
});

test('a field of an invoice in a notification is refused', async () => {
  const { planId: _, ...rule } = assignPlan('Rule', 'FR');
  const notify = { ruleAction: 'notify', channel: 'event', to: '', subject: 'S', body: '{{referenceInvoice.number}}' };
  const refused = await runWorkflow(connector, { Create: smartRule('create', { ...rule, ...notify }) });
  expect(`${refused.error?.message} ${refused.error?.description}`).toMatch(/referenceInvoice/);
  expect(await ruleNames()).toEqual([]);
});

test('S5, S6: rules are listed, moved, switched, changed and deleted', async () => {
  const ids: string[] = [];
  for (const name of ['First', 'Second', 'Third']) {
    const run = await runWorkflow(connector, { Create: smartRule('create', assignPlan(name, 'FR')) });
    ids.push(run.json('Create')[0]!.id as string);
  }
  const third = { ruleId: locator('id', ids[2]!) };
  const moved = await runWorkflow(connector, { Move: smartRule('reorder', { ...third, position: 1 }) });
  expect(moved.json('Move')).toMatchObject([{ name: 'Third', position: 1 }]);
  const all = await runWorkflow(connector, { All: smartRule('getAll', { returnAll: true }) });
  expect(all.json('All').map(({ name }) => name)).toEqual(['Third', 'First', 'Second']);

  const run = await runWorkflow(connector, {
    Off: smartRule('disable', third),
    Changed: smartRule('update', { ...third, ...assignPlan('Third, renamed', 'DE'), enabled: false }),
    On: smartRule('enable', third),
    Read: smartRule('get', third),
    Gone: smartRule('delete', { ruleId: locator('id', ids[0]!) }),
  });
  expect(run.error).toBeUndefined();
  expect(run.json('Off')).toMatchObject([{ enabled: false }]);
  expect(run.json('Read')).toMatchObject([{ name: 'Third, renamed', enabled: true, filters: [{ values: ['DE'] }] }]);
  expect(run.json('Gone')).toEqual([{ deleted: true }]);
  expect(await ruleNames()).toEqual(['Third, renamed', 'Second']);
  expect((await searchList(connector, 'smartRule', 'searchRules', 'sec')).results).toMatchObject([{ name: 'Second' }]);
});

test('RUL-5: Apply to Existing changes nothing unless Dry Run is switched off', async () => {
  await customerIn('C-1', 'FR');
  await customerIn('C-2', 'DE');
  const created = await runWorkflow(connector, { Create: smartRule('create', assignPlan('French', 'FR')) });
  const apply = (parameters = {}) =>
    smartRule('apply', { ruleId: locator('id', created.json('Create')[0]!.id as string), ...parameters });
  const dry = await runWorkflow(connector, { Apply: apply() });
  expect(dry.error).toBeUndefined();
  expect(dry.json('Apply')).toMatchObject([
    { dryRun: true, customer: { externalId: 'C-1' }, change: 'dunningPlanId', to: planId },
  ]);
  expect(dry.hints('Apply')[0]?.message).toMatch(/^Dry run: nothing was changed. 1 customers match, 1 would change/);
  expect(await planOf('C-1')).toBeNull();
  const real = await runWorkflow(connector, { Apply: apply({ dryRun: false, shape: 'summary' }) });
  expect(real.json('Apply')).toMatchObject([{ matched: 1, changed: 1 }]);
  expect(await planOf('C-1')).toBe(planId);
  expect(await planOf('C-2')).toBeNull();
});
