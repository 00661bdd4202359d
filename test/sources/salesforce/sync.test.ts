import { describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.ts';
import { events } from '../../http/api/cadence.ts';
import { readCustomer, saveCustomer } from '../../http/api/records.ts';
import { startForSources, sync } from '../stripe/connected.ts';
import { field } from './org.ts';
import { startSalesforce } from './server.ts';
import { connect, putAside } from './connected.ts';

describe.each(databases)('$name', (database) => {
  test('X3: secrets are shown nowhere, whatever fails; a token that expires within a sync is renewed and kept', async () => {
    const server = await startSalesforce();
    server.isRotating = true;
    const api = await startForSources(database);
    await saveCustomer(api, 'C-1');
    server.org.account('C-1', { OwnerId: server.org.user('Inès Martin', 'ines@example.com') });
    const source = await connect(api, server);
    server.fates.push('pass', 'expired', 'cutWithin', 'limited', 500);
    expect(await sync(api, source)).toMatchObject({ lastError: null });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ accountManagersSource: 'salesforce' });
    // The second sync goes on with what the first one was given.
    expect(await sync(api, source)).toMatchObject({ lastError: null });
    const renewals = server.seen.filter((line) => line.includes('/token')).length;
    expect(renewals).toBe(2);
    // A token that was renewed within the sync, in the vendor's words.
    server.fates.push('expired', 'pass', 'echoed');
    const echoed = await sync(api, source);
    expect(echoed.lastError).toMatch(/^Salesforce refuses the request \(MALFORMED_QUERY: refused: Bearer …\)$/);
    server.credentials.refreshToken = 'sf-refresh-token-of-nobody';
    server.fates.push('expired');
    const failed = await sync(api, source);
    expect(failed).toMatchObject({ status: 'failing', lastError: expect.stringContaining('invalid_grant') as string });
    const shown = JSON.stringify([failed, await events(api), await putAside(api, source)]);
    expect(shown).not.toMatch(/sf-client-secret|sf-refresh-token|sf-access-token/);
  });

  test('X3: secrets that a person sends while tokens are renewed hold; they are not written over', async () => {
    const server = await startSalesforce();
    server.isRotating = true;
    const api = await startForSources(database);
    const source = await connect(api, server);
    await sync(api, source);
    const { clientId, clientSecret } = server.credentials;
    const secrets = { clientId, clientSecret, refreshToken: 'sf-refresh-token-by-a-person' };
    server.grants.add(secrets.refreshToken);
    server.fates.push('expired');
    server.beforeToken = async () => {
      server.beforeToken = () => undefined;
      await api.put(`/v1/sources/${source.id}`, { secrets });
    };
    expect(await sync(api, source)).toMatchObject({ lastError: null });
    expect(server.spent).toEqual(['sf-refresh-token-0', 'sf-refresh-token-1', secrets.refreshToken]);
  });

  test('X3: other settings hold for what is there already; a source that is deleted leaves what it brought to people', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Tier__c'), field('Customer__c'));
    const api = await startForSources(database);
    await saveCustomer(api, 'C-1');
    const ines = server.org.user('Inès Martin', 'ines@example.com');
    server.org.account('other', { Customer__c: 'C-1', Tier__c: 'Gold', OwnerId: ines });
    server.org.wait(60);
    const source = await connect(api, server);
    await sync(api, source);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ accountManagersSource: null });
    const settings = { ...source.settings, matchField: 'Customer__c', customFields: { tier: 'Tier__c' } };
    await api.put(`/v1/sources/${source.id}`, { settings });
    await sync(api, source);
    const fed = await readCustomer(api, 'C-1');
    expect(fed).toMatchObject({ accountManagersSource: 'salesforce', customFields: { tier: 'Gold' } });
    await api.put(`/v1/sources/${source.id}`, { settings: { ...settings, ownerField: null } });
    await sync(api, source);
    expect(await readCustomer(api, 'C-1')).toMatchObject({
      accountManagers: fed.accountManagers,
      accountManagersSource: null,
    });
    await api.put(`/v1/sources/${source.id}`, { settings });
    await sync(api, source);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ accountManagersSource: 'salesforce' });
    await api.delete(`/v1/sources/${source.id}`);
    expect(await api.put('/v1/customers/external:C-1', { accountManagers: [] })).toMatchObject({
      accountManagers: [],
      accountManagersSource: null,
      customFields: { tier: 'Gold' },
    });
    // CUS-4: nothing feeds the field any more.
    expect(await api.put('/v1/customers/external:C-1', { customFields: { tier: 'Silver' } })).toMatchObject({
      customFields: { tier: 'Silver' },
    });
    expect(await events(api, 'type=customFieldUpdated')).toMatchObject([{ data: { key: 'tier', source: null } }]);
  });
});
