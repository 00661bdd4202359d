import { describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.ts';
import { events } from '../../http/api/cadence.ts';
import { readCustomer, saveCustomer } from '../../http/api/records.ts';
import { startForSources, sync } from '../stripe/connected.ts';
import { startSalesforce } from './server.ts';
import { connect } from './connected.ts';

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
});
