import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { loadOptions, runWorkflow, searchList } from './harness.ts';
import { createDebtor, createInvoicePlan, createPlan, NOW } from './ledger.ts';

let connector: RunningConnector;
let planId: string;

beforeEach(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
  planId = (await createPlan(connector)).id;
});
afterEach(() => connector.stop());

const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
const assign = (parameters: object) => ({
  type: 'assignPlan',
  parameters: { planId: locator('list', planId), ...parameters },
});
const matching = (...filter: object[]) => ({ assignTo: 'filter', customerFilters: { filter } });
const planOf = async (path: string) =>
  (await connector.call<{ dunningPlanId: string | null }>('GET', path)).dunningPlanId;
const update = (externalId: string, body: object) =>
  connector.call('PUT', `/v1/customers/external:${externalId}`, body);

test('A1: goes to every customer whom the filters find, custom fields compared by their type', async () => {
  await connector.call('POST', '/v1/custom-fields', { key: 'seats', type: 'number', label: 'Seats' });
  for (const [index, id] of ['C-1', 'C-2', 'C-3'].entries()) {
    await createDebtor(connector, id, null);
    await update(id, { country: id === 'C-3' ? 'DE' : 'FR', customFields: { seats: index + 1 } });
  }
  const french = { field: 'country', operator: 'is', value: 'FR, BE' };
  const large = { field: 'custom.seats', operator: 'above', value: '1' };
  const run = await runWorkflow(connector, { Assign: assign(matching(french, large)) }, { input: [{}, {}] });
  expect(run.error).toBeUndefined();
  expect(run.json('Assign')).toMatchObject([{ dryRun: false, assigned: 1, refused: [] }]);
  const plans = ['C-1', 'C-2', 'C-3'].map((id) => planOf(`/v1/customers/external:${id}`));
  expect(await Promise.all(plans)).toEqual([null, planId, null]);
});

test('filters offer lists for plans, people, scores and statuses, and an empty field has an operator', async () => {
  await createDebtor(connector, 'C-1', null);
  await createDebtor(connector, 'C-2', planId);
  await update('C-1', { paymentMethods: ['sepaDebit'] });
  const run = await runWorkflow(connector, {
    Assign: assign({
      ...matching(
        { field: 'dunningPlanId', operator: 'is', planIds: ['none'] },
        { field: 'paymentMethods', operator: 'is', paymentMethods: ['sepaDebit', 'card'] },
        { field: 'invoices.status', operator: 'is', statuses: ['overdue'] },
        { field: 'excluded', operator: 'is', flag: false },
        { field: 'country', operator: 'isEmpty' },
      ),
      options: { dryRun: true },
    }),
  });
  expect(run.json('Assign')).toMatchObject([{ dryRun: true, assigned: 1, changes: [{ externalId: 'C-1' }] }]);
  expect(run.hints('Assign')[0]?.message).toMatch(/^Dry run: nothing was assigned/);
  expect(await planOf('/v1/customers/external:C-1')).toBeNull();
});

test('no filter is an error, never everybody; a filter without a value is named', async () => {
  await createDebtor(connector, 'C-1', null);
  const none = await runWorkflow(connector, { Assign: assign(matching()) });
  expect(none.error?.message).toBe('No filter is set');
  const incomplete = await runWorkflow(connector, {
    Assign: assign(matching({ field: 'country', operator: 'is', value: '' })),
  });
  expect(incomplete.error?.message).toBe('A filter is not complete');
  expect(incomplete.error?.description).toMatch(/Filter 1: choose a value for “country”/);
  expect(await planOf('/v1/customers/external:C-1')).toBeNull();
});

test('A8: overdue invoices get an invoice-level plan; ASG-4: who is collected on at both levels is said in a hint', async () => {
  const ofInvoices = (await createInvoicePlan(connector)).id;
  await createDebtor(connector, 'C-1', planId);
  const run = await runWorkflow(connector, {
    Assign: assign({
      level: 'invoice',
      planId: locator('list', ofInvoices),
      assignTo: 'filter',
      invoiceFilters: {
        filter: [
          { field: 'status', operator: 'is', statuses: ['overdue'] },
          { field: 'customer.name', operator: 'is', value: '"Customer C-1"' },
        ],
      },
    }),
  });
  expect(run.error).toBeUndefined();
  expect(run.json('Assign')).toMatchObject([{ assigned: 1 }]);
  expect(run.hints('Assign')[0]?.message).toMatch(/collected on at both levels/);
  expect(await planOf('/v1/invoices/external:INV-C-1')).toBe(ofInvoices);
});

