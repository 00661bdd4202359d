import { describe, expect, test } from 'vitest';
import type { FilterInput } from '../../connector/src/domain/filter.ts';
import { databases } from '../support/databases.ts';
import { run } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Customer, Invoice, User } from './api/records.ts';
import { createPlan, pay, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

type Filters = readonly FilterInput[];

const is = (field: string, ...values: FilterInput['values']): FilterInput => ({ field, operator: 'is', values });
const isNot = (field: string, ...values: FilterInput['values']): FilterInput => ({ field, operator: 'isNot', values });
const above = (field: string, value: string | number): FilterInput => ({ field, operator: 'above', values: [value] });
const below = (field: string, value: string | number): FilterInput => ({ field, operator: 'below', values: [value] });
const query = (filters: Filters, more = '') => `filter=${encodeURIComponent(JSON.stringify(filters))}${more}`;

async function customers(api: Client, filters: Filters, more = ''): Promise<(string | null)[]> {
  return (await api.all<Customer>(`/v1/customers?${query(filters, more)}`)).map(({ externalId }) => externalId);
}

async function invoices(api: Client, filters: Filters, more = ''): Promise<(string | null)[]> {
  return (await api.all<Invoice>(`/v1/invoices?${query(filters, more)}`)).map(({ externalId }) => externalId);
}

/** C-1 in France owes 100.00, late; C-2 in Germany owes 300.00, not yet due; C-3 in France has paid 60 days late; C-4 has nothing. */
async function createLedger(api: Client): Promise<{ planId: string; userId: string }> {
  const { id: planId } = await createPlan(api);
  const { id: userId } = await api.post<User>('/v1/users', { name: 'Inès', email: 'ines@example.com' });
  await saveCustomer(api, 'C-1', { country: 'FR', dunningPlanId: planId, accountManagers: [userId] });
  await saveCustomer(api, 'C-2', {
    country: 'DE',
    paymentMethods: ['check'],
    customFields: { tier: 'gold', size: 12 },
  });
  await saveCustomer(api, 'C-3', { country: 'FR', customFields: { tier: 'Gold', size: 7 } });
  await saveCustomer(api, 'C-4', { contacts: [] });
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-13');
  await saveInvoice(api, 'C-2', 'I-2', '2026-12-13', { grossAmount: 30_000 });
  await saveInvoice(api, 'C-2', 'I-3', '2026-11-13', { grossAmount: 70_000, currency: 'USD' });
  await saveInvoice(api, 'C-3', 'I-4', '2026-08-13');
  await pay(api, 'C-3', 'P-1', '2026-10-12', { 'I-4': 10_000 });
  return { planId, userId };
}

describe.each(databases)('$name', (database) => {
  test('A1, C1: customers are found by every standard field and by custom fields, all filters together', async () => {
    const api = await start(database);
    const { planId, userId } = await createLedger(api);
    await run(api);
    const found: [Filters, string[]][] = [
      [[is('country', 'FR')], ['C-1', 'C-3']],
      [[isNot('country', 'FR')], ['C-2', 'C-4']],
      [[is('country', 'FR', null)], ['C-1', 'C-3', 'C-4']],
      [[is('country', 'FR'), above('overdue', 0)], ['C-1']],
      [[is('externalId', 'C-2'), is('source', 'api')], ['C-2']],
      // In the organisation's currency alone (MON-1).
      [[above('outstanding', 9_999)], ['C-1', 'C-2']],
      [[above('due', 0)], ['C-2']],
      [[is('overdue', 0)], ['C-2', 'C-3', 'C-4']],
      [[is('score', 'B')], ['C-3']],
      [[is('score', null)], ['C-1', 'C-2', 'C-4']],
      [[above('averagePaymentDelayDays', 59)], ['C-3']],
      [[is('dunningPlanId', planId)], ['C-1']],
      [[is('accountManagers', userId)], ['C-1']],
      [[is('accountManagers', null)], ['C-2', 'C-3', 'C-4']],
      [[is('paymentMethods', 'check')], ['C-2']],
      [[is('paymentMethods', 'card')], ['C-1', 'C-3', 'C-4']],
      [[is('invoices.status', 'overdue')], ['C-1', 'C-2']],
      [[isNot('invoices.status', 'overdue', null)], ['C-3']],
      [[is('contacts.position', null)], ['C-4']],
      [[is('custom.tier', 'gold')], ['C-2']],
      [[above('custom.size', 7)], ['C-2']],
      [[is('lastDunningDate', '2026-11-23')], ['C-1']],
      [[below('lastDunningDate', '2026-11-23')], []],
    ];
    for (const [filters, expected] of found)
      expect([filters, await customers(api, filters)]).toEqual([filters, expected]);
    expect(await customers(api, [is('country', 'FR')], '&search=C-3')).toEqual(['C-3']);
    expect(await customers(api, [is('country', 'FR')], `&dunningPlanId=${planId}`)).toEqual(['C-1']);
  });

  test('ASG-4: collectedAtBothLevels, excluded and paused are filters of the list', async () => {
    const api = await start(database);
    await createLedger(api);
    const { id } = await createPlan(api, { name: 'Per invoice', level: 'invoice' });
    await api.post('/v1/assignments', { dunningPlanId: id, invoices: ['external:I-1', 'external:I-2'] });
    await api.post('/v1/customers/external:C-2/pause', { until: '2026-11-24' });
    await api.post('/v1/customers/external:C-3/exclude');
    expect(await customers(api, [is('collectedAtBothLevels', true)])).toEqual(['C-1']);
    expect(await customers(api, [is('excluded', true)])).toEqual(['C-3']);
    expect(await customers(api, [is('paused', true)])).toEqual(['C-2']);
    expect(await customers(api, [isNot('paused', true)])).toEqual(['C-1', 'C-3', 'C-4']);
    await api.put('/v1/test-clock', { now: '2026-11-24T00:00:00Z' });
    expect(await customers(api, [is('paused', true)])).toEqual([]);
  });

  test('invoices are found by their own fields and by those of their customers', async () => {
    const api = await start(database);
    const { planId } = await createLedger(api);
    await api.post('/v1/invoices/external:I-3/dispute', { reason: 'goods' });
    const found: [Filters, string[]][] = [
      [[is('status', 'overdue', 'disputed')], ['I-1', 'I-3']],
      [[isNot('status', 'overdue', 'disputed')], ['I-2', 'I-4']],
      [[is('invoices.status', 'overdue'), is('country', 'FR')], ['I-1']],
      [[is('customer.country', 'FR')], ['I-1', 'I-4']],
      [[is('customer.dunningPlanId', planId)], ['I-1']],
      [[is('dunningPlanId', null)], ['I-1', 'I-2', 'I-3', 'I-4']],
      [[is('currency', 'USD')], ['I-3']],
      [[above('dueDate', '2026-11-13')], ['I-2']],
      [[below('issuedAt', '2026-08-01')], ['I-4']],
      [[above('daysLate', 10)], ['I-4']],
      [[is('daysLate', 10)], ['I-1', 'I-3']],
      [[above('outstanding', 10_000), isNot('currency', 'USD')], ['I-2']],
      [[is('custom.tier', 'gold')], ['I-2', 'I-3']],
      [[is('paidAt', '2026-10-12')], ['I-4']],
      [[is('number', 'I-2', 'I-9')], ['I-2']],
    ];
    for (const [filters, expected] of found)
      expect([filters, await invoices(api, filters)]).toEqual([filters, expected]);
    expect(await invoices(api, [], '&sort=-dueDate')).toEqual(['I-2', 'I-1', 'I-3', 'I-4']);
    expect(await invoices(api, [], '&sort=outstanding')).toEqual(['I-4', 'I-1', 'I-2', 'I-3']);
    expect(await invoices(api, [is('status', 'overdue')], '&customerId=external:C-1')).toEqual(['I-1']);
  });

  test('lists come in the order asked for; who has no such figure comes last either way', async () => {
    const api = await start(database);
    await createLedger(api);
    for (const [name, externalId] of [
      ['émile', 'C-5'],
      ['Zoé', 'C-6'],
      ['anna', 'C-7'],
      ['Anna', 'C-8'],
    ])
      await saveCustomer(api, externalId!, { name });
    await run(api);
    const orders: [string, string][] = [
      ['name', 'C-7 C-8 C-1 C-2 C-3 C-4 C-6 C-5'],
      ['-name', 'C-5 C-6 C-4 C-3 C-2 C-1 C-7 C-8'],
      ['-outstanding', 'C-2 C-1 C-3 C-4 C-5 C-6 C-7 C-8'],
      ['-overdue', 'C-1 C-2 C-3 C-4 C-5 C-6 C-7 C-8'],
      ['score', 'C-3 C-1 C-2 C-4 C-5 C-6 C-7 C-8'],
      ['-score', 'C-3 C-1 C-2 C-4 C-5 C-6 C-7 C-8'],
      ['averagePaymentDelayDays', 'C-3 C-1 C-2 C-4 C-5 C-6 C-7 C-8'],
      ['-lastDunningDate', 'C-1 C-2 C-3 C-4 C-5 C-6 C-7 C-8'],
    ];
    for (const [sort, expected] of orders) {
      expect([sort, (await customers(api, [], `&sort=${sort}`)).join(' ')]).toEqual([sort, expected]);
      const byTwo = await api.all<Customer>(`/v1/customers?sort=${sort}`, 2);
      expect([sort, byTwo.map(({ externalId }) => externalId).join(' ')]).toEqual([sort, expected]);
    }
  });

  test('a page begins behind the last record of the one before, whatever came and went', async () => {
    const api = await start(database);
    for (const name of ['b', 'd', 'f', 'h']) await saveCustomer(api, name, { name });
    const page = (cursor: string) =>
      api.get<{ data: Customer[]; nextCursor: string | null }>(`/v1/customers?sort=name&limit=2${cursor}`);
    const first = await page('');
    for (const name of ['a', 'c', 'e']) await saveCustomer(api, name, { name });
    await saveCustomer(api, 'd', { name: 'z' });
    const second = await page(`&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data].map(({ externalId }) => externalId)).toEqual(['b', 'd', 'e', 'f']);
    expect(await api.problem('GET', `/v1/customers?sort=-name&cursor=${first.nextCursor}`)).toMatchObject({
      status: 400,
      errors: [{ path: 'cursor' }],
    });
  });

  test('a filter or an order that the list does not know is a 400 that names the place', async () => {
    const api = await start(database);
    const bad: [string, string][] = [
      [
        query([is('country', 'FR'), { field: 'country', operator: 'like' as 'is', values: ['F'] }]),
        'filter.1.operator',
      ],
      [query([is('nmae', 'x')]), 'filter.0.field'],
      [query([is('country', 'FR'), isNot('custom.note', 'x')]), 'filter.1.operator'],
      [query([above('overdue', 'much')]), 'filter.0.values.0'],
      [query([is('country')]), 'filter.0.values'],
      ['filter=%7B', 'filter'],
      ['filter=7', 'filter'],
      ['sort=country', 'sort'],
      ['sort=--name', 'sort'],
    ];
    for (const [text, path] of bad) {
      for (const list of ['customers', 'invoices'])
        expect([text, await api.problem('GET', `/v1/${list}?${text}`)]).toMatchObject([
          text,
          { status: 400, errors: [{ path }] },
        ]);
    }
    expect(await api.problem('GET', `/v1/customers?${query([is('status', 'due')])}`)).toMatchObject({ status: 400 });
  });

  test('C7, C10: payment methods, custom fields and languages are set for many at once', async () => {
    const api = await start(database);
    await createLedger(api);
    await api.post('/v1/custom-fields', { key: 'region', type: 'select', options: ['north', 'south'] });
    await api.post('/v1/customers/external:C-3/exclude');
    const bulk = (body: object) => api.post('/v1/customers/bulk', body);
    const methods = async (name: string) => (await api.get<Customer>(`/v1/customers/external:${name}`)).paymentMethods;
    const set = {
      paymentMethods: { add: ['check', 'card'], remove: ['sepaDebit'] },
      customFields: { region: 'north' },
    };

    expect(await bulk({ filter: [is('country', 'FR')], set, dryRun: true })).toMatchObject({
      changed: 1,
      refusedCount: 1,
    });
    expect(await customers(api, [is('custom.region', 'north')])).toEqual([]);
    expect(await bulk({ filter: [is('country', 'FR')], set })).toMatchObject({
      changed: 1,
      unchanged: 0,
      refused: [{ id: expect.stringMatching(/^cus_/), reason: expect.stringMatching(/excluded/) }],
    });
    expect(await customers(api, [is('custom.region', 'north')])).toEqual(['C-1']);
    expect([await methods('C-1'), await methods('C-2')]).toEqual([['card', 'wireTransfer', 'check'], ['check']]);

    const { id } = await api.get<Customer>('/v1/customers/external:C-2');
    expect(
      await bulk({ customers: ['external:C-2', id, 'external:C-9'], set: { paymentMethods: null, language: 'de' } }),
    ).toMatchObject({ changed: 1, refused: [{ id: 'external:C-9' }] });
    expect(await api.get('/v1/customers/external:C-2')).toMatchObject({
      language: 'de',
      paymentMethods: ['card', 'sepaDebit', 'wireTransfer'],
    });
    for (const [body, path] of [
      [{ filter: [], set: { customFields: { region: 'west' } } }, 'set.customFields.region'],
      [{ filter: [], set: { paymentMethods: ['cash'] } }, 'set.paymentMethods'],
      [{ filter: [], set: {} }, 'set'],
      [{ set: { language: 'de' } }, 'customers'],
      [{ filter: [is('nobody', 1)], set: { language: 'de' } }, 'filter.0.field'],
    ] as const)
      expect([path, await api.problem('POST', '/v1/customers/bulk', { body })]).toMatchObject([
        path,
        { status: 400, errors: [{ path: expect.stringMatching(`^${path}`) }] },
      ]);
  });

  test('CUS-4: new customers get the organisation’s payment methods, and keep them when the default changes', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await api.put('/v1/settings', { paymentMethods: ['check'] });
    await saveCustomer(api, 'C-2');
    expect(await customers(api, [is('paymentMethods', 'check')])).toEqual(['C-2']);
    expect(await api.put('/v1/customers/external:C-1', { paymentMethods: null })).toMatchObject({
      paymentMethods: ['check'],
    });
  });

  test('filters take any whole number, and refuse text that no field can hold', async () => {
    const api = await start(database);
    await createLedger(api);
    expect(await customers(api, [below('unreadReplies', 9_007_199_254_740_991), is('country', 'DE')])).toEqual(['C-2']);
    expect(await invoices(api, [below('daysLate', 9_007_199_254_740_991), is('country', 'DE')])).toEqual([
      'I-2',
      'I-3',
    ]);
    expect(await customers(api, [is('unreadReplies', 9_007_199_254_740_991)])).toEqual([]);
    for (const text of ['\0', 'C-\ud800'])
      for (const path of ['/v1/customers', '/v1/invoices'])
        expect(await api.problem('GET', `${path}?${query([is('custom.tier', text)])}`)).toMatchObject({
          status: 400,
          errors: [{ path: 'filter.0.values.0', message: expect.stringContaining('character') as string }],
        });
  });
});
