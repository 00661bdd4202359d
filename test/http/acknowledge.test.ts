import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { saveCustomer } from './api/records.ts';
import { start } from './api/start.ts';
import { receive, subscribe, untilDeliveries } from './api/webhooks.ts';

const acknowledge = async (api: Client, webhook: { id: string }, event: string, token: string) =>
  (await api.post<{ first: boolean }>(`/v1/webhooks/${webhook.id}/deliveries/${event}/acknowledge`, { token })).first;

describe.each(databases)('$name', (database) => {
  test('EVT-1: of all who acknowledge an event one is the first, in whichever process; who asks again is told the same', async () => {
    const one = await start(database);
    const other = database.name === 'SQLite' ? one : await start(database, { on: one.database });
    const webhook = await one.post<{ id: string }>('/v1/webhooks', { url: 'https://example.com/1', events: ['*'] });
    const tokens = Array.from({ length: 12 }, (_, index) => `token-of-${index}`);
    const answers = await Promise.all(
      tokens.map((token, index) => acknowledge(index % 2 === 0 ? one : other, webhook, 'evt_1', token)),
    );
    expect(answers.filter((first) => first)).toHaveLength(1);
    const again = await Promise.all(tokens.map((token) => acknowledge(other, webhook, 'evt_1', token)));
    expect(again).toEqual(answers);
    expect(await acknowledge(one, webhook, 'evt_2', tokens[0]!)).toBe(true);
  });

  test('each webhook has its own; a webhook that is made anew begins anew; an unknown one is a 404', async () => {
    const api = await start(database);
    const create = () => api.post<{ id: string }>('/v1/webhooks', { url: 'https://example.com/1', events: ['*'] });
    const [first, second] = [await create(), await create()];
    expect(await acknowledge(api, first, 'evt_1', 'one-token')).toBe(true);
    expect(await acknowledge(api, second, 'evt_1', 'another-token')).toBe(true);
    await api.delete(`/v1/webhooks/${first.id}`);
    const path = `/v1/webhooks/${first.id}/deliveries/evt_1/acknowledge`;
    expect(await api.problem('POST', path, { body: { token: 'one-token' } })).toMatchObject({ status: 404 });
    const short = { body: { token: 'short' } };
    expect(await api.problem('POST', `/v1/webhooks/${second.id}/deliveries/evt_1/acknowledge`, short)).toMatchObject({
      status: 400,
      errors: [{ path: 'token' }],
    });
  });

  test('what is redelivered stays acknowledged, unless it is to be worked on again', async () => {
    const receiver = await receive();
    const api = await start(database);
    const webhook = await subscribe(api, receiver, 'customerCreated');
    await saveCustomer(api, 'C-1');
    await untilDeliveries(api, webhook, 'delivered', 1);
    const [event] = await events(api, 'type=customerCreated');
    expect(await acknowledge(api, webhook, event!.id, 'the-first-one')).toBe(true);
    const redeliver = (body?: object) => api.post(`/v1/webhooks/${webhook.id}/deliveries/${event!.id}/redeliver`, body);
    await redeliver();
    await receiver.until(2);
    expect(await acknowledge(api, webhook, event!.id, 'the-second-one')).toBe(false);
    await untilDeliveries(api, webhook, 'delivered', 1);
    await redeliver({ again: true });
    await receiver.until(3);
    expect(await acknowledge(api, webhook, event!.id, 'the-third-one')).toBe(true);
  });
});
