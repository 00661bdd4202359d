import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { events } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { saveCustomer } from './api/records.ts';
import { start } from './api/start.ts';
import { type CreatedWebhook, deliveries, type Delivery, receive, subscribe, untilDeliveries } from './api/webhooks.ts';

/** Retries follow the wall clock (CLK-2), which stands still here until it is moved. */
function passSeconds(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

async function untilAttempts(api: Client, webhook: { id: string }, count: number): Promise<Delivery> {
  for (;;) {
    const rows = await deliveries(api, webhook);
    const found = rows.find(({ attempts }) => attempts >= count);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** News for another customer wakes the outbox without waiting for its next look. */
const nudge = (api: Client) => saveCustomer(api, `N-${Math.random()}`);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(databases)('$name', (database) => {
  test('EVT-1: what a subscriber refuses is sent again later with the same id, and holds back that customer’s news alone', async () => {
    const receiver = await receive();
    const api = await start(database);
    const { id: a } = await saveCustomer(api, 'A');
    const { id: b } = await saveCustomer(api, 'B');
    const webhook = await subscribe(api, receiver);
    receiver.behaviour = ({ body }) => (body.customerId === a ? 500 : 200);
    await api.post('/v1/customers/external:A/pause');
    const [failed] = await untilDeliveries(api, webhook, 'failed', 1);
    expect(failed).toMatchObject({
      customerId: a,
      attempts: 1,
      lastStatus: 500,
      lastError: 'It answered 500',
      nextAttemptAt: new Date(Date.now() + 5000).toISOString(),
      endedAt: null,
    });
    await api.post('/v1/customers/external:A/resume');
    await api.post('/v1/customers/external:B/pause');
    await api.post('/v1/customers/external:B/resume');
    await untilDeliveries(api, webhook, 'delivered', 2);
    expect(receiver.received.map(({ body }) => [body.customerId, body.type])).toEqual([
      [a, 'customerPaused'],
      [b, 'customerPaused'],
      [b, 'customerResumed'],
    ]);
    passSeconds(4);
    await saveCustomer(api, 'C');
    await untilDeliveries(api, webhook, 'delivered', 3);
    passSeconds(2);
    await untilAttempts(api, webhook, 2);
    receiver.behaviour = () => 200;
    passSeconds(60);
    await untilDeliveries(api, webhook, 'delivered', 5);
    const ofA = receiver.received.filter(({ body }) => body.customerId === a);
    expect(ofA.map(({ body }) => body.type)).toEqual([...Array(3).fill('customerPaused'), 'customerResumed']);
    expect(new Set(ofA.map(({ body }) => body.id)).size).toBe(2);
    const sentAt = ofA.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(sentAt.map((at) => at - sentAt[0]!)).toEqual([0, 6, 66, 66]);
    expect(new Webhook(webhook.secret).verify(ofA[1]!.text, ofA[1]!.headers)).toEqual(ofA[0]!.body);
  });

  test('EVT-1: attempts go on for days, then the event is dead, what waited behind it goes on, and it can be sent again', async () => {
    const receiver = await receive();
    const api = await start(database);
    const { id } = await saveCustomer(api, 'A');
    const webhook = await subscribe(api, receiver, 'customerPaused', 'customerResumed', 'customerCreated');
    receiver.behaviour = ({ body }) => (body.type === 'customerPaused' ? 503 : 200);
    await api.post('/v1/customers/external:A/pause');
    await api.post('/v1/customers/external:A/resume');
    const waits: number[] = [];
    for (let attempts = 1; attempts <= 10; attempts++) {
      const { nextAttemptAt } = await untilAttempts(api, webhook, attempts);
      const wait = (Date.parse(nextAttemptAt!) - Date.now()) / 1000;
      waits.push(wait);
      passSeconds(wait);
      await nudge(api);
    }
    const hours = (number: number) => number * 3600;
    expect(waits).toEqual([5, 60, 300, 1800, ...[2, 5, 10, 24, 24, 24].map(hours)]);
    const [dead] = await untilDeliveries(api, webhook, 'dead', 1);
    expect(dead).toMatchObject({ customerId: id, attempts: 11, lastStatus: 503, nextAttemptAt: null });
    await untilDeliveries(api, webhook, 'delivered', 11);
    expect(receiver.received.filter(({ body }) => body.type === 'customerResumed')).toHaveLength(1);

    // Sent again it fails again, and holds back nothing.
    const redeliver = () => api.post<Delivery>(`/v1/webhooks/${webhook.id}/deliveries/${dead!.eventId}/redeliver`);
    expect(await redeliver()).toMatchObject({
      eventId: dead!.eventId,
      status: expect.stringMatching(/pending|failed/),
    });
    await untilDeliveries(api, webhook, 'failed', 1);
    receiver.behaviour = ({ body }) => (body.id === dead!.eventId ? 503 : 200);
    await api.post('/v1/customers/external:A/pause');
    await untilDeliveries(api, webhook, 'delivered', 12);
    receiver.behaviour = () => 200;
    await redeliver();
    await untilDeliveries(api, webhook, 'delivered', 13);
    await redeliver();
    await receiver.until(11 + 11 + 4);
    expect(receiver.received.filter(({ body }) => body.id === dead!.eventId)).toHaveLength(14);
  });

  test('EVT-1: 410 switches a webhook off and says so; switched on again it goes on from there', async () => {
    const [gone, other] = [await receive(() => 410), await receive()];
    const api = await start(database);
    const webhook = await subscribe(api, gone, 'customerCreated', 'customerPaused');
    await subscribe(api, other, 'webhookDisabled');
    await saveCustomer(api, 'A');
    await other.until(1);
    expect(other.received[0]!.body.data).toMatchObject({ webhookId: webhook.id, host: new URL(gone.url).host });
    expect(await api.get(`/v1/webhooks/${webhook.id}`)).toMatchObject({
      enabled: false,
      disabledReason: 'The receiver answered 410 Gone',
    });
    const [dead] = await deliveries(api, webhook, 'dead');
    await api.post('/v1/customers/external:A/pause');
    expect(await deliveries(api, webhook)).toEqual([dead]);
    const path = `/v1/webhooks/${webhook.id}/deliveries/${dead!.eventId}/redeliver`;
    expect(await api.problem('POST', path)).toMatchObject({ status: 409, detail: expect.stringContaining('enabled') });
    gone.behaviour = () => 200;
    await api.put(`/v1/webhooks/${webhook.id}`, { enabled: true });
    await api.post(path);
    await untilDeliveries(api, webhook, 'delivered', 1);
    await api.put(`/v1/webhooks/${webhook.id}`, { enabled: false });
    expect(await events(api, 'type=webhookUpdated')).toMatchObject([
      { data: { changed: ['enabled'] } },
      { data: { changed: ['enabled'] } },
    ]);
  });

  test.each([
    ['a redirect', 302, /answered 302: redirects are not followed/],
    ['no such path', 404, /answered 404/],
  ])('EVT-1: %s is a failure that says why', async (_, status, error) => {
    const receiver = await receive(() => status);
    const api = await start(database);
    const webhook = await subscribe(api, receiver, 'customerCreated');
    await saveCustomer(api, 'A');
    expect(await untilDeliveries(api, webhook, 'failed', 1)).toMatchObject([
      { lastStatus: status, lastError: expect.stringMatching(error) },
    ]);
    expect(receiver.received).toHaveLength(1);
  });

  test('EVT-1: a clock that jumps while a request is on its way starts no second one beside it', async () => {
    const receiver = await receive(() => 'hang');
    const api = await start(database);
    await saveCustomer(api, 'A');
    const webhook = await subscribe(api, receiver);
    await api.post('/v1/customers/external:A/pause');
    await receiver.until(1);
    passSeconds(3600);
    await api.post('/v1/customers/external:A/resume');
    await nudge(api);
    await receiver.until(2);
    expect(receiver.received.map(({ body }) => body.type)).toEqual(['customerPaused', 'customerCreated']);
    expect(await deliveries(api, webhook, 'pending')).toHaveLength(3);
  });

  test('deliveries are forgotten after a week, dead ones after a month', async () => {
    const receiver = await receive(({ body }) => (body.type === 'customerCreated' ? 200 : 410));
    const first = await start(database);
    const webhook = await subscribe(first, receiver, 'customerCreated', 'customerPaused');
    await saveCustomer(first, 'A');
    await untilDeliveries(first, webhook, 'delivered', 1);
    await first.post('/v1/customers/external:A/pause');
    await untilDeliveries(first, webhook, 'dead', 1);
    let api = first;
    const kept: string[][] = [];
    for (const days of [6, 2, 21, 2]) {
      await api.stop();
      passSeconds(days * 24 * 3600);
      api = await start(database, { on: first.database });
      await api.stop();
      api = await start(database, { on: first.database });
      kept.push((await deliveries(api, webhook)).map(({ status }) => status));
    }
    expect(kept).toEqual([['dead', 'delivered'], ['dead'], ['dead'], []]);
  });

  test('a replaced secret signs along for 24 hours and no longer', async () => {
    const receiver = await receive();
    const api = await start(database);
    const webhook = await subscribe(api, receiver, 'customerCreated');
    const { id, secret: first } = webhook;
    const rotate = async () => (await api.post<CreatedWebhook>(`/v1/webhooks/${id}/rotate`)).secret;
    const second = await rotate();
    passSeconds(12 * 3600);
    const third = await rotate();
    const signers = async (name: string) => {
      await saveCustomer(api, name);
      await untilDeliveries(api, webhook, 'delivered', Number(name));
      const { text, headers } = receiver.received.at(-1)!;
      return [first, second, third].filter((secret) => {
        try {
          return new Webhook(secret).verify(text, headers);
        } catch {
          return false;
        }
      });
    };
    expect(await signers('1')).toEqual([first, second, third]);
    passSeconds(12 * 3600 + 1);
    expect(await signers('2')).toEqual([second, third]);
    passSeconds(12 * 3600);
    expect(await signers('3')).toEqual([third]);
  });
});