test('R8: each input item’s invoice gets the plan, or none', async () => {
  const ofInvoices = (await createInvoicePlan(connector)).id;
  await createDebtor(connector, 'C-1', null);
  const toInvoice = (plan: string) =>
    assign({
      level: 'invoice',
      planId: locator('list', plan),
      invoiceId: locator('externalId', '={{ $json.invoice }}'),
    });
  const input = [{ invoice: 'INV-C-1' }];
  const run = await runWorkflow(connector, { Assign: toInvoice(ofInvoices) }, { input });
  expect(run.json('Assign')).toMatchObject([
    { invoice: 'external:INV-C-1', dunningPlanId: ofInvoices, assigned: true, warnings: [] },
  ]);
  expect(await planOf('/v1/invoices/external:INV-C-1')).toBe(ofInvoices);
  await runWorkflow(connector, { Assign: toInvoice('none') }, { input });
  expect(await planOf('/v1/invoices/external:INV-C-1')).toBeNull();
});

test('a customer-level plan for an invoice is refused with the reason', async () => {
  await createDebtor(connector, 'C-1', null);
  const run = await runWorkflow(connector, {
    Assign: assign({ level: 'invoice', invoiceId: locator('externalId', 'INV-C-1') }),
  });
  expect(run.error?.message).toBeTruthy();
  expect(`${run.error?.message} ${run.error?.description}`).toMatch(/level/);
});

test('A7: Keep the Plan assigns account managers alone, and says so when there are none', async () => {
  const user = await connector.call<{ id: string }>('POST', '/v1/users', { name: 'Ada', email: 'ada@example.com' });
  await createDebtor(connector, 'C-1', planId);
  const keep = { planId: locator('list', 'keep'), customerId: locator('externalId', 'C-1') };
  const run = await runWorkflow(connector, { Assign: assign({ ...keep, options: { accountManagers: [user.id] } }) });
  expect(run.error).toBeUndefined();
  expect(await connector.call('GET', '/v1/customers/external:C-1')).toMatchObject({
    dunningPlanId: planId,
    accountManagers: [user.id],
  });
  const nothing = await runWorkflow(connector, { Assign: assign(keep) });
  expect(nothing.error?.message).toBe('Nothing is to be assigned');
});

test('the field lists hold the standard and the custom fields, those of invoices also their customers’', async () => {
  await connector.call('POST', '/v1/custom-fields', { key: 'tier', type: 'select', options: ['gold'], label: 'Tier' });
  const ofCustomers = await loadOptions(connector, 'assignPlan', 'getCustomerFields');
  expect(ofCustomers).toContainEqual({ name: 'Tier (Custom Field)', value: 'custom.tier' });
  expect(ofCustomers).toContainEqual({ name: 'Score', value: 'score' });
  const ofInvoices = await loadOptions(connector, 'assignPlan', 'getInvoiceFields');
  expect(ofInvoices).toContainEqual({ name: 'Status', value: 'status' });
  expect(ofInvoices).toContainEqual({ name: 'Customer: Tier (Custom Field)', value: 'customer.custom.tier' });
});

test.each(['customer', 'invoice'])('the connector takes every field of the list of %ss', async (level) => {
  const method = level === 'customer' ? 'getCustomerFields' : 'getInvoiceFields';
  for (const { value } of await loadOptions(connector, 'assignPlan', method)) {
    const where = [{ field: value, operator: 'is', values: [null] }];
    const body = { dunningPlanId: null, filter: { level, where }, dryRun: true };
    await expect(connector.call('POST', '/v1/assignments', body)).resolves.toMatchObject({ refused: [] });
  }
});

test('the plan list of invoices offers invoice-level plans and No Plan', async () => {
  const { id } = await createInvoicePlan(connector);
  const found = await searchList(connector, 'assignPlan', 'searchInvoicePlans');
  expect(found.results).toEqual([
    { name: 'No Plan', value: 'none' },
    { name: 'Per invoice', value: id },
  ]);
});
