import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { pay, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';
import { receive, subscribe, untilDeliveries, type CreatedWebhook } from './api/webhooks.ts';

const URL = 'https://n8n.example.com/webhook/1';

function watch(api: Client, events: string[], ...thresholds: object[]): Promise<CreatedWebhook> {
  return api.post('/v1/webhooks', { url: URL, events, thresholds });
}
const amountDue = (passes: string, value: number, currency?: string) => ({ on: 'amountDue', passes, value, currency });
const told = async (api: Client, type: string) => (await events(api, `type=${type}`)).map(({ data }) => data);
const settle = async (api: Client, name: string, dueDate: string, grossAmount: number) => {
  await saveInvoice(api, 'C-1', name, dueDate, { grossAmount });
  await pay(api, 'C-1', `P-${name}`, '2026-11-20', { [name]: grossAmount });
};

describe.each(databases)('$name', (database) => {
  test('EVT-1: another score is told with the one before, without any rule; the same letter is not', async () => {
    const api = await start(database);
    const { id } = await saveCustomer(api, 'C-1', { name: 'Dupont' });
    await settle(api, 'I-1', '2026-10-31', 1000);
    await settle(api, 'I-2', '2026-10-26', 1000);
    await settle(api, 'I-3', '2026-07-23', 4000);
    await api.post('/v1/customers/external:C-1/pause');
    expect(await told(api, 'customerScoreChanged')).toEqual([
      {
        customerId: id,
        externalId: 'C-1',
        name: 'Dupont',
        score: 'A',
        previousScore: null,
        averagePaymentDelayDays: 20,
        previousAveragePaymentDelayDays: null,
        currency: 'EUR',
      },
      expect.objectContaining({
        score: 'C',
        previousScore: 'A',
        averagePaymentDelayDays: 88,
        previousAveragePaymentDelayDays: 23,
      }),
    ]);
    const [first] = await events(api, 'type=customerScoreChanged');
    expect(first).toMatchObject({ customerId: id, actor: { type: 'key' } });
  });

  test('EVT-1: with paid and overdue a score falls by time alone, and is told once', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { scoreIncludes: 'paidAndOverdue' });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    for (const day of ['2026-12-20', '2026-12-21', '2026-12-22']) await setClock(api, day);
    expect(await told(api, 'customerScoreChanged')).toMatchObject([
      { score: 'A', previousScore: null },
      { score: 'B', previousScore: 'A', averagePaymentDelayDays: 31 },
    ]);
    await api.put('/v1/settings', { scoreIncludes: 'paid' });
    await api.post('/v1/customers/external:C-1/pause');
    expect(await told(api, 'customerScoreChanged')).toHaveLength(2);
  });

  test('RUL-1: an amount due is told when it passes a webhook’s threshold, on the crossing only, from before a batch to after it', async () => {
    const api = await start(database);
    const { id } = await saveCustomer(api, 'C-1', { name: 'Dupont' });
    await saveInvoice(api, 'C-1', 'I-0', '2026-12-20', { grossAmount: 900 });
    await watch(api, ['amountDuePassed'], amountDue('above', 1000, 'EUR'), amountDue('below', 500));
    const save = (number: string, grossAmount: number) =>
      saveInvoice(api, 'C-1', number, '2026-12-20', { grossAmount });
    await save('I-1', 100);
    expect(await told(api, 'amountDuePassed')).toEqual([]);
    const invoices = [2, 3].map((number) => ({
      externalId: `I-${number}`,
      number: `I-${number}`,
      customer: { externalId: 'C-1' },
      issuedAt: '2026-11-01',
      dueDate: '2026-12-20',
      currency: 'EUR',
      grossAmount: 300,
    }));
    await api.post('/v1/invoices/batch', { invoices });
    await save('I-4', 300);
    const above = {
      customerId: id,
      externalId: 'C-1',
      name: 'Dupont',
      passes: 'above',
      value: 1000,
      currency: 'EUR',
      amountDue: 1600,
      previousAmountDue: 1000,
    };
    expect(await told(api, 'amountDuePassed')).toEqual([above]);
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-0': 900, 'I-1': 100, 'I-2': 300, 'I-3': 300 });
    expect(await told(api, 'amountDuePassed')).toEqual([
      above,
      { ...above, passes: 'below', value: 500, amountDue: 300, previousAmountDue: 1900 },
    ]);
  });

  test('RUL-1: what lies beyond a threshold when it is set is no news; a first value that does is; an excluded customer’s is not', async () => {
    const api = await start(database);
    for (const name of ['C-1', 'C-2', 'C-3']) await saveCustomer(api, name);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-23', { grossAmount: 5000 });
    await watch(api, ['amountDuePassed'], amountDue('above', 1000));
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { grossAmount: 5000 });
    await setClock(api, '2026-11-24');
    expect(await told(api, 'amountDuePassed')).toEqual([]);
    await saveInvoice(api, 'C-2', 'I-3', '2026-12-20', { grossAmount: 5000, currency: 'USD' });
    expect(await told(api, 'amountDuePassed')).toEqual([]);
    await saveInvoice(api, 'C-2', 'I-4', '2026-12-20', { grossAmount: 5000 });
    expect(await told(api, 'amountDuePassed')).toMatchObject([{ externalId: 'C-2', previousAmountDue: null }]);
  });

  test('RUL-1: an average delay passes a threshold by time alone', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { scoreIncludes: 'paidAndOverdue' });
    await watch(api, ['averagePaymentDelayPassed'], { on: 'averagePaymentDelay', passes: 'above', value: 30 });
    for (const name of ['C-1', 'C-2']) await saveCustomer(api, name);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await saveInvoice(api, 'C-2', 'I-2', '2026-11-20');
    await api.post('/v1/customers/external:C-2/exclude');
    for (const day of ['2026-12-20', '2026-12-21', '2026-12-22']) await setClock(api, day);
    expect(await told(api, 'averagePaymentDelayPassed')).toEqual([
      expect.objectContaining({
        externalId: 'C-1',
        passes: 'above',
        value: 30,
        averagePaymentDelayDays: 31,
        previousAveragePaymentDelayDays: 30,
      }),
    ]);
  });

  test('a webhook is told of its own thresholds; one that asks for everything of all; the same one of two is one event', async () => {
    const [low, high, all] = [await receive(), await receive(), await receive()];
    const api = await start(database);
    const input = (receiver: { url: string }, value: number) => ({
      url: `${receiver.url}/hook`,
      events: ['amountDuePassed'],
      thresholds: [amountDue('above', value)],
    });
    const hooks = [
      await api.post<CreatedWebhook>('/v1/webhooks', input(low, 1000)),
      await api.post<CreatedWebhook>('/v1/webhooks', input(high, 2000)),
    ];
    const everything = await subscribe(api, all);
    await watch(api, ['amountDuePassed'], amountDue('above', 2000, 'EUR'));
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { grossAmount: 5000 });
    await untilDeliveries(api, hooks[0]!, 'delivered', 1);
    await untilDeliveries(api, hooks[1]!, 'delivered', 1);
    await untilDeliveries(api, everything, 'delivered', 4);
    const values = ({ received }: typeof low) =>
      received.flatMap(({ body }) => (body.type === 'amountDuePassed' ? [(body.data as { value: number }).value] : []));
    expect([values(low), values(high), values(all)]).toEqual([[1000], [2000], [1000, 2000]]);
  });

  test('a webhook’s thresholds are read, changed and taken away; while it is off nobody watches them', async () => {
    const api = await start(database);
    const { id, thresholds } = await watch(
      api,
      ['amountDuePassed'],
      amountDue('above', 1000),
      amountDue('above', 1000),
    );
    expect(thresholds).toEqual([amountDue('above', 1000, 'EUR')]);
    const path = `/v1/webhooks/${id}`;
    const changed = [amountDue('below', 7, 'USD')];
    expect(await api.put(path, { thresholds: changed })).toMatchObject({
      thresholds: changed,
      events: ['amountDuePassed'],
    });
    expect(await api.put(path, { events: ['customerCreated'], thresholds: [] })).toMatchObject({ thresholds: [] });
    await api.put(path, { events: ['amountDuePassed'], thresholds: [amountDue('above', 1000)] });
    await api.put(path, { enabled: false });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { grossAmount: 5000 });
    expect(await told(api, 'amountDuePassed')).toEqual([]);
  });
});

