import { afterEach, expect, test } from 'vitest';
import { empty } from '../../connector/src/http/contracts/common.ts';
import { testClock } from '../../connector/src/http/contracts/organization.ts';
import { defineRoute } from '../../connector/src/http/route.ts';
import { type Reply, type Service, startService } from './service.ts';

let service: Service;
afterEach(() => service.close());

const start = async (...options: Parameters<typeof startService>) => (service = await startService(...options));

function isProblem({ status, headers, body }: Reply, expected: number): void {
  expect({ status, type: headers.get('content-type') }).toEqual({
    status: expected,
    type: expect.stringMatching(/^application\/problem\+json/),
  });
  expect(body).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status: expected,
    detail: expect.any(String),
  });
}

/** A route whose handler is the test's. */
const routeOf = (handle: () => Promise<{ body: unknown }>, method: 'get' | 'post' = 'post') =>
  defineRoute({ method, path: '/v1/try', summary: 'Try', tag: 'Test', body: empty, answer: testClock, handle });

test('a call without a key, with a wrong one or a revoked one is a 401 that says which', async () => {
  await start();
  const detail = async (headers: Record<string, string>) => {
    const reply = await service.call('GET', '/v1/me', undefined, headers);
    isProblem(reply, 401);
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    return reply.body['detail'];
  };
  expect(await detail({ authorization: '' })).toMatch(/Authorization: Bearer <key>/);
  expect(await detail({ authorization: 'Basic abc' })).toMatch(/Authorization: Bearer <key>/);
  expect(await detail({ authorization: 'Bearer wrong' })).toMatch(/not known/);
  const made = await service.call('POST', '/v1/api-keys', { name: 'Reports' });
  const headers = { authorization: `Bearer ${String(made.body['key'])}` };
  expect((await service.call('GET', '/v1/me', undefined, headers)).status).toBe(200);
  await service.call('DELETE', `/v1/api-keys/${String(made.body['id'])}`);
  expect(await detail(headers)).toMatch(/revoked/);
});

test('the document and the health check need no key', async () => {
  await start();
  const headers = { authorization: '' };
  expect((await service.call('GET', '/healthz', undefined, headers)).status).toBe(200);
  expect((await service.call('GET', '/v1/openapi.json', undefined, headers)).status).toBe(200);
});

test('the health check is 503 when the service cannot serve', async () => {
  await start({ isReady: () => Promise.reject(new Error('The database is away')) });
  expect((await service.call('GET', '/healthz')).status).toBe(503);
});

test('what is not there is a 404, a wrong method a 405 that says what is possible', async () => {
  await start();
  isProblem(await service.call('GET', '/v1/nothing'), 404);
  isProblem(await service.call('GET', '/v1/customers/cus_unknown'), 404);
  const reply = await service.call('DELETE', '/v1/customers');
  isProblem(reply, 405);
  expect(reply.headers.get('allow')).toBe('POST, GET');
});

test.each([
  ['{"name":', 'application/json', 400, 'not valid JSON'],
  ['"a text"', 'application/json', 400, 'not valid JSON'],
  ['[]', 'application/json', 400, 'an object'],
  ['name=x', 'application/x-www-form-urlencoded', 415, 'Content-Type: application/json'],
  ['{}', 'application/json; charset=latin1', 415, 'UTF-8'],
])('the body %s as %s is a %i', async (body, type, status, detail) => {
  await start();
  const reply = await service.call('POST', '/v1/customers', body, { 'content-type': type });
  isProblem(reply, status);
  expect(reply.body['detail']).toContain(detail);
});

test('a body of up to 16 MB is read, a larger one is a 413', async () => {
  await start();
  const body = (bytes: number) => `{"name":"x","filler":"${'x'.repeat(bytes - 24)}"}`;
  isProblem(await service.call('POST', '/v1/customers', body(16 * 1024 * 1024)), 400);
  isProblem(await service.call('POST', '/v1/customers', body(16 * 1024 * 1024 + 1)), 413);
  // Not even read, as it is nobody’s.
  isProblem(await service.call('POST', '/v1/customers', '{"name":', { authorization: '' }), 401);
});

