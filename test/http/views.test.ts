import { describe, expect, test } from 'vitest';
import type { savedView } from '../../connector/src/http/contracts/views.ts';
import { databases } from '../support/databases.ts';
import type { Client, Output } from './api/client.ts';
import type { Customer, User } from './api/records.ts';
import { callStep, createPlan, emailStep, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { lines } from './api/cadence.ts';
import { start } from './api/start.ts';

type View = Output<typeof savedView>;

const FRENCH = [{ field: 'country', operator: 'is', values: ['FR'] }];

/** The key of a user of their own. */
async function keyOf(api: Client, name: string, role: 'admin' | 'member'): Promise<Client> {
  const { id } = await api.post<User>('/v1/users', {
    name,
    email: `${name}@example.com`,
    role,
    position: 'financeUser',
  });
  const { key } = await api.post<{ key: string }>('/v1/api-keys', { name, role, userId: id });
  return api.withKey(key);
}

describe.each(databases)('$name', (database) => {
  test('C1: a view keeps columns, order and filters, and the list follows it', async () => {
    const api = await start(database);
    for (const [name, country] of [
      ['C-1', 'FR'],
      ['C-2', 'DE'],
      ['C-3', 'FR'],
    ])
      await saveCustomer(api, name!, { country: country! });
    await saveInvoice(api, 'C-3', 'I-1', '2026-11-13');
    const body = {
      name: 'French debtors',
      list: 'customers',
      columns: ['name', 'overdue', 'custom.tier'],
      sort: '-overdue',
      filter: FRENCH,
    };
    const view = await api.post<View>('/v1/views', body);
    expect(view).toMatchObject({ ...body, shared: true });
    expect(await api.get(`/v1/views/${view.id}`)).toEqual(view);
    const list = async (more = '') =>
      (await api.all<Customer>(`/v1/customers?view=${view.id}${more}`, 1)).map(({ externalId }) => externalId);
    expect(await list()).toEqual(['C-3', 'C-1']);
    expect(await list('&sort=name')).toEqual(['C-1', 'C-3']);
    const overdue = JSON.stringify([{ field: 'overdue', operator: 'above', values: [0] }]);
    expect(await list(`&filter=${encodeURIComponent(overdue)}`)).toEqual(['C-3']);
    expect(await api.put(`/v1/views/${view.id}`, { filter: [], columns: ['name'] })).toMatchObject({
      name: 'French debtors',
      columns: ['name'],
      sort: '-overdue',
      filter: [],
    });
    expect(await list()).toEqual(['C-3', 'C-1', 'C-2']);
    await api.delete(`/v1/views/${view.id}`);
    expect(await api.problem('GET', `/v1/customers?view=${view.id}`)).toMatchObject({ status: 404 });
  });

  test('a view of one list is none of another, and its filters are checked as that list checks them', async () => {
    const api = await start(database);
    const invoices = await api.post<View>('/v1/views', {
      name: 'Late',
      list: 'invoices',
      sort: 'dueDate',
      filter: [{ field: 'status', operator: 'is', values: ['overdue'] }],
    });
    expect(await api.problem('GET', `/v1/customers?view=${invoices.id}`)).toMatchObject({
      status: 400,
      errors: [{ path: 'view' }],
    });
    expect(await api.get(`/v1/invoices?view=${invoices.id}`)).toMatchObject({ data: [] });
    for (const [body, path] of [
      [
        { name: 'X', list: 'customers', filter: [{ field: 'status', operator: 'is', values: ['due'] }] },
        'filter.0.field',
      ],
      [{ name: 'X', list: 'customers', sort: 'dueDate' }, 'sort'],
      [{ name: 'X', list: 'actions', sort: 'name' }, 'sort'],
      [{ name: 'X', list: 'actions', filter: FRENCH }, 'filter.0.field'],
      [{ name: 'X', list: 'customers', columns: ['a b'] }, 'columns.0'],
      [{ name: 'X', list: 'payments' }, 'list'],
    ] as const)
      expect([path, await api.problem('POST', '/v1/views', body)]).toMatchObject([
        path,
        { status: 400, errors: [{ path }] },
      ]);
    const actions = {
      name: 'Calls',
      list: 'actions',
      filter: [{ field: 'channel', operator: 'is', values: ['call'] }],
    };
    expect(await api.post('/v1/views', actions)).toMatchObject(actions);
    const late = { ...actions, name: 'Late', filter: [{ field: 'dueFrom', operator: 'is', values: ['2026-02-30'] }] };
    expect(await api.problem('POST', '/v1/views', late)).toMatchObject({ errors: [{ path: 'filter.0.values.0' }] });
    expect((await api.all<View>('/v1/views?list=invoices')).map(({ id }) => id)).toEqual([invoices.id]);
    expect(await api.all('/v1/views', 1)).toHaveLength(2);
  });

  test('R4: a view of actions gives the list its parameters; those that are named come first', async () => {
    const api = await start(database);
    await createPlan(api, { steps: [callStep('Call', 3), emailStep('Mail', 10)], isDefault: true });
    for (const name of ['C-1', 'C-2']) {
      await saveCustomer(api, name);
      await saveInvoice(api, name, `I-${name}`, '2026-11-20');
    }
    const { id } = await readCustomer(api, 'C-1');
    const filter = [
      { field: 'channel', operator: 'is', values: ['call'] },
      { field: 'customerId', operator: 'is', values: [id] },
      { field: 'dueTo', operator: 'is', values: ['2026-11-23'] },
    ];
    const view = await api.post<View>('/v1/views', { name: 'Calls', list: 'actions', filter });
    expect(await lines(api, 'todo', `view=${view.id}`)).toEqual(['2026-11-23 Call I-C-1']);
    expect(await lines(api, 'todo', `view=${view.id}&customerId=external:C-2`)).toEqual(['2026-11-23 Call I-C-2']);
    expect(await lines(api, 'todo', `view=${view.id}&channel=email`)).toEqual([]);
    expect(await api.problem('GET', `/v1/invoices?view=${view.id}`)).toMatchObject({ status: 400 });
  });

  test('one’s own views are nobody else’s; everybody’s are made and changed by admins', async () => {
    const api = await start(database);
    const [ann, bob] = [await keyOf(api, 'ann', 'member'), await keyOf(api, 'bob', 'admin')];
    const own = await ann.post<View>('/v1/views', { name: 'Mine', list: 'customers' });
    expect(own.shared).toBe(false);
    const shared = await bob.post<View>('/v1/views', { name: 'Ours', list: 'customers', shared: true });
    const names = async (client: Client) => (await client.all<View>('/v1/views')).map(({ name }) => name);
    expect([await names(ann), await names(bob), await names(api)]).toEqual([['Mine', 'Ours'], ['Ours'], ['Ours']]);
    for (const client of [bob, api]) {
      expect(await client.problem('GET', `/v1/views/${own.id}`)).toMatchObject({ status: 404 });
      expect(await client.problem('GET', `/v1/customers?view=${own.id}`)).toMatchObject({ status: 404 });
      expect(await client.problem('DELETE', `/v1/views/${own.id}`)).toMatchObject({ status: 404 });
    }
    expect(await ann.problem('PUT', `/v1/views/${shared.id}`, { name: 'Theirs' })).toMatchObject({ status: 403 });
    expect(await ann.problem('PUT', `/v1/views/${own.id}`, { shared: true })).toMatchObject({ status: 403 });
    expect(await ann.problem('DELETE', `/v1/views/${shared.id}`)).toMatchObject({ status: 403 });
    expect(
      await api.problem('POST', '/v1/views', { name: 'Nobody’s', list: 'customers', shared: false }),
    ).toMatchObject({ status: 422, errors: [{ path: 'shared' }] });
    expect(await ann.post('/v1/views', { name: 'Ours', list: 'customers' })).toMatchObject({ shared: false });
    expect(await bob.problem('POST', '/v1/views', { name: 'Ours', list: 'customers', shared: true })).toMatchObject({
      status: 409,
    });
  });
});