test.each([
  [{ events: ['amountDuePassed'] }, 'thresholds', /tells of thresholds: give one, as {"on": "amountDue"/],
  [{ events: ['customerCreated'], thresholds: [amountDue('above', 1)] }, 'thresholds.0', /told by amountDuePassed/],
  [
    {
      events: ['amountDuePassed'],
      thresholds: [amountDue('above', 1), { on: 'averagePaymentDelay', passes: 'above', value: 1 }],
    },
    'thresholds.1',
    /told by averagePaymentDelayPassed/,
  ],
  [{ events: ['*'], thresholds: [{ on: 'score', passes: 'above', value: 'A' }] }, 'thresholds.0.on', /amountDue/],
  [{ events: ['*'], thresholds: [{ on: 'amountDue', passes: 'over', value: 1 }] }, 'thresholds.0.passes', /above/],
  [{ events: ['*'], thresholds: [{ on: 'amountDue', passes: 'above', value: 1.5 }] }, 'thresholds.0.value', /integer/],
  [
    { events: ['*'], thresholds: [{ on: 'amountDue', passes: 'above', value: 1, currency: 'XXXX' }] },
    'thresholds.0.currency',
    /./,
  ],
])('RUL-1: %j is refused in words that name the field', async (wrong, path, message) => {
  const api = await start(databases[0]!);
  const { status, errors } = await api.problem('POST', '/v1/webhooks', { body: { url: URL, ...wrong } });
  expect([status, errors]).toEqual([400, [{ path, message: expect.stringMatching(message) }]]);
  expect(await api.all('/v1/webhooks')).toEqual([]);
});