test('a wrong field is named by its path, an unknown one too', async () => {
  await start();
  const reply = await service.call('POST', '/v1/customers', {
    name: 'x',
    contacts: [{ email: 'nope' }],
    colour: 'red',
  });
  isProblem(reply, 400);
  expect(reply.body['errors']).toEqual([
    { path: 'contacts.0.email', message: "'nope' is not an e-mail address, such as accounting@example.com" },
    { path: 'colour', message: expect.stringContaining('is not known here') },
  ]);
  expect(reply.body['detail']).toBe(
    "contacts.0.email: 'nope' is not an e-mail address, such as accounting@example.com (and 1 more)",
  );
});

test('one bad record among 999 good ones is refused alone', async () => {
  await start();
  const customers = Array.from({ length: 1000 }, (_, index): object => ({
    externalId: `C-${index}`,
    name: `Customer ${index}`,
  }));
  customers[500] = { externalId: 'C-500', name: '' };
  const { status, body } = await service.call('POST', '/v1/customers/batch', { customers });
  const results = body['results'] as { index: number; status: string; errors?: unknown }[];
  expect(status).toBe(200);
  expect(results.map(({ index }) => index)).toEqual(customers.map((_, index) => index));
  expect(results.filter((result) => result.status === 'created')).toHaveLength(999);
  expect(results[500]).toEqual({
    index: 500,
    status: 'refused',
    errors: [{ path: 'name', message: 'must not be empty' }],
  });
});

test('a list is read page by page to its end', async () => {
  await start();
  const customers = Array.from({ length: 7 }, (_, index) => ({ externalId: `C-${index}`, name: `Customer ${index}` }));
  await service.call('POST', '/v1/customers/batch', { customers });
  const seen: string[] = [];
  let cursor: unknown = '';
  for (let pages = 1; cursor !== null; pages++) {
    const from = cursor === '' ? '' : `&cursor=${String(cursor)}`;
    const { body } = await service.call('GET', `/v1/customers?limit=3${from}`);
    seen.push(...(body['data'] as { externalId: string }[]).map(({ externalId }) => externalId));
    cursor = body['nextCursor'];
    expect(pages).toBeLessThanOrEqual(3);
  }
  expect(seen).toEqual(customers.map(({ externalId }) => externalId));
});

test.each(['limit=0', 'limit=1001', 'limit=ten', 'limit=1&limit=2', 'cursor=abc', 'lmit=5'])(
  'GET /v1/customers?%s is a 400',
  async (query) => {
    await start();
    isProblem(await service.call('GET', `/v1/customers?${query}`), 400);
  },
);

test('an external id may hold any sign', async () => {
  await start();
  const externalId = 'a/b ü:%?#';
  await service.call('POST', '/v1/customers', { externalId, name: 'x' });
  const reply = await service.call('GET', `/v1/customers/${encodeURIComponent(`external:${externalId}`)}`);
  expect(reply.body['externalId']).toBe(externalId);
  isProblem(await service.call('GET', '/v1/customers/%E0%A4%A'), 400);
  isProblem(await service.call('GET', '/v1/customers/a%00b'), 400);
  isProblem(await service.call('GET', '/v1/customers?dunningPlanId=a%00b'), 400);
});

test('an error inside tells nothing to the caller and everything to the log, without the key', async () => {
  await start({ routes: [routeOf(() => Promise.reject(new Error('the secret of the house')))] });
  const reply = await service.call('POST', '/v1/try', {});
  isProblem(reply, 500);
  expect(JSON.stringify(reply.body)).not.toMatch(/secret|\.ts|at /);
  expect(service.log.join('')).toContain('the secret of the house');
  expect(service.log.join('')).not.toContain('an-owner-key-for-tests');
  expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('more requests a minute than allowed are a 429 that says when to come back; each key has its own', async () => {
  await start({ rateLimit: 3 });
  const made = await service.call('POST', '/v1/api-keys', { name: 'Other' });
  for (let count = 2; count <= 3; count++) expect((await service.call('GET', '/v1/me')).status).toBe(200);
  const reply = await service.call('GET', '/v1/me');
  isProblem(reply, 429);
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  const headers = { authorization: `Bearer ${String(made.body['key'])}` };
  expect((await service.call('GET', '/v1/me', undefined, headers)).status).toBe(200);
});

test('EVT-1: a workflow that names itself is in the history', async () => {
  await start();
  await service.call('POST', '/v1/customers', { name: 'x' }, { 'x-dunning-workflow': 'Daily cadence' });
  const { body } = await service.call('GET', '/v1/events?type=customerCreated');
  expect((body['data'] as { actor: object }[])[0]!.actor).toMatchObject({ type: 'workflow', name: 'Daily cadence' });
});
