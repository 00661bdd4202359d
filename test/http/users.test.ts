import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { User } from './api/records.ts';
import { createPlan, emailStep, readCustomer, saveCustomer } from './api/records.ts';
import { start } from './api/start.ts';

interface CreatedKey {
  readonly id: string;
  readonly key: string;
}

const createUser = (api: Client, name: string, more: object = {}): Promise<User> =>
  api.post('/v1/users', { name, email: `${name.toLowerCase()}@example.com`, ...more });
const keyOf = async (api: Client, key: object): Promise<Client> =>
  api.withKey((await api.post<CreatedKey>('/v1/api-keys', { name: 'key', ...key })).key);
const roleOf = async (api: Client) => (await api.get<{ role: string }>('/v1/me')).role;

describe.each(databases)('$name', (database) => {
  test('CUS-5: a user is created once under an external id, and found by it', async () => {
    const api = await start(database);
    const made = await api.request<User>('POST', '/v1/users', {
      body: { externalId: '005A', name: 'Ines', email: 'ines@example.com' },
    });
    const again = await api.request<User>('POST', '/v1/users', {
      body: { externalId: '005A', name: 'Ines Martin', email: 'ines@example.com' },
    });
    expect([made.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual({ ...made.body, name: 'Ines Martin' });
    expect(await api.get('/v1/users/external:005A')).toEqual(again.body);
    await createUser(api, 'Bruno');
    const taken = await api.problem('PUT', '/v1/users/external:005A', { email: 'BRUNO@example.com' });
    expect(taken).toMatchObject({ status: 409, errors: [{ path: 'email' }] });
  });

  test.each([
    ['a name with a line break', { name: 'Ines\r\nBcc: all@example.com' }, 'name'],
    ['an address that is none', { email: 'ines at example.com' }, 'email'],
    ['an address with a line break', { email: 'ines@example.com\nx@example.com' }, 'email'],
    ['a role that there is not', { role: 'boss' }, 'role'],
  ])('CUS-5: %s is refused', async (_, wrong, path) => {
    const api = await start(database);
    const user = { name: 'Ines', email: 'ines@example.com', ...wrong };
    expect(await api.problem('POST', '/v1/users', user)).toMatchObject({ status: 400, errors: [{ path }] });
    expect(await api.all('/v1/users')).toEqual([]);
  });

  test('CUS-5: only owners make owners, and the last owner’s key stays', async () => {
    const api = await start(database);
    const admin = await keyOf(api, { role: 'admin' });
    const olga = await createUser(api, 'Olga', { role: 'owner' });
    const refused = [
      await admin.problem('POST', '/v1/users', { name: 'X', email: 'x@example.com', role: 'owner' }),
      await admin.problem('PUT', `/v1/users/${olga.id}`, { role: 'member' }),
      await admin.problem('DELETE', `/v1/users/${olga.id}`),
      await admin.problem('POST', '/v1/api-keys', { name: 'X', role: 'owner' }),
      await admin.problem('POST', '/v1/api-keys', { name: 'X', userId: olga.id }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect(await admin.put(`/v1/users/${olga.id}`, { phone: '1' })).toMatchObject({ phone: '1', role: 'owner' });

    const hers = await keyOf(api, { userId: olga.id });
    const { keyId } = await api.get<{ keyId: string }>('/v1/me');
    await hers.delete(`/v1/api-keys/${keyId}`);
    for (const [method, body] of [['PUT', { role: 'admin' }], ['DELETE']] as const)
      expect(await hers.problem(method, `/v1/users/${olga.id}`, { body })).toMatchObject({ status: 409 });
    expect(await roleOf(hers)).toBe('owner');
  });

  test('CUS-5: a user’s key may do no more than the user, from one request to the next', async () => {
    const api = await start(database);
    const ines = await createUser(api, 'Ines', { role: 'admin', position: 'financeUser' });
    expect(await api.problem('POST', '/v1/api-keys', { name: 'X', role: 'owner', userId: ines.id })).toMatchObject({
      status: 422,
      errors: [{ path: 'role' }],
    });
    const [own, less] = [await keyOf(api, { userId: ines.id }), await keyOf(api, { userId: ines.id, role: 'member' })];
    expect([await roleOf(own), await roleOf(less)]).toEqual(['admin', 'member']);
    expect(await own.get('/v1/me')).toMatchObject({ userId: ines.id, position: 'financeUser' });
    await api.put(`/v1/users/${ines.id}`, { role: 'member' });
    expect(await roleOf(own)).toBe('member');
    expect(await own.problem('GET', '/v1/api-keys')).toMatchObject({ status: 403 });
  });

  test('a user whom a plan names stays: the answer says where', async () => {
    const api = await start(database);
    const ines = await createUser(api, 'Ines');
    const steps = [emailStep('First', 3, { sender: ines.id }), emailStep('Second', 10, { cc: [ines.id] })];
    const plan = await createPlan(api, { steps });
    const refused = await api.problem('DELETE', `/v1/users/${ines.id}`);
    expect(refused).toMatchObject({ status: 409, detail: expect.stringContaining("step 'First' of plan 'Polite'") });
    expect(refused.errors?.map(({ path }) => path)).toEqual([`${plan.id}.steps.0.sender`, `${plan.id}.steps.1.cc.0`]);
    await api.put(`/v1/plans/${plan.id}`, { steps: [emailStep('First', 3)] });
    expect(await api.delete(`/v1/users/${ines.id}`)).toEqual({ deleted: true });
    expect(await api.problem('GET', `/v1/users/${ines.id}`)).toMatchObject({ status: 404 });
  });

  test('an account manager stays until somebody takes over, in the same place', async () => {
    const api = await start(database);
    const [ines, bruno, carl] = [
      await createUser(api, 'Ines'),
      await createUser(api, 'Bruno'),
      await createUser(api, 'Carl'),
    ];
    await saveCustomer(api, 'C-1', { accountManagers: [ines.id, carl.id] });
    await saveCustomer(api, 'C-2', { accountManagers: [bruno.id, ines.id] });
    const group = await api.post<{ id: string }>('/v1/user-groups', { name: 'Team', members: [ines.id] });
    const hers = await keyOf(api, { userId: ines.id });

    expect(await api.problem('DELETE', `/v1/users/${ines.id}`)).toMatchObject({
      status: 409,
      detail: expect.stringContaining('2 customers'),
    });
    for (const wrong of [ines.id, 'usr_none'])
      expect(await api.problem('DELETE', `/v1/users/${ines.id}?replaceBy=${wrong}`)).toMatchObject({
        status: 422,
        errors: [{ path: 'replaceBy' }],
      });
    expect(await roleOf(hers)).toBe('member');

    await api.delete(`/v1/users/${ines.id}?replaceBy=${bruno.id}`);
    expect((await readCustomer(api, 'C-1')).accountManagers).toEqual([bruno.id, carl.id]);
    expect((await readCustomer(api, 'C-2')).accountManagers).toEqual([bruno.id]);
    expect(await api.get(`/v1/user-groups/${group.id}`)).toMatchObject({ members: [bruno.id] });
    expect(await hers.problem('GET', '/v1/me')).toMatchObject({ status: 401 });
    const told = await events(api, 'type=accountManagersAssigned');
    expect(told.slice(-2).map(({ data }) => data['accountManagers'])).toEqual([[bruno.id, carl.id], [bruno.id]]);
    expect(await events(api, 'type=userDeleted')).toMatchObject([{ data: { userId: ines.id, replacedBy: bruno.id } }]);
  });

  test('ADH-1: what somebody who leaves has to do is the successor’s, else nobody’s; as what a group had is', async () => {
    const api = await start(database);
    const [ines, bruno] = [await createUser(api, 'Ines'), await createUser(api, 'Bruno')];
    const group = await api.post<{ id: string }>('/v1/user-groups', { name: 'Team', members: [ines.id] });
    await saveCustomer(api, 'C-1');
    for (const responsible of [ines.id, `group:${group.id}`])
      await api.post('/v1/customers/external:C-1/actions', { channel: 'task', responsible });
    const toDoOf = async (who: string) => (await api.all(`/v1/actions?status=todo&responsible=${who}`)).length;
    await api.delete(`/v1/users/${ines.id}?replaceBy=${bruno.id}`);
    expect([await toDoOf(bruno.id), await toDoOf('none')]).toEqual([2, 0]);
    await api.delete(`/v1/user-groups/${group.id}`);
    expect([await toDoOf(bruno.id), await toDoOf('none')]).toEqual([1, 1]);
    await api.delete(`/v1/users/${bruno.id}`);
    expect(await toDoOf('none')).toBe(2);
  });
});
