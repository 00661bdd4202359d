import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chargebeeEvent } from '../sources/chargebee/events.ts';
import * as objects from '../sources/chargebee/objects.ts';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { runWorkflow } from './harness.ts';
import { NOW } from './ledger.ts';

let connector: RunningConnector;
beforeAll(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
});
afterAll(() => connector.stop());

const importFrom = (operation: string, parameters = {}) => ({
  type: 'dunning',
  parameters: { resource: 'import', operation, ...parameters },
});
const customer = objects.customer('C-1', { resource_version: 1 });
const invoice = objects.invoice('I-1', 'C-1', { resource_version: 2 });

test('events of the Chargebee Trigger are recorded with nothing mapped, and repeats change nothing', async () => {
  const input = [
    chargebeeEvent('ev_1', 'customer_created', { customer }),
    chargebeeEvent('ev_2', 'invoice_generated', { invoice }),
    chargebeeEvent('ev_3', 'coupon_created', { coupon: { id: 'X' } }),
  ] as IDataObject[];
  const first = await runWorkflow(connector, { Import: importFrom('chargebee') }, { input });
  expect(first.error).toBeUndefined();
  expect(first.json('Import')).toEqual([
    { status: 'created', records: [{ kind: 'customer', externalId: 'C-1', status: 'created' }] },
    { status: 'created', records: [{ kind: 'invoice', externalId: 'I-1', status: 'created' }] },
    { status: 'unchanged', records: [] },
  ]);
  expect(first.output('Import').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
  const second = await runWorkflow(connector, { Import: importFrom('chargebee') }, { input });
  expect(second.json('Import').map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'unchanged']);
});

test('an event that stands elsewhere than in the item itself is named by an expression', async () => {
  const body = chargebeeEvent('ev_1', 'customer_changed', {
    customer: { ...customer, company: 'New', resource_version: 9 },
  });
  const run = await runWorkflow(
    connector,
    { Import: importFrom('chargebee', { event: '={{ $json.body }}' }) },
    { input: [{ body }] as IDataObject[] },
  );
  expect(run.json('Import')).toMatchObject([{ status: 'updated' }]);
});

test('a refused event is an error of its item, with what is wrong and what to do; the others are recorded', async () => {
  const unknown = objects.invoice('I-9', 'C-9', { resource_version: 3 });
  const input = [
    chargebeeEvent('ev_9', 'invoice_generated', { invoice: unknown }),
    chargebeeEvent('ev_2', 'invoice_generated', { invoice: { ...invoice, resource_version: 4, total: 13_000 } }),
  ] as IDataObject[];
  const run = await runWorkflow(
    connector,
    { Import: { ...importFrom('chargebee'), onError: 'continueRegularOutput' } },
    { input },
  );
  const [refused, updated] = run.json('Import');
  expect(refused!.error).toContain('The connector refused the event ev_9');
  expect(JSON.stringify(refused!.details)).toMatch(/There is no customer .*C-9/);
  expect(updated).toMatchObject({ status: 'updated' });
});

test('what is no object is said before anything is sent', async () => {
  const run = await runWorkflow(connector, { Import: importFrom('stripe', { event: '"text"' }) });
  expect(run.error?.message).toContain('The event is not a JSON object');
});
