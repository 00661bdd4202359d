import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { runWorkflow, searchList } from './harness.ts';
import { createDebtor, createPlan, NOW } from './ledger.ts';

let connector: RunningConnector;

beforeEach(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
});
afterEach(() => connector.stop());

const dunning = (resource: string, operation: string, parameters = {}) => ({
  type: 'dunning',
  parameters: { resource, operation, ...parameters },
});
const fromInput = { dataToSend: 'inputItem' };
const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
const invoiceRow = (n: number, changes = {}) => ({
  externalId: `INV-${n}`,
  number: `INV-${n}`,
  customerExternalId: 'C-1',
  issuedAt: '2026-10-10',
  dueDate: '2026-11-09',
  currency: 'EUR',
  grossAmount: 12_500,
  ...changes,
});

describe('Create or Update', () => {
  test('takes a customer field by field, contacts and plan included', async () => {
    const plan = await createPlan(connector);
    const run = await runWorkflow(
      connector,
      {
        Upsert: dunning('customer', 'upsert', {
          externalId: '={{ $json.id }}',
          name: '={{ $json.company }}',
          additionalFields: {
            language: 'fr',
            country: '',
            formOfAddress: 'informal',
            dunningPlanId: locator('list', plan.id),
            contacts: {
              contact: [{ email: '={{ $json.mail }}', firstName: '', isMain: true, position: 'accounting' }],
            },
            customFields: { field: [{ key: 'segment', value: 'gold' }] },
          },
        }),
      },
      { input: [{ id: 'C-1', company: 'Dupont SA', mail: 'compta@dupont.example' }] },
    );
    expect(run.error).toBeUndefined();
    expect(run.output('Upsert')).toMatchObject([
      { json: { externalId: 'C-1', status: 'created' }, pairedItem: { item: 0 } },
    ]);
    const customer = await connector.call('GET', '/v1/customers/external:C-1');
    expect(customer).toMatchObject({
      name: 'Dupont SA',
      language: 'fr',
      formOfAddress: 'informal',
      dunningPlanId: plan.id,
      contacts: [{ email: 'compta@dupont.example', isMain: true, position: 'accounting' }],
      customFields: { segment: 'gold' },
    });
  });

  test('says created, updated and unchanged', async () => {
    const upsert = async (name: string) =>
      (
        await runWorkflow(
          connector,
          { U: dunning('customer', 'upsert', fromInput) },
          { input: [{ externalId: 'C-1', name }] },
        )
      ).json('U')[0]?.status;
    expect([await upsert('Dupont'), await upsert('Dupont SA'), await upsert('Dupont SA')]).toEqual([
      'created',
      'updated',
      'unchanged',
    ]);
  });

  test('one bad record among 1,100 items in two batches: the others are saved, the error names its item', async () => {
    await createDebtor(connector, 'C-1', null);
    const input = Array.from({ length: 1_100 }, (_, n) => invoiceRow(n, n === 500 ? { dueDate: '2026-10-01' } : {}));
    const upsert = dunning('invoice', 'upsert', fromInput);

    const stopped = await runWorkflow(connector, { U: upsert }, { input });
    expect(stopped.error).toMatchObject({ context: { itemIndex: 500 } });
    expect(stopped.error?.message).toMatch(/INV-500.*1099 of 1100 records were saved/);
    expect(stopped.error?.description).toMatch(/dueDate/);

    const run = await runWorkflow(connector, { U: { ...upsert, onError: 'continueRegularOutput' } }, { input });
    expect(run.output('U')).toHaveLength(1_100);
    run.output('U').forEach(({ pairedItem }, n) => expect(pairedItem).toEqual({ item: n }));
    expect(run.json('U')[499]).toMatchObject({ externalId: 'INV-499', status: 'unchanged' });
    expect(run.json('U')[500]).toMatchObject({ error: expect.stringContaining('INV-500') as string });
    expect(run.json('U')[1_099]).toMatchObject({ status: 'unchanged' });
  });

  test('leaves out the columns of a table that are no fields, says which, and does not change the input', async () => {
    await createDebtor(connector, 'C-1', null);
    const row = invoiceRow(1, { row_number: 7, comment: 'late again', title: '' });
    const run = await runWorkflow(connector, { U: dunning('invoice', 'upsert', fromInput) }, { input: [row] });
    expect(run.error).toBeUndefined();
    expect(run.hints('U')[0]?.message).toMatch(/left out: comment, row_number/);
    expect(run.json('Input')[0]).toEqual(row);
  });

  test('MON-1: decimal amounts become minor units with the decimals of their currency', async () => {
    await createDebtor(connector, 'C-1', null);
    const input = [
      invoiceRow(1, { grossAmount: 12.5 }),
      invoiceRow(2, { grossAmount: '1,250.00' }),
      invoiceRow(3, { grossAmount: '1250', currency: 'JPY' }),
      invoiceRow(4, { grossAmount: '1.234', currency: 'KWD' }),
    ];
    const upsert = dunning('invoice', 'upsert', { ...fromInput, amountFormat: 'decimalPoint' });
    const run = await runWorkflow(connector, { U: upsert }, { input });
    expect(run.error).toBeUndefined();
    const amounts = await Promise.all(
      [1, 2, 3, 4].map(async (n) => (await connector.call('GET', `/v1/invoices/external:INV-${n}`)).grossAmount),
    );
    expect(amounts).toEqual([1_250, 125_000, 1_250, 1_234]);
  });

  test('an amount with too many decimals is refused before anything is sent', async () => {
    await createDebtor(connector, 'C-1', null);
    const upsert = dunning('invoice', 'upsert', { ...fromInput, amountFormat: 'decimalPoint' });
    const run = await runWorkflow(
      connector,
      { U: upsert },
      { input: [invoiceRow(1), invoiceRow(2, { grossAmount: '12.505' })] },
    );
    expect(run.error).toMatchObject({ context: { itemIndex: 1 } });
    expect(run.error?.description).toMatch(/grossAmount: "12.505" has 3 decimals, EUR has 2/);
    await expect(connector.call('GET', '/v1/invoices/external:INV-1')).rejects.toThrow('404');
  });

  test('DAT-1: a date with a time counts as the day that is written', async () => {
    await createDebtor(connector, 'C-1', null);
    const upsert = dunning('invoice', 'upsert', {
      externalId: 'INV-1',
      number: 'INV-1',
      customer: locator('externalId', 'C-1'),
      issuedAt: '2026-10-10T00:00:00',
      dueDate: "={{ DateTime.fromISO('2026-11-09T23:30:00', { zone: 'America/New_York' }) }}",
      currency: 'EUR',
      grossAmount: '12500',
    });
    const run = await runWorkflow(connector, { U: upsert });
    expect(run.error).toBeUndefined();
    expect(await connector.call('GET', '/v1/invoices/external:INV-1')).toMatchObject({
      issuedAt: '2026-10-10',
      dueDate: '2026-11-09',
      grossAmount: 12_500,
    });
  });

  test('a payment is applied to the invoices that it names; the same one sent twice counts once', async () => {
    const { invoiceId } = await createDebtor(connector, 'C-1', null);
    const pay = dunning('payment', 'upsert', {
      externalId: 'P-1',
      customer: locator('externalId', 'C-1'),
      amount: '1250,00',
      amountFormat: 'decimalComma',
      currency: 'EUR',
      paidAt: '2026-11-20',
      appliedTo: { invoice: [{ by: 'externalId', invoice: 'INV-C-1', amount: '1.000,00' }] },
    });
    for (const status of ['created', 'unchanged']) {
      const run = await runWorkflow(connector, { Pay: pay });
      expect(run.error).toBeUndefined();
      expect(run.json('Pay')).toMatchObject([{ status, externalId: 'P-1' }]);
    }
    expect(await connector.call('GET', `/v1/invoices/${invoiceId}`)).toMatchObject({ outstanding: 25_000 });
    expect(await connector.call('GET', '/v1/customers/external:C-1')).toMatchObject({
      balances: [{ currency: 'EUR', outstanding: 0, unapplied: 25_000 }],
    });
  });

  test.each([
    ['creditNote', 'issuedAt'],
    ['refund', 'paidAt'],
  ])('a %s comes from a JSON record', async (resource, date) => {
    await createDebtor(connector, 'C-1', null);
    const record = {
      externalId: 'E-1',
      customer: { externalId: 'C-1' },
      amount: 500,
      currency: 'EUR',
      [date]: '2026-11-20',
    };
    const upsert = dunning(resource, 'upsert', { dataToSend: 'json', recordJson: JSON.stringify(record) });
    const run = await runWorkflow(connector, { U: upsert });
    expect(run.error).toBeUndefined();
    expect(run.json('U')).toMatchObject([{ status: 'created' }]);
  });
});

