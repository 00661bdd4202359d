import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { claim, run } from './api/cadence.ts';
import { createDue, createPlan, type Customer, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test('every list is read page by page: each record once, in one order', async () => {
    const api = await start(database);
    await createDue(api, 7);
    for (const name of ['Second', 'Third']) await createPlan(api, { name });
    for (const name of ['ann', 'bob', 'cy']) {
      await api.post('/v1/users', { name, email: `${name}@example.com` });
      await api.post('/v1/api-keys', { name });
    }
    await run(api, undefined, { limit: 3 });
    await claim(api, { limit: 1 });
    const lengths: Record<string, number> = {};
    for (const list of ['customers', 'invoices', 'plans', 'actions', 'events', 'users', 'api-keys', 'templates']) {
      const whole = await api.all<{ id?: string; key?: string }>(`/v1/${list}`);
      for (const limit of [1, 2, 3, whole.length])
        expect([list, limit, await api.all(`/v1/${list}`, limit)]).toEqual([list, limit, whole]);
      expect(new Set(whole.map(({ id, key }) => id ?? key)).size).toBe(whole.length);
      lengths[list] = whole.length;
    }
    expect(lengths).toMatchObject({
      customers: 7,
      invoices: 7,
      plans: 3,
      actions: 10,
      users: 3,
      'api-keys': 4,
      templates: 6,
    });
  });

  test('a page holds 50 unless told, at most 1000, and the last one has no next cursor', async () => {
    const api = await start(database);
    await createDue(api, 51);
    const page = await api.get<{ data: unknown[]; nextCursor: string | null }>('/v1/customers');
    expect([page.data.length, typeof page.nextCursor]).toEqual([50, 'string']);
    expect(await api.get(`/v1/customers?cursor=${page.nextCursor}`)).toMatchObject({
      data: [{ externalId: 'C-51' }],
      nextCursor: null,
    });
    expect(await api.get('/v1/customers?limit=51')).toMatchObject({ nextCursor: null });
    for (const query of ['limit=0', 'limit=1001', 'limit=ten', 'limit=', 'cursor=nonsense', 'order=name']) {
      expect(await api.problem('GET', `/v1/customers?${query}`)).toMatchObject({
        status: 400,
        errors: [{ path: query.split('=')[0] }],
      });
    }
    for (const limit of ['1.5', '0', 'ten'])
      expect(await api.problem('GET', `/mailbox?limit=${limit}`)).toMatchObject({ status: 400 });
  });

  test('a search finds what it says as it stands, upper and lower case alike, in every alphabet', async () => {
    const api = await start(database);
    for (const name of ['École de Paris', 'Überall Straße', 'Αθήνα', 'À 100%_\\', 'Plain'])
      await saveCustomer(api, name, { contacts: [] });
    const find = async (text: string) => {
      const found = await api.all<Customer>(`/v1/customers?search=${encodeURIComponent(text)}`);
      return [text, ...found.map(({ externalId }) => externalId)];
    };
    for (const text of ['École', 'éCOLE', 'cole']) expect(await find(text)).toEqual([text, 'École de Paris']);
    for (const text of ['ÜBER', 'straße']) expect(await find(text)).toEqual([text, 'Überall Straße']);
    for (const text of ['ΑΘΉΝΑ', 'αθ']) expect(await find(text)).toEqual([text, 'Αθήνα']);
    for (const text of ['100%_\\', 'à 1']) expect(await find(text)).toEqual([text, 'À 100%_\\']);
    expect(await find('pLAIN')).toEqual(['pLAIN', 'Plain']);
  });

  test('a cursor of one list is none of another', async () => {
    const api = await start(database);
    await createDue(api, 3);
    const { nextCursor } = await api.get<{ nextCursor: string }>('/v1/customers?limit=1');
    expect(await api.problem('GET', `/v1/actions?cursor=${nextCursor}`)).toMatchObject({
      status: 400,
      errors: [{ path: 'cursor' }],
    });
  });

  test('{id} may be external:<externalId> everywhere, and an id that nobody has is 404 everywhere', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await saveInvoice(api, 'C-1', 'R 2026/11: é?#', '2026-12-01');
    expect(await api.get(`/v1/invoices/${encodeURIComponent('external:R 2026/11: é?#')}`)).toMatchObject({
      number: 'R 2026/11: é?#',
    });
    const customer = ['', '/pause', '/resume', '/exclude', '/include'].map(
      (verb) => [verb ? 'POST' : 'GET', `customers/ID${verb}`] as const,
    );
    const invoice = ['', '/pause', '/resume', '/dispute', '/dispute/close', '/void'].map(
      (verb) => [verb ? 'POST' : 'GET', `invoices/ID${verb}`] as const,
    );
    const plain = [
      ['GET', 'plans/ID'],
      ['PUT', 'plans/ID'],
      ['DELETE', 'plans/ID'],
      ['GET', 'users/ID'],
      ['PUT', 'users/ID'],
      ['DELETE', 'api-keys/ID'],
    ] as const;
    const actions = ['', '/complete', '/skip', '/fail', '/release', '/send'].map(
      (verb) => [verb ? 'POST' : 'GET', `actions/ID${verb}`] as const,
    );
    const named = [
      ['PUT', 'customers/ID'],
      ['GET', 'actions?customerId=ID'],
      ['GET', 'actions?invoiceId=ID'],
      ['GET', 'invoices?customerId=ID'],
    ] as const;
    for (const [method, path] of [
      ...customer,
      ...invoice,
      ...named,
      ...plain,
      ...actions,
      ['POST', 'contacts/ID/validate'] as const,
    ]) {
      const body = method === 'GET' ? undefined : path.endsWith('dispute') ? { reason: 'goods' } : {};
      for (const id of ['external:none', 'none']) {
        expect([method, path, (await api.problem(method, `/v1/${path.replace('ID', id)}`, { body })).status]).toEqual([
          method,
          path,
          404,
        ]);
      }
      if (
        plain.some((each) => each[1] === path) ||
        actions.some((each) => each[1] === path) ||
        path.startsWith('contacts')
      )
        continue;
      const external = path.replace(
        'ID',
        path.startsWith('customers') || path.includes('customerId') ? 'external:C-1' : 'external:I-1',
      );
      const { status } = await api.request(method, `/v1/${external}`, { body });
      expect([method, external, status]).toEqual([method, external, 200]);
    }
  });
});
