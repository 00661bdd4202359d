import { describe, expect, test } from 'vitest';
import { CUSTOMER_ORDERS } from '../../connector/src/store/customerOrder.ts';
import { INVOICE_ORDERS } from '../../connector/src/store/invoiceSelection.ts';
import { createDue } from '../http/api/records.ts';
import { OWNER_KEY, start, type Started } from '../http/api/start.ts';
import { databases } from '../support/databases.ts';

const cursor = (...place: string[]) => Buffer.from(JSON.stringify(place)).toString('base64url');
const NUMBERS = ['abc', '', ' 1', 'Infinity', 'NaN', '1.5', '1e30', '0x10', '9'.repeat(20), '9'.repeat(400)];
const PARTS = ['\u0000', 'a\u0000b', '\ud800', '\u001f', ...NUMBERS];

async function statusOf(api: Started, path: string): Promise<number> {
  const headers = { authorization: `Bearer ${OWNER_KEY}`, accept: 'application/json' };
  const response = await fetch(api.url + path, { headers });
  await response.arrayBuffer();
  return response.status;
}

/** The lists of the OpenAPI document that go by cursors, of a customer that there is. */
async function lists(api: Started): Promise<string[]> {
  const { paths } = await api.get<{
    paths: Record<string, { get?: { parameters?: readonly { readonly name: string }[] } }>;
  }>('/v1/openapi.json');
  const paged = Object.entries(paths).filter(([, { get }]) => get?.parameters?.some(({ name }) => name === 'cursor'));
  const sources = ['/v1/sources/{id}/errors', '/v1/webhooks/{id}/deliveries'];
  const { id } = await api.post<{ id: string }>('/v1/webhooks', { url: 'http://127.0.0.1:9/', events: ['*'] });
  return [...paged.map(([path]) => path), '/mailbox'].map((path) =>
    path === sources[1] ? path.replace('{id}', id) : path.replace('{id}', 'external:C-1').replace('{vendor}', 'stripe'),
  );
}

describe.each(databases)('$name', (database) => {
  test('a cursor that no list has given is refused, or finds nothing; never an error', async () => {
    const api = await start(database);
    await createDue(api, 2);
    const paths = await lists(api);
    expect(paths.length).toBeGreaterThan(20);
    const wrong: unknown[] = [];
    const ask = async (path: string) => {
      const status = await statusOf(api, path);
      if (status >= 500) wrong.push([path, status]);
    };
    for (const path of paths)
      for (const part of PARTS)
        for (const place of [[part], [part, 'x'], ['x', part], ['actions', part], ['x', part, 'y']])
          await ask(`${path}?cursor=${cursor(...place)}`);
    for (const status of ['todo', 'planned', 'executed'])
      for (const part of PARTS) await ask(`/v1/actions?status=${status}&cursor=${cursor(part, 'x')}`);
    for (const [list, orders] of [
      ['customers', CUSTOMER_ORDERS],
      ['invoices', INVOICE_ORDERS],
    ] as const)
      for (const order of orders)
        for (const sort of [order, `-${order}`])
          for (const key of PARTS) await ask(`/v1/${list}?sort=${sort}&cursor=${cursor(sort, key, 'x')}`);
    expect(wrong).toEqual([]);
  }, 120_000);

  test('a number in a cursor that is none is named, with what to send', async () => {
    const api = await start(database);
    for (const key of NUMBERS) {
      const { status, body } = await api.request<{ errors: readonly object[] }>(
        'GET',
        `/v1/customers?sort=outstanding&cursor=${cursor('outstanding', key, 'x')}`,
      );
      expect([key, status, body.errors]).toEqual([
        key,
        400,
        [{ path: 'cursor', message: 'send the nextCursor of the page before, unchanged' }],
      ]);
    }
  });
});
