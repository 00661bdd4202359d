import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { runWorkflow } from './harness.ts';
import { createDebtor, createPlan, NOW } from './ledger.ts';

// One connector for all; each test has customers of its own.
let connector: RunningConnector;
let planId: string;

beforeAll(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
  planId = (await createPlan(connector)).id;
});
afterAll(() => connector.stop());

const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
const dunning = (resource: string, operation: string, parameters = {}) => ({
  type: 'dunning',
  parameters: { resource, operation, ...parameters },
});

test('a number that an expression gives as text, as tables do, is a number', async () => {
  await createDebtor(connector, 'N-1', planId);
  const promise = dunning('invoice', 'promise', {
    invoiceId: locator('externalId', 'INV-N-1'),
    date: '2026-12-01',
    options: { amount: '={{ $json.amount }}' },
  });
  const promised = await runWorkflow(connector, { Promise: promise }, { input: [{ amount: '50000' }] });
  expect(promised.json('Promise')).toMatchObject([{ promise: { amount: 50_000 } }]);

  const run = {
    type: 'dunningPlanStep',
    parameters: { operation: 'run', options: { maximumMessages: '={{ $json.most }}' } },
  };
  const dry = await runWorkflow(connector, { Run: run }, { input: [{ most: '5' }], mode: 'manual' });
  expect(dry.json('Run')).toMatchObject([{ dryRun: true }]);
});

test('several choices that an expression gives as text are taken apart at their commas', async () => {
  await createDebtor(connector, 'N-2', null);
  const adHoc = dunning('action', 'create', {
    customerId: locator('externalId', 'N-2'),
    channel: 'email',
    templateSource: 'own',
    subject: 'A word',
    body: 'Dear customer',
    options: { recipients: '={{ $json.to }}' },
  });
  const sent = await runWorkflow(connector, { Mail: adHoc }, { input: [{ to: 'main' }] });
  expect(sent.json('Mail')).toMatchObject([{ status: 'executed', message: { to: ['n-2@example.com'] } }]);

  const upsert = dunning('customer', 'upsert', {
    externalId: 'N-2',
    additionalFields: { paymentMethods: '={{ $json.methods }}' },
  });
  const saved = await runWorkflow(connector, { Save: upsert }, { input: [{ methods: 'card, sepaDebit' }] });
  expect(saved.error).toBeUndefined();
  const customer = await connector.call<{ paymentMethods: string[] }>('GET', '/v1/customers/external:N-2');
  expect(customer.paymentMethods).toEqual(['card', 'sepaDebit']);
});

test('a filter whose field an expression names compares a custom field by its type', async () => {
  await connector.call('POST', '/v1/custom-fields', { key: 'seats', type: 'number', label: 'Seats' });
  await createDebtor(connector, 'N-3', null);
  await connector.call('PUT', '/v1/customers/external:N-3', { customFields: { seats: 12 } });
  const list = dunning('customer', 'getAll', {
    conditions: { filter: [{ field: '={{ $json.field }}', operator: 'above', value: '9' }] },
  });
  const run = await runWorkflow(connector, { List: list }, { input: [{ field: 'custom.seats' }] });
  expect(run.json('List')).toMatchObject([{ externalId: 'N-3' }]);
});

test.each([
  ['an empty external ID', { customerExternalId: '' }],
  ['none at all', { customerExternalId: null }],
])('a row with %s is of the customer whose ID it has', async (_, columns) => {
  const { customerId } = await createDebtor(connector, `N-4-${String(columns.customerExternalId)}`, null);
  const row = {
    ...{ externalId: `R-${String(columns.customerExternalId)}`, number: 'R-1', customerId, ...columns },
    ...{ issuedAt: '2026-11-01', dueDate: '2026-12-01', currency: 'EUR', grossAmount: 100 },
  };
  const save = dunning('invoice', 'upsert', { dataToSend: 'inputItem' });
  const run = await runWorkflow(connector, { Save: save }, { input: [row] });
  expect(run.error).toBeUndefined();
  expect(run.json('Save')).toMatchObject([{ status: 'created' }]);
});
