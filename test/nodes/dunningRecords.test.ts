import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { loadOptions, runWorkflow } from './harness.ts';
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
const ofCustomer = (externalId: string) => ({ customerId: locator('externalId', externalId) });

test('CUS-3: a contact is added, changed, marked invalid, validated, listed and deleted', async () => {
  await createDebtor(connector, 'K-1', planId);
  const added = await runWorkflow(connector, {
    Add: dunning('contact', 'add', {
      ...ofCustomer('K-1'),
      email: 'boss@k-1.example',
      fields: { position: 'purchaser', firstName: 'Ada', externalId: 'CT-1' },
    }),
  });
  expect(added.error).toBeUndefined();
  expect(added.json('Add')).toMatchObject([{ email: 'boss@k-1.example', position: 'purchaser', firstName: 'Ada' }]);

  const contactId = locator('externalId', 'CT-1');
  const run = await runWorkflow(connector, {
    Update: dunning('contact', 'update', { contactId, fields: { firstName: '', phone: '+33 1 02 03' } }),
    Invalidate: dunning('contact', 'invalidate', { contactId, reason: '550 No such user' }),
    List: dunning('contact', 'getAll', ofCustomer('K-1')),
  });
  expect(run.json('Update')).toMatchObject([{ firstName: null, phone: '+33 1 02 03', email: 'boss@k-1.example' }]);
  expect(run.json('List')).toContainEqual(
    expect.objectContaining({ externalId: 'CT-1', isInvalid: true, invalidReason: '550 No such user' }),
  );
  const after = await runWorkflow(connector, {
    Validate: dunning('contact', 'validate', { contactId }),
    Delete: dunning('contact', 'delete', { contactId }),
    List: dunning('contact', 'getAll', ofCustomer('K-1')),
  });
  expect(after.error).toBeUndefined();
  expect(after.json('Delete')).toEqual([{ deleted: true }]);
  expect(after.json('List')).toHaveLength(1);
});

test('C12: notes are added and read, the newest first, and stand in the timeline', async () => {
  await createDebtor(connector, 'N-1', planId);
  const add = (body: string, additionalFields = {}) =>
    dunning('note', 'add', { ...ofCustomer('N-1'), body, additionalFields });
  const run = await runWorkflow(connector, {
    One: add('They change banks in December'),
    Two: add('About the invoice', { invoiceId: locator('externalId', 'INV-N-1') }),
    All: dunning('note', 'getAll', ofCustomer('N-1')),
    OfInvoice: {
      ...dunning('note', 'getAll', { ...ofCustomer('N-1'), filters: { invoiceId: locator('externalId', 'INV-N-1') } }),
      from: 'All',
    },
    Timeline: { ...dunning('customer', 'timeline', { ...ofCustomer('N-1'), returnAll: true }), from: 'All' },
  });
  expect(run.error).toBeUndefined();
  expect(run.json('All').map(({ body }) => body)).toEqual(['About the invoice', 'They change banks in December']);
  expect(run.json('OfInvoice')).toHaveLength(1);
  expect(run.json('Timeline').map(({ type }) => type)).toEqual(
    expect.arrayContaining(['noteAdded', 'invoiceImported', 'customerCreated']),
  );
});

test('users are created, updated and listed', async () => {
  const upsert = (name: string) =>
    dunning('user', 'upsert', {
      externalId: 'SF-1',
      name,
      email: 'nathan@example.com',
      additionalFields: { role: 'admin', position: 'financeUser' },
    });
  await runWorkflow(connector, { User: upsert('Nathan') });
  const run = await runWorkflow(connector, {
    User: upsert('Nathan Smith'),
    All: dunning('user', 'getAll', { filters: { search: 'nathan' } }),
  });
  expect(run.error).toBeUndefined();
  expect(run.json('All')).toMatchObject([{ name: 'Nathan Smith', role: 'admin', position: 'financeUser' }]);
});

