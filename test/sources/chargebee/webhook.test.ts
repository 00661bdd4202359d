import { describe, expect, test } from 'vitest';
import { type Secrets, type Settings, settings } from '../../../connector/src/sources/chargebee/settings.ts';
import type { SourceAccess } from '../../../connector/src/sources/source.ts';
import { importOf, recordsOf } from '../../../connector/src/sources/chargebee/events.ts';
import { eventsOf } from '../../../connector/src/sources/chargebee/webhook.ts';
import { chargebeeEvent } from './events.ts';
import * as objects from './objects.ts';

const access: SourceAccess<Settings, Secrets> = {
  name: 'chargebee',
  timeZone: 'UTC',
  settings: settings.parse({ site: 'acme' }),
  secrets: { apiKey: 'key', webhookUser: 'hook', webhookPassword: 'päss:word' },
};
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const RIGHT = basic('hook', 'päss:word');

function told(body: string | object, authorization: string | undefined = RIGHT, given = access) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return eventsOf(given, { headers: { authorization }, body: Buffer.from(text), now: 0 });
}

const customer = { ...objects.customer('C-1', { auto_collection: 'on' }), resource_version: 11 };
const invoice = { ...objects.invoice('I-1', 'C-1', { status: 'posted' }), resource_version: 12 };
const payment = { ...objects.payment('T-1', 'C-1', 100, { 'I-1': 100 }), resource_version: 13 };

test('a webhook tells of every object in it that dunning knows', () => {
  const event = chargebeeEvent('ev_1', 'payment_succeeded', {
    transaction: payment,
    invoice,
    customer,
    card: { customer_id: 'C-1' },
  });
  expect(told(event)).toMatchObject([
    { id: 'ev_1:customer:C-1', kind: 'customer', externalId: 'C-1', version: 11 },
    { id: 'ev_1:invoice:I-1', kind: 'invoice', externalId: 'I-1', version: 12 },
    { id: 'ev_1:payment:T-1', kind: 'payment', externalId: 'T-1', version: 13 },
  ]);
});

test('a webhook about anything else tells nothing', () => {
  expect(told(chargebeeEvent('ev_2', 'coupon_created', { coupon: { id: 'X' } }))).toEqual([]);
});

describe('a forged webhook is refused', () => {
  test.for<[string, string | undefined]>([
    ['without authentication', ''],
    ['with a wrong user', basic('hool', 'päss:word')],
    ['with a wrong password', basic('hook', 'guess')],
    ['with a password cut short', basic('hook', 'päss')],
    ['with a bearer token', `Bearer ${RIGHT.slice(6)}`],
  ])('%s', ([, authorization]) => {
    expect(() => told(chargebeeEvent('ev_1', 'customer_changed', { customer }), authorization)).toThrow(
      expect.objectContaining({ status: 401 }),
    );
  });

  test('also where nobody has set up how webhooks prove themselves', () => {
    const open = { ...access, secrets: { apiKey: 'key' } };
    expect(() =>
      told(chargebeeEvent('ev_1', 'customer_changed', { customer }), basic('undefined', 'undefined'), open),
    ).toThrow(/webhookUser and webhookPassword/);
  });
});

test.for(['', '{', '[]', 'null', '{"id":"ev_1"}', '{"content":{"customer":{"id":"C-1"}}}'])(
  'a body that is no event of Chargebee is refused as such: %s',
  (body) => {
    expect(() => told(body)).toThrow(expect.objectContaining({ status: 400 }));
  },
);

describe('an event is understood by itself', () => {
  const recordsIn = (content: object) =>
    told(chargebeeEvent('ev_1', 'some_event', content)).map((event) => recordsOf(access, event));

  test('customers, payments and credit notes always', () => {
    const note = objects.adjustment('CN-1', 'C-1', 'I-1', 5);
    expect(recordsIn({ customer, transaction: payment, credit_note: note })).toMatchObject([
      [{ kind: 'customer' }],
      [{ kind: 'creditNote' }],
      [{ kind: 'payment' }],
    ]);
  });

  test('HLD-1: an open invoice only if it, its customer or its subscription says how it is collected', () => {
    expect(recordsIn({ invoice })).toEqual([null]);
    expect(recordsIn({ invoice, customer })[1]).toMatchObject([{ automaticCharging: 'pending' }]);
    expect(recordsIn({ invoice, customer, subscription: { auto_collection: 'off' } })[1]).toMatchObject([
      { automaticCharging: null },
    ]);
    expect(recordsIn({ invoice: { ...invoice, status: 'paid' } })[0]).toMatchObject([{ automaticCharging: null }]);
  });
});

test('HLD-1: an invoice that a workflow hands over alone is collected as its customer was known to be', () => {
  const given = (isCollected: boolean) =>
    importOf(chargebeeEvent('ev_1', 'invoice_generated', { invoice }), {
      timeZone: 'UTC',
      settings: null,
      customFieldsOf: (id) => (id === 'C-1' ? { chargebeeAutoCollection: isCollected } : {}),
    });
  expect(given(true)).toMatchObject([{ automaticCharging: 'pending' }]);
  expect(given(false)).toMatchObject([{ automaticCharging: null }]);
});