describe('reading', () => {
  test('Get finds a customer by external ID, simplified unless asked otherwise', async () => {
    await createDebtor(connector, 'C-1', null);
    const get = (parameters = {}) =>
      dunning('customer', 'get', { customerId: locator('externalId', '={{ $json.c }}'), ...parameters });
    const run = await runWorkflow(
      connector,
      { Simple: get(), Raw: { ...get({ simplify: false }), from: 'Input' } },
      { input: [{ c: 'C-1' }] },
    );
    expect(run.json('Simple')[0]).toMatchObject({ externalId: 'C-1', name: 'Customer C-1' });
    expect(run.json('Simple')[0]).not.toHaveProperty('contacts');
    expect(run.json('Raw')[0]).toHaveProperty('contacts');
  });

  test('an unknown external ID is a 404 that names the item and what to check', async () => {
    const get = dunning('customer', 'get', { customerId: locator('externalId', '={{ $json.c }}') });
    const run = await runWorkflow(connector, { Get: get }, { input: [{ c: 'C-none' }] });
    expect(run.error).toMatchObject({ httpCode: '404', context: { itemIndex: 0 } });
    expect(run.error?.description).toMatch(/External ID/i);
  });

  test('Get Many pages inside the node', async () => {
    const customers = Array.from({ length: 1_050 }, (_, i) => ({ externalId: `C-${i}`, name: `Customer ${i}` }));
    for (const part of [customers.slice(0, 1_000), customers.slice(1_000)]) {
      await connector.call('POST', '/v1/customers/batch', { customers: part });
    }
    const getMany = (parameters: object) => dunning('customer', 'getAll', parameters);
    const all = await runWorkflow(connector, { Get: getMany({ returnAll: true }) });
    expect(new Set(all.json('Get').map(({ externalId }) => externalId)).size).toBe(1_050);
    const some = await runWorkflow(connector, { Get: getMany({ limit: 7 }) });
    expect(some.output('Get')).toHaveLength(7);
    expect(some.output('Get')[6]!.pairedItem).toEqual({ item: 0 });
  });

  test('Get Many of invoices and actions keeps to its filters', async () => {
    const plan = await createPlan(connector);
    const { invoiceId } = await createDebtor(connector, 'C-1', plan.id);
    await createDebtor(connector, 'C-2', plan.id);
    const run = await runWorkflow(connector, {
      Invoices: dunning('invoice', 'getAll', {
        filters: { customerId: locator('externalId', 'C-1'), status: 'overdue' },
      }),
      Planned: {
        ...dunning('action', 'getAll', { filters: { customerId: locator('externalId', 'C-2'), status: 'planned' } }),
        from: 'Input',
      },
    });
    expect(run.error).toBeUndefined();
    expect(run.json('Invoices').map(({ id }) => id)).toEqual([invoiceId]);
    expect(run.json('Planned')).toMatchObject([{ customer: { externalId: 'C-2' }, status: 'planned' }]);
  });

  test('the invoice list searches by number', async () => {
    const { invoiceId } = await createDebtor(connector, 'C-1', null);
    const found = await searchList(connector, 'dunning', 'searchInvoices', 'INV-C');
    expect(found.results).toEqual([{ name: 'INV-C-1 (overdue)', value: invoiceId }]);
  });
});

