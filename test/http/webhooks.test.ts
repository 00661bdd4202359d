import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { saveCustomer } from './api/records.ts';
import { start } from './api/start.ts';
import {
  type CreatedWebhook,
  deliveries,
  perCustomer,
  receive,
  subscribe,
  untilDeliveries,
  type Webhook as Hook,
} from './api/webhooks.ts';

async function memberOf(api: Client): Promise<Client> {
  const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'A member', role: 'member' });
  return api.withKey(key);
}

describe.each(databases)('$name', (database) => {
  test('EVT-1: a subscriber gets what happens, signed, as the list of events shows it', async () => {
    const receiver = await receive();
    const api = await start(database);
    const { secret } = await subscribe(api, receiver);
    await saveCustomer(api, 'C-1');
    await api.post('/v1/customers/external:C-1/pause');
    await receiver.until(2);
    const listed = await events(api, 'type=customerCreated');
    const [first, second] = receiver.received;
    expect(first!.body).toEqual({ ...listed[0]!, timestamp: listed[0]!.at });
    expect(second!.body).toMatchObject({ type: 'customerPaused', data: { until: null } });
    expect(first).toMatchObject({
      path: '/hook',
      headers: { 'webhook-id': first!.body.id, 'content-type': 'application/json' },
    });
    for (const { text, headers } of receiver.received) {
      expect(new Webhook(secret).verify(text, headers)).toEqual(JSON.parse(text));
      expect(() => new Webhook(secret).verify(text.replace('customer', 'Customer'), headers)).toThrow('No matching');
    }
  });

  test('EVT-1: a subscriber gets the types it asked for, from its beginning to its end', async () => {
    const receiver = await receive();
    const api = await start(database);
    await saveCustomer(api, 'C-0');
    const webhook = await subscribe(api, receiver, 'customerPaused', 'customerExcluded');
    for (const name of ['C-1', 'C-2']) {
      await saveCustomer(api, name);
      await api.post(`/v1/customers/external:${name}/pause`);
    }
    await api.post('/v1/customers/external:C-1/exclude');
    await untilDeliveries(api, webhook, 'delivered', 3);
    await api.put(`/v1/webhooks/${webhook.id}`, { events: ['customerResumed'] });
    await api.post('/v1/customers/external:C-2/pause');
    await api.post('/v1/customers/external:C-2/resume');
    await untilDeliveries(api, webhook, 'delivered', 4);
    await api.delete(`/v1/webhooks/${webhook.id}`);
    await api.post('/v1/customers/external:C-2/resume');
    expect(receiver.received.map(({ body }) => body.type).sort()).toEqual([
      'customerExcluded',
      'customerPaused',
      'customerPaused',
      'customerResumed',
    ]);
    expect(await api.problem('GET', `/v1/webhooks/${webhook.id}`)).toMatchObject({ status: 404 });
    expect(await api.all('/v1/webhooks')).toEqual([]);
  });

  test('EVT-1: events of one customer come in order, one after the other; those of others beside them', async () => {
    const receiver = await receive();
    const api = await start(database);
    const webhook = await subscribe(api, receiver);
    const together = new Map<string, number>();
    let customersAtOnce = 0;
    receiver.behaviour = async ({ body }) => {
      const open = [...receiver.open].map((each) => each.body.customerId!);
      const same = open.filter((id) => id === body.customerId).length;
      together.set(body.customerId!, Math.max(together.get(body.customerId!) ?? 0, same));
      customersAtOnce = Math.max(customersAtOnce, new Set(open).size);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return 200;
    };
    const names = ['C-1', 'C-2', 'C-3', 'C-4', 'C-5'];
    for (const name of names) await saveCustomer(api, name);
    await Promise.all(
      names.map(async (name) => {
        for (let times = 0; times < 4; times++) {
          await api.post(`/v1/customers/external:${name}/pause`);
          await api.post(`/v1/customers/external:${name}/resume`);
        }
      }),
    );
    await untilDeliveries(api, webhook, 'delivered', 45);
    const told = Map.groupBy(await events(api), ({ customerId }) => customerId);
    told.delete(null);
    expect(perCustomer(receiver)).toEqual(new Map([...told].map(([id, list]) => [id, list.map((event) => event.id)])));
    expect([...together.values()]).toEqual(names.map(() => 1));
    expect(customersAtOnce).toBeGreaterThan(1);
  });

  test('EVT-1: a subscriber that does not answer holds up no other', async () => {
    const [dead, alive] = [await receive(() => 'hang'), await receive()];
    const api = await start(database);
    const webhook = await subscribe(api, dead, 'customerCreated');
    await subscribe(api, alive, 'customerCreated');
    const customers = Array.from({ length: 60 }, (_, index) => ({ externalId: `C-${index}`, name: 'Somebody' }));
    await api.post('/v1/customers/batch', { customers });
    await alive.until(60);
    expect(await deliveries(api, webhook, 'delivered')).toEqual([]);
    expect(dead.received.length).toBeLessThanOrEqual(8);
  });

  test('a secret is shown once; a new one is made without a moment in which the old one fails', async () => {
    const receiver = await receive();
    const api = await start(database);
    const { secret: old, ...created } = await subscribe(api, receiver, 'customerCreated');
    expect(old).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await api.get(`/v1/webhooks/${created.id}`)).toEqual(created);
    expect(await api.all<Hook>('/v1/webhooks')).toEqual([created]);
    const { secret } = await api.post<CreatedWebhook>(`/v1/webhooks/${created.id}/rotate`);
    expect(secret).not.toBe(old);
    await saveCustomer(api, 'C-1');
    await receiver.until(1);
    const { text, headers } = receiver.received[0]!;
    expect(headers['webhook-signature']!.split(' ')).toHaveLength(2);
    for (const each of [secret, old]) expect(() => new Webhook(each).verify(text, headers)).not.toThrow();
  });

  test('a sample can be sent at any time, and what the receiver says is answered', async () => {
    const receiver = await receive();
    const api = await start(database);
    const webhook = await subscribe(api, receiver, 'invoicePaid', 'customerCreated');
    const call = (body?: object) => api.post<{ eventId: string }>(`/v1/webhooks/${webhook.id}/test`, body);
    const { eventId } = await call();
    const { text, headers, body } = receiver.received[0]!;
    expect(new Webhook(webhook.secret).verify(text, headers)).toMatchObject({ id: eventId, type: 'invoicePaid' });
    expect([body]).toEqual([{ ...(await api.get<object[]>('/v1/events/samples?type=invoicePaid'))[0], id: eventId }]);
    expect(await call({ type: 'customerCreated' })).toMatchObject({ delivered: true, status: 204, error: null });
    receiver.behaviour = () => 302;
    expect(await call()).toMatchObject({
      delivered: false,
      status: 302,
      error: expect.stringContaining('redirects are not followed'),
    });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook']);
    await receiver.down();
    expect(await call()).toMatchObject({
      delivered: false,
      status: null,
      error: expect.stringMatching(/ECONNREFUSED/),
    });
    expect(await deliveries(api, webhook)).toEqual([]);
  });

  test('there is a sample of each type, as a list of objects with an id', async () => {
    const api = await start(database);
    const samples = await api.get<{ id: string; type: string }[]>('/v1/events/samples');
    expect(new Set(samples.map(({ id }) => id)).size).toBe(samples.length);
    expect(samples.map(({ type }) => type)).toContain('actionToDo');
    expect(await api.problem('GET', '/v1/events/samples?type=nothing')).toMatchObject({ status: 400 });
  });

  test('CUS-5: webhooks are admins’ alone', async () => {
    const receiver = await receive();
    const api = await start(database);
    const { id } = await subscribe(api, receiver);
    const member = await memberOf(api);
    const path = `/v1/webhooks/${id}`;
    const calls: [method: string, path: string, body?: object][] = [
      ['GET', '/v1/webhooks'],
      ['POST', '/v1/webhooks', { url: receiver.url, events: ['*'] }],
      ['GET', path],
      ['PUT', path, { events: ['*'] }],
      ['DELETE', path],
      ['POST', `${path}/rotate`],
      ['POST', `${path}/test`],
      ['GET', `${path}/deliveries`],
      ['POST', `${path}/deliveries/evt_none/redeliver`],
    ];
    for (const [method, at, body] of calls)
      expect([method, at, (await member.problem(method, at, body && { body })).status]).toEqual([method, at, 403]);
  });
});

