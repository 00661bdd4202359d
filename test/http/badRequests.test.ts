import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { everything } from './api/cadence.ts';
import { type BatchResults, readInvoice } from './api/records.ts';
import { refused } from './api/refused.ts';
import { start } from './api/start.ts';

const INVOICE = {
  issuedAt: '2026-11-01',
  dueDate: '2026-12-01',
  currency: 'EUR',
  grossAmount: 10_000,
};

describe.each(databases)('$name', (database) => {
  test('one bad record among 999 good ones stops none of them', async () => {
    const api = await start(database);
    const name = (index: number) => `C-${index}`;
    const customers: object[] = Array.from({ length: 1_000 }, (_, index) => ({
      externalId: name(index),
      name: name(index),
      contacts: [{ email: `c${index}@example.com` }],
    }));
    customers[500] = { externalId: name(500), name: '', contacts: [{ email: 'none' }] };
    const { results } = await api.post<{ results: BatchResults }>('/v1/customers/batch', { customers });
    expect(results.map(({ index }) => index)).toEqual(customers.map((_, index) => index));
    expect(results.filter(({ status }) => status === 'created')).toHaveLength(999);
    expect(results[500]).toMatchObject({ status: 'refused', errors: [{ path: 'name' }, { path: 'contacts.0.email' }] });
    expect(await api.all('/v1/customers')).toHaveLength(999);

    const invoices = customers.map((_, index) => ({
      ...INVOICE,
      externalId: `I-${index}`,
      number: `I-${index}`,
      customer: { externalId: name(index) },
    }));
    const imported = (await api.post<{ results: BatchResults }>('/v1/invoices/batch', { invoices })).results;
    expect(imported.filter(({ status }) => status === 'created')).toHaveLength(999);
    expect(imported[500]).toMatchObject({
      status: 'refused',
      errors: [{ path: 'customer', message: expect.stringMatching(/C-500/) }],
    });
    expect(await readInvoice(api, 'I-999')).toMatchObject({ customer: { externalId: 'C-999' } });
  });

  test('a batch of none, of more than 1000, or of something else is refused whole', async () => {
    const api = await start(database);
    for (const customers of [[], Array.from({ length: 1_001 }, () => ({ name: 'Dupont' })), {}, undefined, 'C-1']) {
      expect(await refused(api, 'POST', '/v1/customers/batch', { customers })).toMatchObject({
        status: 400,
        errors: [{ path: 'customers' }],
      });
    }
  });

  test.each([
    ['none', null],
    ['a wrong', 'not-the-owners-key-0'],
    ['an empty', ''],
    ['a too long', 'x'.repeat(5_000)],
  ])('%s key is 401, and changes nothing', async (_, key) => {
    const api = await start(database);
    const before = await everything(api);
    const nobody = api.withKey(key);
    const problems = [
      await nobody.problem('GET', '/v1/customers'),
      await nobody.problem('POST', '/v1/customers', { name: 'Dupont' }),
      await nobody.problem('PUT', '/v1/test-clock', { now: '2026-12-01T09:00:00Z' }),
      await nobody.problem('POST', '/v1/cadence/runs', {}),
      await nobody.problem('GET', '/mailbox'),
    ];
    expect(problems.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(await everything(api)).toEqual(before);
  });

  test('a body that is no JSON, or not sent as JSON, is refused', async () => {
    const api = await start(database);
    const before = await everything(api);
    const json = { 'Content-Type': 'application/json' };
    for (const raw of ['{"name": "Dupont"', 'name=Dupont', '\u0000', '{"name": NaN}']) {
      expect(await api.problem('POST', '/v1/customers', { raw, headers: json })).toMatchObject({
        status: 400,
        detail: expect.stringMatching(/JSON/),
      });
    }
    expect(
      await api.problem('POST', '/v1/customers', {
        raw: '{"name":"Dupont"}',
        headers: { 'Content-Type': 'text/plain' },
      }),
    ).toMatchObject({ status: 415 });
    for (const raw of ['[]', '"Dupont"', 'null', '42']) {
      expect((await api.problem('POST', '/v1/customers', { raw, headers: json })).status).toBe(400);
    }
    expect(await everything(api)).toEqual(before);
  });

  test('a body above 16 MB is 413, one below is read', async () => {
    const api = await start(database);
    const megabytes = (count: number) => ({ customers: [{ name: 'x'.repeat(count * 1024 * 1024) }] });
    expect(await refused(api, 'POST', '/v1/customers/batch', megabytes(17))).toMatchObject({ status: 413 });
    const { results } = await api.post<{ results: BatchResults }>('/v1/customers/batch', megabytes(15));
    expect(results).toMatchObject([{ status: 'refused', errors: [{ path: 'name' }] }]);
    expect(await api.post('/v1/customers', { name: 'Dupont' })).toMatchObject({ name: 'Dupont' });
  });
});
