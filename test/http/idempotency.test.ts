import { afterEach, expect, test } from 'vitest';
import { empty } from '../../connector/src/http/contracts/common.ts';
import { testClock } from '../../connector/src/http/contracts/organization.ts';
import { defineRoute } from '../../connector/src/http/route.ts';
import { type Service, startService } from './service.ts';

let service: Service;
afterEach(() => service.close());

const withKey = { 'idempotency-key': 'one' };
const customer = { name: 'Dupont SA' };

async function startWith(handle: () => Promise<{ body: unknown }>): Promise<void> {
  service = await startService({
    routes: [
      defineRoute({
        method: 'post',
        path: '/v1/try',
        summary: 'Try',
        tag: 'Test',
        body: empty,
        answer: testClock,
        handle,
      }),
    ],
  });
}

const count = async () => ((await service.call('GET', '/v1/customers')).body['data'] as unknown[]).length;

test('the same key and body give the first answer again, and nothing happens twice', async () => {
  service = await startService();
  const first = await service.call('POST', '/v1/customers', customer, withKey);
  const again = await service.call('POST', '/v1/customers', customer, withKey);
  expect([again.status, again.body]).toEqual([201, first.body]);
  expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
  expect(await count()).toBe(1);
});

test('another body, or another call, under the same key is a 409', async () => {
  service = await startService();
  await service.call('POST', '/v1/customers', customer, withKey);
  expect((await service.call('POST', '/v1/customers', { name: 'Other' }, withKey)).status).toBe(409);
  expect((await service.call('POST', '/v1/api-keys', customer, withKey)).status).toBe(409);
  expect(await count()).toBe(1);
});

test('another API key may use the same Idempotency-Key', async () => {
  service = await startService();
  const made = await service.call('POST', '/v1/api-keys', { name: 'Other' });
  await service.call('POST', '/v1/customers', customer, withKey);
  const headers = { ...withKey, authorization: `Bearer ${String(made.body['key'])}` };
  expect((await service.call('POST', '/v1/customers', customer, headers)).status).toBe(201);
  expect(await count()).toBe(2);
});

test('a refusal is an answer like any other', async () => {
  service = await startService();
  const first = await service.call('POST', '/v1/customers', { name: '' }, withKey);
  const again = await service.call('POST', '/v1/customers', { name: '' }, withKey);
  expect([again.status, again.body]).toEqual([400, first.body]);
  expect(again.headers.get('content-type')).toMatch(/^application\/problem\+json/);
});

test('a request that is still under way is not begun again', async () => {
  let finish = () => {};
  let begun = 0;
  await startWith(() => {
    begun++;
    return new Promise((resolve) => (finish = () => resolve({ body: { now: 'then' } })));
  });
  const first = service.call('POST', '/v1/try', {}, withKey);
  await expect.poll(() => begun).toBe(1);
  const second = await service.call('POST', '/v1/try', {}, withKey);
  expect(second.status).toBe(409);
  expect(second.headers.get('retry-after')).toMatch(/^\d+$/);
  finish();
  expect((await first).status).toBe(200);
  expect([(await service.call('POST', '/v1/try', {}, withKey)).body, begun]).toEqual([{ now: 'then' }, 1]);
});

test('an error of our own is not kept: the request may be sent again', async () => {
  let calls = 0;
  await startWith(() => (++calls === 1 ? Promise.reject(new Error('down')) : Promise.resolve({ body: { now: 'up' } })));
  expect((await service.call('POST', '/v1/try', {}, withKey)).status).toBe(500);
  expect((await service.call('POST', '/v1/try', {}, withKey)).body).toEqual({ now: 'up' });
});

test('a key that is none is refused', async () => {
  service = await startService();
  expect((await service.call('POST', '/v1/customers', customer, { 'idempotency-key': 'x'.repeat(256) })).status).toBe(
    400,
  );
});
