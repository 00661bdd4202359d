import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, mailbox } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Customer } from './api/records.ts';
import { createDue, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

function post(api: Client, path: string, key: string, body: object) {
  return api.request<Customer>('POST', path, { body, headers: { 'Idempotency-Key': key } });
}

describe.each(databases)('$name', (database) => {
  test('the same key and body give the first answer again, and happen once', async () => {
    const api = await start(database);
    const key = randomUUID();
    const first = await post(api, '/v1/customers', key, { name: 'Dupont' });
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null]);
    await api.put(`/v1/customers/${first.body.id}`, { name: 'Renamed' });
    const again = await post(api, '/v1/customers', key, { name: 'Dupont' });
    expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([201, 'true', first.body]);
    expect(await api.all('/v1/customers')).toHaveLength(1);
    expect(await events(api, 'type=customerCreated')).toHaveLength(1);
  });

  test('another body or another call under the same key is 409', async () => {
    const api = await start(database);
    const key = randomUUID();
    await post(api, '/v1/customers', key, { name: 'Dupont' });
    expect(await post(api, '/v1/customers', key, { name: 'Durand' })).toMatchObject({ status: 409 });
    expect(await post(api, '/v1/plans', key, { name: 'Dupont' })).toMatchObject({ status: 409 });
    expect(await api.all('/v1/customers')).toHaveLength(1);
  });

  test('a refusal is answered again too', async () => {
    const api = await start(database);
    const key = randomUUID();
    const invoice = {
      number: 'I-1',
      customer: { externalId: 'C-1' },
      issuedAt: '2026-11-01',
      dueDate: '2026-12-01',
      currency: 'EUR',
      grossAmount: 1,
    };
    expect(await post(api, '/v1/invoices', key, invoice)).toMatchObject({ status: 422 });
    await saveCustomer(api, 'C-1');
    expect(await post(api, '/v1/invoices', key, invoice)).toMatchObject({ status: 422 });
    expect(await post(api, '/v1/invoices', randomUUID(), invoice)).toMatchObject({ status: 201 });
  });

  test('an API key is shown once, and not kept for its Idempotency-Key', async () => {
    const api = await start(database);
    const ask = () => post(api, '/v1/api-keys', 'once', { name: 'n8n' });
    expect([(await ask()).status, (await ask()).status]).toEqual([201, 409]);
    expect(await api.all('/v1/api-keys')).toHaveLength(2);
  });

  test('a webhook’s secret is in the answer of each of its equal requests', async () => {
    const api = await start(database);
    const ask = () =>
      post(api, '/v1/webhooks', 'once', { url: 'https://hooks.example/n8n', events: ['actionExecuted'] });
    const [first, again] = [await ask(), await ask()];
    expect(again).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^whsec_/) } });
    expect(again.body).toEqual(first.body);
    expect(await api.all('/v1/webhooks')).toHaveLength(1);
  });

  test('every API key has idempotency keys of its own', async () => {
    const api = await start(database);
    const other = api.withKey((await api.post<{ key: string }>('/v1/api-keys', { name: 'n8n' })).key);
    for (const client of [api, other])
      expect((await post(client, '/v1/customers', 'same', { name: 'Dupont' })).status).toBe(201);
    expect(await api.all('/v1/customers')).toHaveLength(2);
  });

  test('a run that is asked for twice, its first answer lost, runs once', async () => {
    const api = await start(database);
    await createDue(api, 3);
    const first = await post(api, '/v1/cadence/runs', 'monday', {});
    await saveCustomer(api, 'C-9', { dunningPlanId: (await readCustomer(api, 'C-1')).dunningPlanId });
    await saveInvoice(api, 'C-9', 'I-9', '2026-11-20');
    const again = await post(api, '/v1/cadence/runs', 'monday', {});
    expect(again.body).toEqual(first.body);
    expect(await mailbox(api)).toHaveLength(3);
  });

  test('the same request several times at the same moment happens once', async () => {
    const api = await start(database);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post(api, '/v1/customers', 'at-once', { name: 'Dupont' })),
    );
    for (const { status } of answers) expect([201, 409]).toContain(status);
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id)).size).toBe(1);
    expect(await api.all('/v1/customers')).toHaveLength(1);
  });

  test('a batch under a key is taken once', async () => {
    const api = await start(database);
    const customers = [{ name: 'One' }, { name: 'Two' }];
    const first = await post(api, '/v1/customers/batch', 'batch', { customers });
    expect((await post(api, '/v1/customers/batch', 'batch', { customers })).body).toEqual(first.body);
    expect(await api.all('/v1/customers')).toHaveLength(2);
  });
});
