import { describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.ts';
import { readCustomer, saveCustomer } from '../../http/api/records.ts';
import { startForSources, sync } from '../stripe/connected.ts';
import { field, picklist } from './org.ts';
import { startSalesforce } from './server.ts';
import { connect, putAside } from './connected.ts';

describe.each(databases)('$name', (database) => {
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
    });
    expect(left.customFields).toEqual({});
    expect(left.contacts.map(({ email }) => email)).toEqual(['ann@c-1.example']);
    expect(await readCustomer(api, 'C-2')).toMatchObject({
      accountManagersSource: 'salesforce',
      customFields: { tier: 'Gold' },
    });

    server.org.delete('Account', account);
    await sync(api, source);
    const last = await readCustomer(api, 'C-2');
    expect(last).toMatchObject({ accountManagersSource: null });
    expect(last.customFields).toEqual({});
  });

  test('X3: an account that was put aside for a while lets the customer go whom it fed before', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Tier__c'));
    const api = await startForSources(database);
    for (const id of ['C-1', 'C-2']) await saveCustomer(api, id);
    const account = server.org.account('C-1', { Tier__c: 'Gold' });
    const source = await connect(api, server, { customFields: { tier: 'Tier__c' } });
    await sync(api, source);
    server.org.set('Account', account, { AccountNumber: 'C-1'.padEnd(256, '-') });
    await sync(api, source);
    expect(await putAside(api, source)).toMatchObject([{ id: `account:${account}` }]);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ customFields: { tier: 'Gold' } });
    server.org.set('Account', account, { AccountNumber: 'C-2' });
    await sync(api, source);
    expect(await putAside(api, source)).toEqual([]);
    expect((await readCustomer(api, 'C-1')).customFields).toEqual({});
    expect(await readCustomer(api, 'C-2')).toMatchObject({ customFields: { tier: 'Gold' } });
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
});