describe('custom fields', () => {
  test('CUS-4: are defined with their options, and customers get values of their type', async () => {
    const create = (key: string, type: string, choices = '') =>
      dunning('customField', 'create', { key, type, choices, additionalFields: { label: `The ${key}` } });
    const defined = await runWorkflow(connector, {
      Tier: create('tier', 'select', 'gold, silver'),
      Seats: create('seats', 'number'),
      Tags: create('tags', 'multiSelect', 'vip, late'),
      Trial: create('trial', 'boolean'),
    });
    expect(defined.error).toBeUndefined();
    const value = (key: string, text: string) => ({ key, value: text });
    const upsert = dunning('customer', 'upsert', {
      externalId: 'F-1',
      name: 'Fielded',
      additionalFields: {
        customFields: {
          field: [value('tier', 'gold'), value('seats', '12.5'), value('tags', 'vip, late'), value('trial', 'true')],
        },
        paymentMethods: ['card'],
      },
    });
    const run = await runWorkflow(connector, {
      Upsert: upsert,
      Fields: dunning('customField', 'getAll', { returnAll: true }),
    });
    expect(run.error).toBeUndefined();
    expect(run.json('Fields').map(({ key }) => key)).toEqual(
      expect.arrayContaining(['tier', 'seats', 'tags', 'trial']),
    );
    expect(await connector.call('GET', '/v1/customers/external:F-1')).toMatchObject({
      customFields: { tier: 'gold', seats: 12.5, tags: ['vip', 'late'], trial: true },
      paymentMethods: ['card'],
    });
    expect(await loadOptions(connector, 'dunning', 'getCustomFields')).toContainEqual({
      name: 'The tier',
      value: 'tier',
    });
  });

  test('a value that is none of the options is refused with the field', async () => {
    const upsert = dunning('customer', 'upsert', {
      externalId: 'F-2',
      name: 'Wrong',
      additionalFields: { customFields: { field: [{ key: 'tier', value: 'bronze' }] } },
    });
    expect((await runWorkflow(connector, { Upsert: upsert })).error?.description).toMatch(/customFields.tier/);
  });
});

describe('lists and many at once', () => {
  beforeAll(async () => {
    for (const [id, country] of Object.entries({ 'M-1': 'FR', 'M-2': 'BE', 'M-3': 'DE' })) {
      await createDebtor(connector, id, null);
      await connector.call('PUT', `/v1/customers/external:${id}`, { country });
    }
  });
  const countries = (value: string) => ({ filter: [{ field: 'country', operator: 'is', value }] });

  test('C1: Get Many of customers keeps to its conditions, its saved view and its order', async () => {
    const view = await connector.call<{ id: string }>('POST', '/v1/views', {
      name: 'French speakers',
      list: 'customers',
      filter: [{ field: 'country', operator: 'is', values: ['FR', 'BE'] }],
    });
    const getMany = (parameters: object) => dunning('customer', 'getAll', parameters);
    const run = await runWorkflow(connector, {
      Conditions: getMany({ conditions: countries('FR, DE'), options: { sort: '-name' } }),
      View: { ...getMany({ filters: { view: view.id, search: 'M-' }, options: { sort: 'name' } }), from: 'Input' },
    });
    expect(run.error).toBeUndefined();
    expect(run.json('Conditions').map(({ externalId }) => externalId)).toEqual(['M-3', 'M-1']);
    expect(run.json('View').map(({ externalId }) => externalId)).toEqual(['M-1', 'M-2']);
    expect(await loadOptions(connector, 'dunning', 'getCustomerViews')).toContainEqual({
      name: 'French speakers',
      value: view.id,
    });
  });

  test('Get Many of invoices compares days and amounts', async () => {
    const conditions = {
      filter: [
        { field: 'dueDate', operator: 'below', value: '2026-11-10' },
        { field: 'outstanding', operator: 'above', value: '124999' },
        { field: 'customer.country', operator: 'is', value: 'BE' },
      ],
    };
    const run = await runWorkflow(connector, { Get: dunning('invoice', 'getAll', { conditions }) });
    expect(run.json('Get').map(({ number }) => number)).toEqual(['INV-M-2']);
  });

  test('C10: Change Many changes nothing on a dry run, which is the default, then everybody whom the filters find', async () => {
    const change = (dryRun?: boolean) =>
      dunning('customer', 'changeMany', {
        conditions: countries('BE, DE'),
        changes: { paymentMethods: ['sepaDebit'], language: 'de' },
        ...(dryRun === undefined ? {} : { dryRun }),
      });
    const dry = await runWorkflow(connector, { Change: change() });
    expect(dry.json('Change')).toMatchObject([{ dryRun: true, changed: 2 }]);
    expect(await connector.call('GET', '/v1/customers/external:M-3')).toMatchObject({ language: 'en' });
    await runWorkflow(connector, { Change: change(false) });
    expect(await connector.call('GET', '/v1/customers/external:M-3')).toMatchObject({
      language: 'de',
      paymentMethods: ['sepaDebit'],
    });
    expect(await connector.call('GET', '/v1/customers/external:M-1')).toMatchObject({ language: 'en' });
  });
});

