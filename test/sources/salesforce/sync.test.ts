import { describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.ts';
import { events } from '../../http/api/cadence.ts';
import type { Client } from '../../http/api/client.ts';
import { readCustomer, saveCustomer, saveInvoice } from '../../http/api/records.ts';
import { type Source, type SourceError, startForSources, sync } from '../stripe/connected.ts';
import { field, picklist } from './org.ts';
import { type SalesforceServer, startSalesforce } from './server.ts';

/** Connects Salesforce; it is synced when asked alone. */
function connect(api: Client, server: SalesforceServer, settings: object = {}): Promise<Source> {
  return api.post<Source>('/v1/sources', {
    type: 'salesforce',
    settings: { matchField: 'AccountNumber', apiUrl: server.url, ...settings },
    secrets: server.credentials,
    intervalMinutes: 0,
  });
}

const putAside = (api: Client, { id }: Source) => api.all<SourceError>(`/v1/sources/${id}/errors`);

describe.each(databases)('$name', (database) => {
  test('X3: the account owner becomes the account manager, a user uninvited, whom nobody changes here', async () => {
    const server = await startSalesforce();
    const api = await startForSources(database);
    await saveCustomer(api, 'C-1');
    const bob = await api.post<{ id: string }>('/v1/users', {
      name: 'Bob Roe',
      email: 'bob@example.com',
      role: 'admin',
    });
    const ines = server.org.user('Inès Martin', 'Ines@example.com');
    const account = server.org.account('C-1', { OwnerId: ines });
    const source = await connect(api, server);
    expect(await sync(api, source)).toMatchObject({ lastError: null });

    const users = await api.all<{ id: string; email: string }>('/v1/users');
    const user = users.find(({ email }) => email === 'Ines@example.com')!;
    expect(user).toMatchObject({ name: 'Inès Martin', role: 'member', position: 'accountManager' });
    expect((await api.all<{ userId: string | null }>('/v1/api-keys')).some(({ userId }) => userId === user.id)).toBe(
      false,
    );
    const customer = await readCustomer(api, 'C-1');
    expect(customer).toMatchObject({ accountManagers: [user.id], accountManagersSource: 'salesforce' });
    expect(await events(api, 'type=customerUpdated')).toEqual([]); // RUL-7

    const path = '/v1/customers/external:C-1';
    expect(await api.problem('PUT', path, { accountManagers: [bob.id] })).toMatchObject({
      status: 422,
      errors: [{ path: 'accountManagers', message: expect.stringContaining('come from salesforce') as string }],
    });
    expect(await api.put(path, { name: 'New name', accountManagers: [user.id] })).toMatchObject({ name: 'New name' });
    const assignment = { accountManagers: [bob.id], customers: ['external:C-1'] };
    expect(await api.post('/v1/assignments', assignment)).toMatchObject({
      assigned: 0,
      refused: [{ id: 'external:C-1', reason: expect.stringContaining('salesforce') as string }],
    });
    const csv = await api.request<{ results: unknown[] }>('POST', '/v1/customers/import', {
      raw: `id,accountManagers\n${customer.id},bob@example.com\n`,
      headers: { 'Content-Type': 'text/csv' },
    });
    expect(csv.body.results).toMatchObject([{ status: 'refused', errors: [{ path: 'accountManagers' }] }]);
    expect(await api.problem('DELETE', `/v1/users/${user.id}?replaceBy=${bob.id}`)).toMatchObject({ status: 409 });

    const robert = server.org.user('Bob Roe', 'BOB@example.com');
    server.org.set('Account', account, { OwnerId: robert });
    await sync(api, source);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ accountManagers: [bob.id] });
    expect(await api.all('/v1/users')).toHaveLength(users.length);
  });

  test('X3: a rule assigns nobody where Salesforce does, and says so', async () => {
    const server = await startSalesforce();
    const api = await startForSources(database);
    const bob = await api.post<{ id: string }>('/v1/users', { name: 'Bob Roe', email: 'bob@example.com' });
    await saveCustomer(api, 'C-1');
    server.org.account('C-1', { OwnerId: server.org.user('Inès Martin', 'ines@example.com') });
    await sync(api, await connect(api, server));
    const [manager] = (await readCustomer(api, 'C-1')).accountManagers;
    await api.post('/v1/rules', {
      name: 'To Bob',
      enabled: true,
      triggers: [{ on: 'customerCreatedOrUpdated' }],
      filters: [],
      action: { type: 'assignUsers', userIds: [bob.id] },
    });
    await api.put('/v1/customers/external:C-1', { name: 'Another' });
    expect((await readCustomer(api, 'C-1')).accountManagers).toEqual([manager]);
    expect(await events(api, 'type=ruleWithoutEffect')).toMatchObject([
      { data: { reason: expect.stringContaining('come from salesforce') as string } },
    ]);
  });

  test('X3: an owner who leaves looks after nobody; then people here decide, until somebody owns the account again', async () => {
    const server = await startSalesforce();
    const api = await startForSources(database);
    const bob = await api.post<{ id: string }>('/v1/users', { name: 'Bob Roe', email: 'bob@example.com' });
    await saveCustomer(api, 'C-1');
    const ines = server.org.user('Inès Martin', 'ines@example.com');
    const account = server.org.account('C-1', { OwnerId: ines });
    const source = await connect(api, server);
    await sync(api, source);
    server.org.set('User', ines, { IsActive: false });
    await sync(api, source);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ accountManagers: [], accountManagersSource: null });
    await api.put('/v1/customers/external:C-1', { accountManagers: [bob.id] });
    server.org.set('Account', account, { Name: 'Renamed', OwnerId: '00GAAAA00000001EAA' });
    await sync(api, source);
    await sync(api, source, { full: true });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ accountManagers: [bob.id], accountManagersSource: null });
    server.org.set('User', ines, { IsActive: true });
    server.org.set('Account', account, { OwnerId: ines });
    await sync(api, source);
    const { accountManagers } = await readCustomer(api, 'C-1');
    expect(accountManagers).not.toContain(bob.id);
    expect(accountManagers).toHaveLength(1);
  });

  test('X3: an account waits for its customer, and is no problem; it makes none', async () => {
    const server = await startSalesforce();
    const api = await startForSources(database);
    server.org.account('C-1', { OwnerId: server.org.user('Inès Martin', 'ines@example.com') });
    server.org.account('C-2');
    const source = await connect(api, server);
    expect(await sync(api, source)).toMatchObject({
      objects: [{ kind: 'account', known: 2, putAside: 0 }, { kind: 'user' }],
    });
    expect(await api.all('/v1/customers')).toEqual([]);
    await saveCustomer(api, 'C-1');
    const asked = server.seen.length;
    await sync(api, source);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ accountManagersSource: 'salesforce' });
    expect(server.seen.slice(asked).filter((line) => line.includes("Id = '"))).toEqual([]);
  });

  test('X3: accounts are matched by a custom field where that holds the shared id; one that means two is put aside', async () => {
    const server = await startSalesforce();
    const api = await startForSources(database);
    const ines = server.org.user('Inès Martin', 'ines@example.com');
    for (const number of ['4711', '4712', 'AB-1']) server.org.account(number, { OwnerId: ines });
    await saveCustomer(api, 'C-1', { customFields: { crm: 4711 } });
    for (const id of ['C-2', 'C-3']) await saveCustomer(api, id, { customFields: { crm: '4712' } });
    const source = await connect(api, server, { customerField: 'crm' });
    await sync(api, source);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ accountManagersSource: 'salesforce' });
    const [problem, ...others] = await putAside(api, source);
    expect(others).toEqual([]);
    expect(problem!.reason).toContain("Several customers have '4712' in the custom field 'crm'");
    await saveCustomer(api, 'C-4', { customFields: { crm: 'AB-1' } });
    await api.put('/v1/customers/external:C-3', { customFields: { crm: null } });
    await sync(api, source);
    for (const id of ['C-2', 'C-4'])
      expect(await readCustomer(api, id)).toMatchObject({ accountManagersSource: 'salesforce' });
    expect(await putAside(api, source)).toEqual([]);
  });

  test('CUS-2: an excluded customer is not fed, with the reason; included again it is', async () => {
    const server = await startSalesforce();
    const api = await startForSources(database);
    await saveCustomer(api, 'C-1');
    await api.post('/v1/customers/external:C-1/exclude');
    server.org.account('C-1', { OwnerId: server.org.user('Inès Martin', 'ines@example.com') });
    const source = await connect(api, server);
    await sync(api, source);
    expect(await putAside(api, source)).toMatchObject([
      { reason: expect.stringContaining('excluded (CUS-2)') as string },
    ]);
    await api.post('/v1/customers/external:C-1/include');
    await sync(api, source);
    expect(await putAside(api, source)).toEqual([]);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ accountManagersSource: 'salesforce' });
  });

  test('X3: an account that is deleted, or another customer’s, lets its customer go', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Tier__c'));
    const api = await startForSources(database);
    for (const id of ['C-1', 'C-2']) await saveCustomer(api, id);
    const ines = server.org.user('Inès Martin', 'ines@example.com');
    const account = server.org.account('C-1', { OwnerId: ines, Tier__c: 'Gold' });
    server.org.add('Contact', { AccountId: account, LastName: 'Roe', Email: 'roe@c-1.example' });
    const source = await connect(api, server, { contacts: {}, customFields: { tier: 'Tier__c' } });
    await sync(api, source);
    const before = await readCustomer(api, 'C-1');
    expect(before.customFields).toEqual({ tier: 'Gold' });
    expect(before.contacts).toHaveLength(2);

    server.org.set('Account', account, { AccountNumber: 'C-2' });
    await sync(api, source);
    const left = await readCustomer(api, 'C-1');
    expect(left).toMatchObject({
      accountManagers: before.accountManagers,
      accountManagersSource: null,
      customFields: {},
    });
    expect(left.contacts.map(({ email }) => email)).toEqual(['ann@c-1.example']);
    expect(await readCustomer(api, 'C-2')).toMatchObject({
      accountManagersSource: 'salesforce',
      customFields: { tier: 'Gold' },
    });

    server.org.delete('Account', account);
    await sync(api, source);
    expect(await readCustomer(api, 'C-2')).toMatchObject({ accountManagersSource: null, customFields: {} });
  });

  test('CUS-3: its contacts come and go with the account; who is main and invalid, and what people added, stays', async () => {
    const server = await startSalesforce();
    const api = await startForSources(database);
    for (const id of ['C-1', 'C-2']) await saveCustomer(api, id);
    const [account, other] = [server.org.account('C-1'), server.org.account('C-2')];
    const roe = server.org.add('Contact', { AccountId: account, LastName: 'Roe', Email: 'roe@c-1.example' });
    const doe = server.org.add('Contact', { AccountId: account, LastName: 'Doe', Email: 'doe@c-1.example' });
    server.org.add('Contact', { AccountId: account, LastName: 'Ann again', Email: 'ANN@c-1.example' });
    const source = await connect(api, server, { contacts: { position: 'accounting' } });
    await sync(api, source);
    const emails = async (id: string) => (await readCustomer(api, id)).contacts.map(({ email }) => email).sort();
    expect(await emails('C-1')).toEqual(['ann@c-1.example', 'doe@c-1.example', 'roe@c-1.example']);
    const main = { isMain: true, position: 'payer' };
    await api.put(`/v1/contacts/external:${roe}`, main);
    await api.post(`/v1/contacts/external:${roe}/invalidate`, { reason: '550 5.1.1 No such user' });

    server.org.set('Contact', roe, { FirstName: 'Jane' });
    server.org.set('Contact', doe, { AccountId: other });
    await sync(api, source);
    expect(await emails('C-1')).toEqual(['ann@c-1.example', 'roe@c-1.example']);
    expect(await emails('C-2')).toEqual(['ann@c-2.example', 'doe@c-1.example']);
    const { contacts } = await readCustomer(api, 'C-1');
    expect(contacts.find(({ externalId }) => externalId === roe)).toMatchObject({
      ...main,
      firstName: 'Jane',
      isInvalid: true,
    });

    server.org.delete('Contact', roe);
    await sync(api, source);
    expect(await emails('C-1')).toEqual(['ann@c-1.example']);
  });

  test('CUS-4: chosen fields are defined as the source’s; what does not fit is put aside, the rest is taken', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(picklist('Tier__c', ['Gold']), field('Employees__c', 'int'));
    const api = await startForSources(database);
    await saveCustomer(api, 'C-1');
    const ines = server.org.user('Inès Martin', 'ines@example.com');
    const account = server.org.account('C-1', { Tier__c: 'Bronze', Employees__c: 7, OwnerId: ines });
    const source = await connect(api, server, { customFields: { tier: 'Tier__c', employees: 'Employees__c' } });
    await sync(api, source);
    expect(await api.all('/v1/custom-fields')).toMatchObject([
      { key: 'employees', type: 'number', source: 'salesforce' },
      { key: 'tier', label: 'Tier', type: 'select', options: ['Gold'], source: 'salesforce' },
    ]);
    expect(await readCustomer(api, 'C-1')).toMatchObject({
      customFields: { employees: 7 },
      accountManagersSource: 'salesforce',
    });
    expect(await putAside(api, source)).toMatchObject([
      { id: `account:${account}`, reason: expect.stringContaining("Tier__c: 'Bronze' does not fit") as string },
    ]);
    const path = '/v1/customers/external:C-1';
    expect(await api.problem('PUT', path, { customFields: { employees: 8 } })).toMatchObject({ status: 422 });

    server.org.fields.Account.splice(-2, 1, picklist('Tier__c', ['Gold', 'Bronze']));
    await sync(api, source);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ customFields: { employees: 7, tier: 'Bronze' } });
    expect(await putAside(api, source)).toEqual([]);
  });

  test('CUS-4: a field of the organisation’s own is not taken over: the sync says what to do', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Tier__c'));
    const api = await startForSources(database);
    await api.post('/v1/custom-fields', { key: 'tier', type: 'text' });
    const source = await connect(api, server, { customFields: { tier: 'Tier__c' } });
    expect(await sync(api, source)).toMatchObject({
      status: 'failing',
      lastError:
        "The custom field 'tier' is the organisation’s own: set its source to 'salesforce', or choose another key",
    });
    await api.put('/v1/custom-fields/tier', { source: 'salesforce' });
    expect(await sync(api, source)).toMatchObject({ status: 'waiting', lastError: null });
  });

  test('X3: figures are written where they changed, and do not come back; what Salesforce refuses is put aside and tried again', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Outstanding__c', 'currency'), field('Overdue__c', 'currency'));
    const api = await startForSources(database);
    for (const id of ['C-1', 'C-2', 'C-3']) await saveCustomer(api, id);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const [first, second] = ['C-1', 'C-2', 'C-9'].map((id) => server.org.account(id)) as [string, string];
    server.org.refuse = ({ Id }) =>
      Id === second ? { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Closed accounts stay as they are' } : null;
    const source = await connect(api, server, { writeBack: { outstanding: 'Outstanding__c', overdue: 'Overdue__c' } });
    await sync(api, source);
    expect(server.org.row('Account', first)).toMatchObject({ Outstanding__c: 100, Overdue__c: 100 });
    expect(await putAside(api, source)).toMatchObject([
      { id: `figures:${second}`, reason: expect.stringContaining('Closed accounts stay as they are') as string },
    ]);

    const told = (await events(api)).length;
    const written = () => server.seen.filter((line) => line.startsWith('PATCH')).length;
    expect(written()).toBe(1);
    server.org.refuse = () => null;
    await sync(api, source);
    expect(server.org.row('Account', second)).toMatchObject({ Outstanding__c: 0, Overdue__c: 0 });
    expect(await putAside(api, source)).toEqual([]);
    await sync(api, source);
    await sync(api, source, { full: true });
    expect(written()).toBe(2);
    expect(await events(api)).toHaveLength(told);

    await api.post('/v1/payments', {
      externalId: 'P-1',
      customer: { externalId: 'C-1' },
      amount: 4_000,
      currency: 'EUR',
      paidAt: '2026-11-23',
      invoices: [{ externalId: 'I-1', amount: 4_000 }],
    });
    await sync(api, source);
    expect(server.org.row('Account', first)).toMatchObject({ Outstanding__c: 60, Overdue__c: 60 });
    expect(written()).toBe(3);
  });

  test('X3: an owner whose address changes stays the same user, with the new address unless people here had given another', async () => {
    const server = await startSalesforce();
    const api = await startForSources(database);
    for (const id of ['C-1', 'C-2', 'C-3']) await saveCustomer(api, id);
    interface User {
      readonly id: string;
      readonly email: string;
    }
    const boss = await api.post<User>('/v1/users', { name: 'Bob', email: 'bob@example.com', role: 'admin' });
    const owners = ['ines@example.com', 'max@example.com', 'bob@example.com'].map((email) =>
      server.org.user('Owner', email),
    );
    for (const [place, OwnerId] of owners.entries()) server.org.account(`C-${place + 1}`, { OwnerId });
    const source = await connect(api, server);
    await sync(api, source);
    const managers = async () => {
      const users = new Map((await api.all<User>('/v1/users')).map(({ id, email }) => [id, email]));
      const all = await Promise.all(['C-1', 'C-2', 'C-3'].map((id) => readCustomer(api, id)));
      return { users: users.size, of: all.map(({ accountManagers: [id] }) => [id, users.get(id!)]) };
    };
    const before = await managers();
    const [ines, max] = before.of.map(([id]) => id);
    expect(before.of[2]).toEqual([boss.id, 'bob@example.com']);
    await api.put(`/v1/users/${max}`, { email: 'max@home.example' });

    for (const [place, name] of ['ines', 'max', 'bob'].entries())
      server.org.set('User', owners[place]!, { Email: `${name}.new@example.com` });
    for (const body of [{}, { full: true }]) {
      expect(await sync(api, source, body)).toMatchObject({ lastError: null });
      expect(await managers()).toEqual({
        users: before.users,
        // Max has the address that people gave him, Bob, an admin, his own.
        of: [
          [ines, 'ines.new@example.com'],
          [max, 'max@home.example'],
          [boss.id, 'bob@example.com'],
        ],
      });
    }
  });

  test('X3: figures that Salesforce refused are written again when somebody asks for it, one alone or all', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Outstanding__c', 'currency'));
    const api = await startForSources(database);
    for (const id of ['C-1', 'C-2']) await saveCustomer(api, id);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const [first, second] = ['C-1', 'C-2'].map((id) => server.org.account(id)) as [string, string];
    server.org.refuse = () => ({ code: 'UNABLE_TO_LOCK_ROW', message: 'Somebody else has it' });
    const source = await connect(api, server, { writeBack: { outstanding: 'Outstanding__c' } });
    await sync(api, source);
    expect((await putAside(api, source)).map(({ id }) => id)).toEqual([`figures:${first}`, `figures:${second}`].sort());
    const one = `/v1/sources/${source.id}/errors/figures:${first}/retry`;
    expect(await api.problem('POST', one, {})).toMatchObject({
      status: 422,
      detail: expect.stringContaining('Somebody else has it') as string,
    });
    server.org.refuse = () => null;
    expect(await api.post(one, {})).toEqual({ retried: 1, left: 1 });
    expect(server.org.row('Account', first)).toMatchObject({ Outstanding__c: 100 });
    expect(server.org.row('Account', second)).not.toMatchObject({ Outstanding__c: 0 });
    expect(await api.post(`/v1/sources/${source.id}/errors/retry`, {})).toEqual({ retried: 1, left: 0 });
    expect(server.org.row('Account', second)).toMatchObject({ Outstanding__c: 0 });
  });

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
    server.credentials.refreshToken = 'sf-refresh-token-of-nobody';
    server.fates.push('expired');
    const failed = await sync(api, source);
    expect(failed).toMatchObject({ status: 'failing', lastError: expect.stringContaining('invalid_grant') as string });
    const shown = JSON.stringify([failed, await events(api), await putAside(api, source)]);
    expect(shown).not.toMatch(/sf-client-secret|sf-refresh-token|sf-access-token/);
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
  });
});

