import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Stripe from 'stripe';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Client } from '../http/api/client.ts';
import type { Customer } from '../http/api/records.ts';
import {
  connectStripe,
  ledgerOf,
  settled,
  type Source,
  startForSources,
  sync,
  tell,
} from '../sources/stripe/connected.ts';
import { stripeForTest } from '../sources/stripe/server.ts';
import { API_KEY, signed } from '../sources/stripe/signed.ts';
import { databases } from '../support/databases.ts';

const [SQLITE] = databases;
const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** Posts to where a source's webhook is; the status. */
async function post(api: Client, id: string, body: string | Buffer, headers: Record<string, string>): Promise<number> {
  return (await fetch(`${api.url}/v1/sources/${id}/webhook`, { method: 'POST', body: body as string, headers })).status;
}

describe.each(databases)('$name', (database) => {
  test('what proves a webhook of one source proves none of another; a source that is not there is a 404', async () => {
    const stripe = await stripeForTest();
    const api = await startForSources(database);
    const one = await connectStripe(api, stripe);
    const other = await connectStripe(api, stripe, {
      name: 'other',
      secrets: { apiKey: API_KEY, webhookSecret: 'whsec_OfTheOther' },
    });
    stripe.books.customer('cus_1');
    const { raw, headers } = signed(stripe.books.events[0]!);
    expect(await post(api, other.id, raw, headers)).toBe(401);
    for (const id of ['src_nobodys', '..', '%2e%2e', 'a'.repeat(2_000)])
      expect([400, 404]).toContain(await post(api, id, raw, headers));
    expect((await ledgerOf(api)).customers).toEqual([]);
    expect(await post(api, one.id, raw, headers)).toBe(200);
    await settled(api, one.id);
    expect((await ledgerOf(api)).customers).toMatchObject([{ externalId: 'cus_1' }]);
  });

  test('a webhook that is played back changes nothing, though what it told has been overtaken', async () => {
    const stripe = await stripeForTest();
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    stripe.books.customer('cus_1', { name: 'Then' });
    const { raw, headers } = signed(stripe.books.events[0]!);
    await post(api, source.id, raw, headers);
    await settled(api, source.id);
    stripe.books.customer('cus_1', { name: 'Now' });
    await tell(api, source, stripe.books.events[1]!);
    await settled(api, source.id);
    for (let time = 0; time < 3; time++) expect(await post(api, source.id, raw, headers)).toBe(200);
    await settled(api, source.id);
    expect((await ledgerOf(api)).customers).toMatchObject([{ name: 'Now' }]);
  });
});

test('a webhook of five megabytes is a 413 before anybody reads it, with the right signature too', async () => {
  const stripe = await stripeForTest();
  const api = await startForSources(SQLITE!);
  const source = await connectStripe(api, stripe);
  const huge = stripe.books.customer('cus_1', { description: 'x'.repeat(5_000_000) });
  const { raw, headers } = signed(stripe.books.events[0]!);
  expect(await post(api, source.id, raw, headers)).toBe(413);
  expect(await api.get<Source>(`/v1/sources/${source.id}`)).toMatchObject({ pendingEvents: 0 });
  expect(huge.id).toBe('cus_1');
});

test('names that JavaScript knows are names like others in what a vendor says: nothing is polluted, everything taken in', async () => {
  const stripe = await stripeForTest();
  const { books } = stripe;
  const api = await startForSources(SQLITE!);
  const key = 'tier';
  await api.post('/v1/custom-fields', { key, label: 'Tier', type: 'text', source: 'stripe' });
  const settings = { apiUrl: stripe.url, customFields: { [key]: '__proto__' } };
  const source = await connectStripe(api, stripe, { settings });
  const evil = JSON.parse(
    '{"__proto__": {"isAdmin": true}, "constructor": {"prototype": {"isAdmin": true}}}',
  ) as object;
  books.customer('__proto__', evil);
  const metadata = JSON.parse('{"__proto__": "gold", "constructor": "x"}') as Stripe.Metadata;
  books.customer('constructor', { metadata, name: '__proto__' });
  books.invoice('toString', 'constructor', { number: 'hasOwnProperty' });
  await sync(api, source);
  for (const event of books.events) expect((await tell(api, source, event)).status).toBe(200);
  expect(await settled(api, source.id)).toMatchObject({ lastError: null });
  expect('isAdmin' in {}).toBe(false);
  expect((await ledgerOf(api)).invoices).toMatchObject([{ externalId: 'toString', customer: 'constructor' }]);
  const customer = await api.get<Customer>('/v1/customers/external:constructor');
  expect(customer).toMatchObject({ name: '__proto__', customFields: { [key]: 'gold' } });
});