test('CUS-2: a customer is excluded and included again', async () => {
  await createDebtor(connector, 'X-1', planId);
  const excluded = await runWorkflow(connector, { E: dunning('customer', 'exclude', ofCustomer('X-1')) });
  expect(excluded.json('E')).toMatchObject([{ excluded: true }]);
  const included = await runWorkflow(connector, { I: dunning('customer', 'include', ofCustomer('X-1')) });
  expect(included.json('I')).toMatchObject([{ excluded: false }]);
});

test('EVT-1: events are read by type and customer', async () => {
  const { customerId } = await createDebtor(connector, 'V-1', planId);
  const filters = { type: 'customerCreated', customerId: locator('id', customerId) };
  const run = await runWorkflow(connector, { Events: dunning('event', 'getAll', { filters }) });
  expect(run.json('Events')).toMatchObject([{ type: 'customerCreated', customerId, data: { externalId: 'V-1' } }]);
});

describe('CSV files', () => {
  const file = (text: string) => ({
    type: 'n8n-nodes-base.convertToFile',
    parameters: { operation: 'toText', sourceProperty: 'text', options: { fileName: text } },
  });
  const importing = (parameters = {}) => dunning('csvFile', 'import', { records: 'customers', ...parameters });

  test('customers come from a file with semicolons; a refused line stops no other and is named', async () => {
    const text = 'externalId;name;country\nS-1;"Dupont; SA";FR\nS-2;;XX\nS-3;Müller GmbH;DE\n';
    const flow = (parameters = {}) => ({ File: file('customers.csv'), Import: importing(parameters) });
    const dry = await runWorkflow(connector, flow({ dryRun: true }), { input: [{ text }] });
    expect(dry.json('Import')).toMatchObject([{ dryRun: true, created: 2, refused: 1 }]);
    const run = await runWorkflow(connector, flow(), { input: [{ text }] });
    expect(run.error).toBeUndefined();
    expect(run.json('Import')).toMatchObject([{ dryRun: false, created: 2, refused: 1, results: [{ line: 3 }] }]);
    expect(run.hints('Import')[0]?.message).toMatch(/1 lines were refused/);
    expect(await connector.call('GET', '/v1/customers/external:S-1')).toMatchObject({ name: 'Dupont; SA' });
  });

  test('an item per line says what became of it', async () => {
    const text = 'externalId,name\nS-10,Ten\n';
    const nodes = { File: file('a.csv'), Import: importing({ shape: 'lines' }) };
    const run = await runWorkflow(connector, nodes, { input: [{ text }] });
    expect(run.json('Import')).toMatchObject([{ line: 2, status: 'created' }]);
  });

  test('an export imported again changes nothing', async () => {
    const run = await runWorkflow(connector, {
      Export: dunning('csvFile', 'export', { records: 'customers', options: { separator: ';', forExcel: true } }),
      Import: importing(),
    });
    expect(run.error).toBeUndefined();
    expect(run.output('Export')[0]?.binary?.data).toMatchObject({ fileName: 'customers.csv', mimeType: 'text/csv' });
    expect(run.json('Import')).toMatchObject([{ created: 0, updated: 0, refused: 0 }]);
    expect(run.json('Import')[0]?.unchanged).toBeGreaterThan(0);
  });

  test('a file that is none of customers is said', async () => {
    const nodes = { File: file('b.csv'), Import: importing() };
    const run = await runWorkflow(connector, nodes, { input: [{ text: 'colour,shape\nred,round\n' }] });
    expect(run.error?.message).toBeTruthy();
  });
});
