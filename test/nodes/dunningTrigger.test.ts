import { createHmac, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
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

  test('while a secret is being changed, either signature is good', async () => {
    await trigger.publish(['customerCreated']);
    const headers = signed({});
    headers['webhook-signature'] = `v1,${randomBytes(32).toString('base64')} ${headers['webhook-signature']}`;
    expect((await post(headers)).status).toBe(200);
    expect(trigger.started).toHaveLength(1);
  });
});

test('the events handed on last are remembered over a restart of n8n, and no more of them than needed', () => {
  const require = createRequire(import.meta.url);
  const file = require.resolve('../../dist/nodes/DunningTrigger/repeats.js');
  const load = () => {
    delete require.cache[file];
    return require(file) as { isRepeated(subscription: { received?: string[] }, id: string): boolean };
  };
  const saved: { webhookId: string; received?: string[] } = { webhookId: 'whk_1' };
  for (let n = 0; n < 1_000; n++) expect(load().isRepeated(saved, `evt_${n}`)).toBe(false);
  expect(load().isRepeated(saved, 'evt_999')).toBe(true);
  expect(saved.received!.length).toBeLessThanOrEqual(250);
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