describe('where keys are sent', () => {
  const connect = (api: Client, apiUrl: string) =>
    api.problem('POST', '/v1/sources', { type: 'stripe', settings: { apiUrl }, secrets: { apiKey: API_KEY } });

  test('no source is connected to an address that the connector may not call', async () => {
    const api = await startForSources(SQLITE!);
    for (const apiUrl of [
      'http://10.0.0.1',
      'http://169.254.169.254/latest/meta-data',
      'http://[fd00:ec2::254]',
      'http://[::ffff:169.254.169.254]',
      'http://0x7f.1.example.com',
      'http://intranet',
      'https://api.stripe.com.example.org',
    ])
      expect([apiUrl, await connect(api, apiUrl)]).toMatchObject([
        apiUrl,
        { status: 400, errors: [{ path: 'settings.apiUrl' }] },
      ]);
    for (const apiUrl of ['file:///etc/passwd', 'gopher://127.0.0.1', 'nothing'])
      expect((await connect(api, apiUrl)).status).toBe(400);
    const inside = await startForSources(SQLITE!, { env: { DUNNING_PRIVATE_ADDRESSES: 'private' } });
    for (const apiUrl of ['http://metadata.google.internal', 'http://169.254.169.254', 'http://intranet'])
      expect((await connect(inside, apiUrl)).errors).toMatchObject([{ path: 'settings.apiUrl' }]);
    const strict = await startForSources(SQLITE!, { env: { DUNNING_PRIVATE_ADDRESSES: 'none' } });
    for (const apiUrl of ['http://127.0.0.1:9', 'http://localhost:9', 'http://93.184.215.14'])
      expect((await connect(strict, apiUrl)).errors).toMatchObject([{ path: 'settings.apiUrl' }]);
  });

  test('a source that sends on to another address is not followed', async () => {
    const [server, inside] = [createServer(), createServer()];
    const seen: string[] = [];
    inside.on('request', ({ url }, response) => {
      seen.push(url!);
      response.end('secret');
    });
    server.on('request', (_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${portOf(inside)}/secret` }).end(),
    );
    for (const each of [server, inside]) {
      await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => {
        each.closeAllConnections();
        each.close();
      });
    }
    const api = await startForSources(SQLITE!);
    const apiUrl = `http://127.0.0.1:${portOf(server)}`;
    for (const [type, settings, secrets] of [
      ['chargebee', { site: 'acme', apiUrl }, { apiKey: 'key', webhookUser: 'u', webhookPassword: 'a password: long' }],
      ['stripe', { apiUrl }, { apiKey: API_KEY }],
    ] as const) {
      const { id } = await api.post<Source>('/v1/sources', { type, settings, secrets, intervalMinutes: 0 });
      await api.post(`/v1/sources/${id}/sync`, {});
      await vi.waitFor(
        async () => expect((await api.get<{ lastError: unknown }>(`/v1/sources/${id}`)).lastError).not.toBeNull(),
        { timeout: 60_000, interval: 200 },
      );
      expect(JSON.stringify(await api.get(`/v1/sources/${id}`))).not.toContain('secret"');
    }
    expect(seen).toEqual([]);
  }, 120_000);

  test('keys that are kept are sent to no other address than before, unless whoever changes it knows them', async () => {
    const [stripe, elsewhere] = [await stripeForTest(), await stripeForTest()];
    const api = await startForSources(SQLITE!);
    const { id } = await connectStripe(api, stripe);
    const settings = { apiUrl: elsewhere.url };
    expect(await api.problem('PUT', `/v1/sources/${id}`, { settings })).toMatchObject({
      errors: [{ path: 'secrets' }],
    });
    await sync(api, { id });
    expect(elsewhere.requests).toEqual([]);
    await api.put(`/v1/sources/${id}`, { settings, secrets: { apiKey: API_KEY } });
    await sync(api, { id });
    expect(elsewhere.requests).not.toEqual([]);
  });
});
