import { describe, expect, onTestFinished, test } from 'vitest';
import type { Client } from '../http/api/client.ts';
import type { Invoice } from '../http/api/records.ts';
import { databases } from '../support/databases.ts';
import { connectChargebee } from './chargebee/connected.ts';
import { startChargebee } from './chargebee/server.ts';
import * as chargebeeObjects from './chargebee/objects.ts';
import { Company } from './quickbooks/company.ts';
import { startQuickBooks } from './quickbooks/server.ts';
import { connectQuickBooks } from './quickbooks/source.ts';
import { StripeBooks } from './stripe/books.ts';
import { connectStripe, startForSources, sync } from './stripe/connected.ts';
import { stripeForTest } from './stripe/server.ts';
import { API_KEY } from './stripe/signed.ts';

const OTHER_REALM = '4620816365000000002';

/** A company with one open invoice, the same id in all of them. */
async function companyOwing(TotalAmt: number, realmId?: string) {
  const company = new Company(undefined, realmId);
  const invoice = company.invoice(company.customer(), { TotalAmt });
  const server = await startQuickBooks(company);
  onTestFinished(() => server.down());
  return { company, server, invoice };
}

const open = async (api: Client) =>
  (await api.all<Invoice>('/v1/invoices')).map(({ source, externalId, outstanding, status }) => {
    return { source, externalId, outstanding, status };
  });

describe.each(databases)('$name', (database) => {
  test('X4: another company cannot take the place of the one whose records a source has brought', async () => {
    const ours = await companyOwing(100);
    const theirs = await companyOwing(999, OTHER_REALM);
    const api = await startForSources(database);
    const source = await connectQuickBooks(api, ours.company, ours.server);
    const path = `/v1/sources/${source.id}`;
    await sync(api, source);
    const before = await open(api);
    expect(before).toMatchObject([{ externalId: ours.invoice, outstanding: 100_00 }]);

    const settings = { ...source.settings, realmId: OTHER_REALM, apiUrl: theirs.server.url };
    const secrets = { clientSecret: 'clientsecret-of-the-app', refreshToken: theirs.server.refreshToken };
    expect(await api.problem('PUT', path, { settings, secrets })).toMatchObject({
      status: 422,
      errors: [{ path: 'settings.realmId', message: expect.stringContaining('a source of its own') as string }],
    });
    await sync(api, source, { full: true });
    expect(await open(api)).toEqual(before);

    // Everything else may change, and the other company is a source of its own.
    await api.put(path, { settings: { ...source.settings, clientId: 'ABclientid', environment: 'sandbox' } });
    const other = await api.post<{ id: string }>('/v1/sources', {
      type: 'quickbooks',
      name: 'quickbooks-theirs',
      settings,
      secrets,
      intervalMinutes: 0,
    });
    await sync(api, other);
    expect(await open(api)).toHaveLength(2);
  });

  test('X4: what names the company may be corrected as long as nothing has come from it', async () => {
    const { company, server, invoice } = await companyOwing(100);
    const api = await startForSources(database);
    const source = await connectQuickBooks(api, Object.assign(new Company(), { realmId: OTHER_REALM }), server);
    expect(await sync(api, source)).toMatchObject({ status: 'failing' });
    await api.put(`/v1/sources/${source.id}`, { settings: { ...source.settings, realmId: company.realmId } });
    expect(await sync(api, source)).toMatchObject({ status: 'waiting', lastError: null });
    expect(await open(api)).toMatchObject([{ externalId: invoice }]);
  });

  test('X4: the name of a source that was deleted stays that of its company, for whatever takes it', async () => {
    const ours = await companyOwing(100);
    const theirs = await companyOwing(999, OTHER_REALM);
    const api = await startForSources(database);
    const source = await connectQuickBooks(api, ours.company, ours.server);
    await sync(api, source);
    const before = await open(api);
    await api.delete(`/v1/sources/${source.id}`);

    const theirSettings = { realmId: OTHER_REALM, clientId: 'ABclientid', apiUrl: theirs.server.url };
    const secrets = { clientSecret: 'clientsecret-of-the-app', refreshToken: theirs.server.refreshToken };
    const body = { type: 'quickbooks', settings: theirSettings, secrets, intervalMinutes: 0 };
    const refusal = {
      status: 409,
      detail: expect.stringContaining(`company ${ours.company.realmId}`) as string,
      errors: [{ path: 'name', message: expect.stringContaining('another name') as string }],
    };
    expect(await api.problem('POST', '/v1/sources', body)).toMatchObject(refusal);
    const stripe = { type: 'stripe', name: 'quickbooks', secrets: { apiKey: API_KEY } };
    expect(await api.problem('POST', '/v1/sources', stripe)).toMatchObject(refusal);
    // What workflows hand over names no company; who gives that source keys later says which.
    await api.post('/v1/imports/quickbooks', { events: ours.company.all('Customer') });
    const { data } = await api.get<{ data: { id: string }[] }>('/v1/sources');
    const imported = `/v1/sources/${data[0]!.id}`;
    expect(await api.problem('PUT', imported, { settings: theirSettings, secrets })).toMatchObject({ status: 422 });
    await api.delete(imported);
    expect(await api.problem('POST', '/v1/sources', body)).toMatchObject(refusal);
    expect(await open(api)).toEqual(before);

    const again = await connectQuickBooks(api, ours.company, ours.server);
    expect(await sync(api, again)).toMatchObject({ lastError: null });
    expect(await open(api)).toEqual(before);
    await api.post('/v1/sources', { ...body, name: 'quickbooks-theirs' });
  });

  test('X4: a name under which nothing has come is free again', async () => {
    const { company, server } = await companyOwing(100);
    const api = await startForSources(database);
    const other = Object.assign(new Company(), { realmId: OTHER_REALM });
    const empty = await connectQuickBooks(api, other, server);
    await api.delete(`/v1/sources/${empty.id}`);
    expect(await sync(api, await connectQuickBooks(api, company, server))).toMatchObject({ lastError: null });
  });

  test('X2: a Chargebee source stays with its site', async () => {
    const chargebee = await startChargebee();
    onTestFinished(() => chargebee.close());
    chargebee.site.save('customer', chargebeeObjects.customer('C-1'));
    const api = await startForSources(database);
    const source = await connectChargebee(api, chargebee);
    const path = `/v1/sources/${source.id}`;
    expect(await api.problem('PUT', path, { settings: { ...source.settings, site: 'other' } })).toMatchObject({
      status: 422,
      errors: [{ path: 'settings.site' }],
    });
    await api.put(path, { settings: { ...source.settings, paymentMethods: false } });
  });

  test('X1: a key of live mode does not replace one of test mode, whose records would be void; a rolled key does', async () => {
    const books = new StripeBooks();
    books.customer('cus_1');
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    const path = `/v1/sources/${source.id}`;
    await sync(api, source);
    const live = { apiKey: 'rk_live_51SecretOfStripe' };
    expect(await api.problem('PUT', path, { secrets: live })).toMatchObject({
      status: 422,
      errors: [{ path: 'secrets.apiKey', message: expect.stringContaining('test mode') as string }],
    });
    await api.put(path, { secrets: { apiKey: 'rk_test_51AnotherOfTheSame' } });
    await api.delete(path);
    expect(await api.problem('POST', '/v1/sources', { type: 'stripe', secrets: live })).toMatchObject({ status: 409 });
    await connectStripe(api, stripe, { enabled: false });
  });
});