describe('Pause and Resume', () => {
  test.each(['customer', 'invoice'])('PAU-1: a %s is paused until a day and resumed', async (resource) => {
    const { customerId, invoiceId } = await createDebtor(connector, 'C-1', null);
    const id = resource === 'customer' ? customerId : invoiceId;
    const record = { [`${resource}Id`]: locator('id', id) };
    await runWorkflow(connector, { Pause: dunning(resource, 'pause', { ...record, until: '2026-12-01T00:00:00' }) });
    expect(await connector.call('GET', `/v1/${resource}s/${id}`)).toMatchObject({ pausedUntil: '2026-12-01' });
    const run = await runWorkflow(connector, { Resume: dunning(resource, 'resume', record) });
    expect(run.error).toBeUndefined();
    expect(await connector.call('GET', `/v1/${resource}s/${id}`)).toMatchObject({
      paused: false,
      pausedUntil: null,
    });
  });
});

describe('plans', () => {
  const form = {
    name: 'Built in n8n',
    logic: 'contextual',
    minimumContactDelayDays: 7,
    steps: {
      step: [
        {
          name: 'Before',
          days: -3,
          anchor: 'due',
          channel: 'email',
          mode: 'automatic',
          templateSource: 'own',
          subject: 'Soon',
          body: 'Due soon',
        },
        {
          name: 'Call',
          days: 10,
          anchor: 'due',
          channel: 'call',
          mode: 'manual',
          templateSource: 'own',
          subject: 'Call',
          body: 'Call them',
        },
      ],
    },
  };

  test('are created from a form, changed, and deleted', async () => {
    const created = await runWorkflow(connector, { Create: dunning('plan', 'create', form) });
    expect(created.error).toBeUndefined();
    const { id } = created.json('Create')[0] as { id: string };
    expect(await connector.call('GET', `/v1/plans/${id}`)).toMatchObject({
      logic: 'contextual',
      minimumContactDelayDays: 7,
      steps: [{ when: { anchor: 'due', days: -3 } }, { channel: 'call', mode: 'manual' }],
    });

    const planId = locator('id', id);
    const updated = await runWorkflow(connector, {
      Update: dunning('plan', 'update', { planId, ...form, name: 'Renamed' }),
    });
    expect(updated.json('Update')).toMatchObject([{ id, name: 'Renamed' }]);
    const deleted = await runWorkflow(connector, { Delete: dunning('plan', 'delete', { planId }) });
    expect(deleted.json('Delete')).toEqual([{ deleted: true }]);
  });

  test('PLN-6: deleting an assigned plan is refused with the connector’s reason', async () => {
    const plan = await createPlan(connector);
    await createDebtor(connector, 'C-1', plan.id);
    const run = await runWorkflow(connector, { Delete: dunning('plan', 'delete', { planId: locator('id', plan.id) }) });
    expect(run.error).toMatchObject({ httpCode: '409' });
    expect(run.error?.message).not.toMatch(/Request failed/);
  });

  test('a plan without steps is refused with the field that is wrong', async () => {
    const run = await runWorkflow(connector, {
      Create: dunning('plan', 'create', { definedWith: 'json', planJson: '{"name":"Empty","steps":[]}' }),
    });
    expect(run.error?.description).toMatch(/steps/);
  });
});