test(
  'X3: more than 2,000 changed figures go by the Bulk API, those that changed alone',
  { timeout: 180_000 },
  async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Outstanding__c', 'currency'));
    const api = await startForSources(databases[0]!);
    const count = 2_100;
    const ids = Array.from({ length: count }, (_, place) => `C-${place}`);
    for (let from = 0; from < count; from += 700) {
      const customers = ids.slice(from, from + 700).map((externalId) => ({ externalId, name: externalId }));
      await api.post('/v1/customers/batch', { customers });
    }
    const accounts = ids.map((id) => server.org.account(id));
    await saveInvoice(api, 'C-7', 'I-1', '2026-11-20');
    server.org.refuse = ({ Id }) =>
      Id === accounts[9] ? { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No' } : null;
    const source = await connect(api, server, { writeBack: { outstanding: 'Outstanding__c' } });
    expect(await sync(api, source)).toMatchObject({ lastError: null });
    const patches = () => server.seen.filter((line) => line.startsWith('PATCH') && line.includes('/composite/')).length;
    expect([server.bulk.jobs.size, patches()]).toEqual([1, 0]);
    expect(accounts.map((id) => server.org.row('Account', id)?.['Outstanding__c'])).toEqual(
      ids.map((id, place) => (id === 'C-7' ? 100 : place === 9 ? null : 0)),
    );
    expect((await putAside(api, source)).map(({ id }) => id)).toEqual([`figures:${accounts[9]}`]);
    server.org.refuse = () => null;
    await saveInvoice(api, 'C-8', 'I-2', '2026-11-20');
    await sync(api, source);
    expect([server.bulk.jobs.size, patches()]).toEqual([1, 1]);
    expect(await putAside(api, source)).toEqual([]);
  },
);
