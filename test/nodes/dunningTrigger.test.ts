import { createHmac, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { type Fate, startFlakyProxy } from '../support/flakyProxy.ts';
import { nodeTypes } from './n8n.ts';
import { type RunningTrigger, runTrigger } from './runningTrigger.ts';

let connector: RunningConnector;
let trigger: RunningTrigger;

beforeEach(async () => {
  connector = await spawnConnector();
  trigger = await runTrigger(connector);
});
afterEach(async () => {
  await trigger.close();
  await connector.stop();
});

interface Webhook {
  id: string;
  url: string;
  events: string[];
  thresholds: object[];
  enabled: boolean;
}
const webhooks = async () => (await connector.call<{ data: Webhook[] }>('GET', '/v1/webhooks')).data;
const createCustomer = (externalId: string) =>
  connector.call('POST', '/v1/customers', { externalId, name: externalId });

test('publishing subscribes; an event starts one run with one item, as the connector told it; unpublishing leaves nothing', async () => {
  await trigger.publish(['customerCreated']);
  expect(await webhooks()).toMatchObject([{ events: ['customerCreated'], enabled: true }]);
  const { id } = await createCustomer('C-1');
  await connector.call('PUT', '/v1/customers/external:C-1', { name: 'Other' });
  await createCustomer('C-2');
  await trigger.until(2);
  expect(trigger.started).toMatchObject([
    { type: 'customerCreated', customerId: id, data: { externalId: 'C-1' } },
    { type: 'customerCreated', data: { externalId: 'C-2' } },
  ]);
  await trigger.unpublish();
  expect(await webhooks()).toEqual([]);
  await trigger.unpublish();
});

test('publishing again asks the connector and makes no second webhook; other events change the one that is there', async () => {
  expect(await trigger.publish(['customerCreated'])).toBe(false);
  const [first] = await webhooks();
  expect(await trigger.publish(['customerCreated'])).toBe(true);
  expect(await trigger.publish(['customerUpdated', 'customerCreated'])).toBe(true);
  expect(await webhooks()).toMatchObject([{ id: first!.id, events: ['customerUpdated', 'customerCreated'] }]);
});

test('a webhook that was switched off is on again after publishing', async () => {
  await trigger.publish(['*']);
  const [webhook] = await webhooks();
  await connector.call('PUT', `/v1/webhooks/${webhook!.id}`, { enabled: false });
  expect(await trigger.publish(['*'])).toBe(true);
  expect(await webhooks()).toMatchObject([{ id: webhook!.id, enabled: true }]);
});

test('a webhook that is gone at the connector, or whose secret n8n has lost, is replaced by one', async () => {
  await trigger.publish(['customerCreated']);
  const [first] = await webhooks();
  await connector.call('DELETE', `/v1/webhooks/${first!.id}`);
  expect(await trigger.publish(['customerCreated'])).toBe(false);
  delete trigger.staticData.webhookId;
  expect(await trigger.publish(['customerCreated'])).toBe(false);
  expect(await webhooks()).toHaveLength(1);
  await createCustomer('C-1');
  await trigger.until(1);
});

test('no event chosen is said when publishing', async () => {
  await expect(trigger.publish([])).rejects.toThrow('No event is chosen');
  expect(await webhooks()).toEqual([]);
});

test('thresholds go with the events that tell of them, and start the workflow when they are crossed', async () => {
  const more = {
    amountDueThresholds: { threshold: [{ passes: 'above', amount: 100_000, currency: ' eur' }] },
    averagePaymentDelayThresholds: { threshold: [{ passes: 'below', days: 10 }] },
  };
  await trigger.publish(['amountDuePassed'], more);
  const above = { on: 'amountDue', passes: 'above', value: 100_000, currency: 'EUR' };
  const [first] = await webhooks();
  expect(first).toMatchObject({ events: ['amountDuePassed'], thresholds: [above] });
  await createCustomer('C-1');
  const customer = { externalId: 'C-1' };
  const invoice = { number: '1', customer, issuedAt: '2026-11-01', dueDate: '2026-12-01', currency: 'EUR' };
  for (const [externalId, grossAmount] of Object.entries({ a: 100_000, b: 1, c: 5 }))
    await connector.call('POST', '/v1/invoices', { ...invoice, externalId, grossAmount });
  await trigger.until(1);
  expect(trigger.started).toMatchObject([{ data: { externalId: 'C-1', value: 100_000, amountDue: 100_001 } }]);

  const both = ['amountDuePassed', 'averagePaymentDelayPassed'];
  expect(await trigger.publish(both, { averagePaymentDelayThresholds: more.averagePaymentDelayThresholds })).toBe(true);
  const byDefault = { on: 'amountDue', passes: 'above', value: 1_000_000, currency: 'EUR' };
  const below = { on: 'averagePaymentDelay', passes: 'below', value: 10 };
  expect(await webhooks()).toMatchObject([{ id: first!.id, events: both, thresholds: [byDefault, below] }]);
  expect(await trigger.publish(['customerCreated'])).toBe(true);
  expect(await webhooks()).toMatchObject([{ id: first!.id, thresholds: [] }]);
  await expect(trigger.publish(['amountDuePassed'], { amountDueThresholds: {} })).rejects.toThrow(
    'No threshold is set',
  );
});

describe('requests', () => {
  const body = JSON.stringify({ id: 'evt_1', type: 'customerCreated', data: {} });
  const now = () => Math.floor(Date.now() / 1000);

  function signed({ secret, id = 'evt_1', at = now(), over = body }: Record<string, unknown> & { at?: number }) {
    const key = Buffer.from(String(secret ?? trigger.staticData.secret).replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key)
      .update(`${String(id)}.${at}.${String(over)}`)
      .digest('base64');
    return { 'webhook-id': String(id), 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
  }
  const post = async (headers: Record<string, string>) => {
    const [{ url }] = (await webhooks()) as [Webhook];
    return await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  };
  const otherSecret = `whsec_${randomBytes(32).toString('base64')}`;

  test.each<[string, () => Record<string, string>]>([
    ['unsigned', () => ({})],
    ['signed with another secret', () => signed({ secret: otherSecret })],
    ['whose body was changed', () => signed({ over: '{}' })],
    ['that was copied six minutes ago', () => signed({ at: now() - 360 })],
    ['from the future', () => signed({ at: now() + 360 })],
    ['whose timestamp is none', () => ({ ...signed({}), 'webhook-timestamp': 'now' })],
  ])('a request %s is refused with 401 and starts nothing', async (_, headers) => {
    await trigger.publish(['customerCreated']);
    expect((await post(headers())).status).toBe(401);
    expect(trigger.started).toEqual([]);
  });

  test('an event that comes again, even at the same moment, is answered with 200 and starts no second run', async () => {
    await trigger.publish(['customerCreated']);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(signed({}))));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(trigger.started).toHaveLength(1);
    await post(signed({ id: 'evt_2' }));
    expect(trigger.started).toHaveLength(2);
  });

  test('an event is known after a restart of n8n, which has forgotten everything but its subscription', async () => {
    await trigger.publish(['customerCreated']);
    const { webhookId, secret } = trigger.staticData;
    await post(signed({}));
    const restarted = await runTrigger(connector);
    Object.assign(restarted.staticData, { webhookId, secret });
    const headers = { 'content-type': 'application/json', ...signed({}) };
    const answer = await fetch(restarted.url, { method: 'POST', headers, body });
    await restarted.close();
    expect([answer.status, trigger.started.length, restarted.started]).toEqual([200, 1, []]);
  });

  test.each<[string, Fate[]]>([
    ['cannot be reached', ['lostBefore', 'lostBefore', 'lostBefore']],
    ['is out of order', [503, 503, 503]],
    ['has taken the event for begun, but its answers are lost', ['lostAfter', 'lostAfter', 'lostAfter']],
  ])(
    'an event that comes while the connector %s is answered with 503, and starts one run when it comes again',
    async (_, fates) => {
      const ahead: Fate[] = [];
      const proxy = await startFlakyProxy(connector.url, ahead);
      await trigger.close();
      trigger = await runTrigger({ url: proxy.url, key: connector.key });
      await trigger.publish(['customerCreated']);
      ahead.push(...fates);
      expect((await post(signed({}))).status).toBe(503);
      expect(trigger.started).toEqual([]);
      const again = await Promise.all([post(signed({})), post(signed({}))]);
      expect(again.map(({ status }) => status)).toEqual([200, 200]);
      expect(trigger.started).toHaveLength(1);
      await proxy.stop();
    },
  );

  test('while a secret is being changed, either signature is good', async () => {
    await trigger.publish(['customerCreated']);
    const headers = signed({});
    headers['webhook-signature'] = `v1,${randomBytes(32).toString('base64')} ${headers['webhook-signature']}`;
    expect((await post(headers)).status).toBe(200);
    expect(trigger.started).toHaveLength(1);
  });
});

test('every type of event that the connector has can be chosen', async () => {
  const { components } = await connector.call<{ components: { schemas: { EventType: { enum: string[] } } } }>(
    'GET',
    '/v1/openapi.json',
  );
  const { properties } = nodeTypes.getByNameAndVersion('n8n-nodes-dunning.dunningTrigger').description;
  const options = properties.find(({ name }) => name === 'events')!.options as Array<{ value: string }>;
  expect(options.map(({ value }) => value).sort()).toEqual(['*', ...components.schemas.EventType.enum].sort());
});