test.each([
  [{ url: 'ftp://example.com/x' }, 'url', /is not an address such as https/],
  [{ url: 'https://me:secret@example.com/x' }, 'url', /without a name or password/],
  [{ url: 'nowhere' }, 'url', /is not an address/],
  [{ url: 'http://10.1.2.3/hook' }, 'url', /private network; DUNNING_PRIVATE_ADDRESSES=private allows it/],
  [{ url: 'http://169.254.169.254/latest' }, 'url', /no address that a receiver can have/],
  [{ url: 'http://[::ffff:10.0.0.1]/' }, 'url', /private network/],
  [{ url: 'http://0/' }, 'url', /no address/],
  [{ events: [] }, 'events', /at least 1/],
  [{ events: ['*', 'invoiceEaten'] }, 'events.1', /'invoiceEaten' is not an event type; known are .*invoicePaid.*'\*'/],
  [{ events: ['toString'] }, 'events.0', /is not an event type/],
  [{ secret: 'whsec_mine' }, 'secret', /not known/],
])('%j is refused in words that name the field and what is allowed', async (wrong, path, message) => {
  const api = await start(databases[0]!);
  const good = { url: 'https://n8n.example.com/webhook/1', events: ['invoicePaid'] };
  const { status, errors } = await api.problem('POST', '/v1/webhooks', { body: { ...good, ...wrong } });
  expect([status, errors]).toEqual([400, [{ path, message: expect.stringMatching(message) }]]);
  expect(await api.all('/v1/webhooks')).toEqual([]);
  const { id } = await api.post<CreatedWebhook>('/v1/webhooks', good);
  expect(await api.problem('PUT', `/v1/webhooks/${id}`, { body: wrong })).toMatchObject({
    status: 400,
    errors: [{ path }],
  });
});
