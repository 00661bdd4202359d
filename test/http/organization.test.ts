import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events } from './api/cadence.ts';
import type { Settings, User } from './api/records.ts';
import { saveCustomer } from './api/records.ts';
import { OWNER_KEY, start } from './api/start.ts';

interface CreatedKey {
  readonly id: string;
  readonly key: string;
}

describe.each(databases)('$name', (database) => {
  test('every setting has a default, and PUT changes what it names', async () => {
    const api = await start(database);
    const defaults = await api.get<Settings>('/v1/settings');
    expect(defaults).toMatchObject({
      timeZone: 'UTC',
      sendTime: '08:30',
      holidays: { country: null, dates: [] },
      sendInvoices: false,
      scoreIncludes: 'paid',
      currency: 'EUR',
      language: 'en',
    });
    const named = {
      organizationName: 'Atelier Nord',
      timeZone: 'Europe/Paris',
      holidays: { country: 'FR', dates: ['2026-12-24'] },
    };
    expect(await api.put('/v1/settings', named)).toEqual({ ...defaults, ...named });
    expect(await api.put('/v1/settings', { sendTime: '07:15' })).toEqual({ ...defaults, ...named, sendTime: '07:15' });
    expect(await api.get('/v1/settings')).toEqual({ ...defaults, ...named, sendTime: '07:15' });
  });

  test('DAT-1: today is the organisation’s date, not that of UTC', async () => {
    const api = await start(database, { now: '2026-11-22T23:30:00Z' });
    await api.put('/v1/settings', { timeZone: 'Europe/Paris' });
    expect(await api.get('/v1/me')).toMatchObject({ today: '2026-11-23', now: '2026-11-22T23:30:00.000Z' });
    await api.put('/v1/settings', { timeZone: 'America/New_York' });
    expect(await api.get('/v1/me')).toMatchObject({ today: '2026-11-22' });
  });

  test('CUS-5: users are created, found, changed; one address is one user', async () => {
    const api = await start(database);
    const ines = await api.post<User>('/v1/users', { name: 'Inès', email: 'ines@example.com' });
    expect(ines).toMatchObject({ role: 'member', position: 'accountManager', phone: null });
    const changed = await api.put<User>(`/v1/users/${ines.id}`, { phone: '+33 1', role: 'admin' });
    expect(changed).toEqual({ ...ines, phone: '+33 1', role: 'admin' });
    expect(await api.get(`/v1/users/${ines.id}`)).toEqual(changed);
    await api.post('/v1/users', { name: 'Bruno', email: 'bruno@example.com' });
    expect(await api.all<User>('/v1/users?search=INES')).toEqual([changed]);
    expect(await api.problem('POST', '/v1/users', { name: 'Other', email: 'ines@example.com' })).toMatchObject({
      status: 409,
    });
    expect(await api.all('/v1/users')).toHaveLength(2);
  });

  test('a key works from its creation to its revocation, and is shown once', async () => {
    const api = await start(database);
    const { id, key } = await api.post<CreatedKey>('/v1/api-keys', { name: 'n8n', role: 'member' });
    const n8n = api.withKey(key);
    expect(await n8n.get('/v1/me')).toMatchObject({ keyId: id, name: 'n8n', role: 'member' });
    expect(JSON.stringify(await api.get('/v1/api-keys'))).not.toContain(key);
    expect(await api.delete(`/v1/api-keys/${id}`)).toEqual({ deleted: true });
    expect(await n8n.problem('GET', '/v1/me')).toMatchObject({ status: 401, detail: 'The API key was revoked' });
    expect(await api.get('/v1/me')).toMatchObject({ role: 'owner' });
    expect(await api.problem('DELETE', `/v1/api-keys/${id}`)).toMatchObject({ status: 404 });
  });

  test('the last owner’s key cannot be revoked', async () => {
    const api = await start(database);
    const { keyId } = await api.get<{ keyId: string }>('/v1/me');
    expect(await api.problem('DELETE', `/v1/api-keys/${keyId}`)).toMatchObject({ status: 409 });
    expect(await api.get('/v1/me')).toMatchObject({ keyId });
  });

  test('CUS-5: settings, users, keys and plans are changed by admins, not by members', async () => {
    const api = await start(database);
    const member = api.withKey((await api.post<CreatedKey>('/v1/api-keys', { name: 'clerk', role: 'member' })).key);
    const plan = {
      name: 'Mine',
      steps: [{ name: 'Call', when: { anchor: 'due', days: 1 }, channel: 'call', mode: 'manual' }],
    };
    const refused = [
      await member.problem('PUT', '/v1/settings', { sendTime: '10:00' }),
      await member.problem('POST', '/v1/users', { name: 'X', email: 'x@example.com' }),
      await member.problem('POST', '/v1/api-keys', { name: 'more' }),
      await member.problem('POST', '/v1/plans', plan),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  });

  test('CUS-5: account managers are assigned by admins, not by members', async () => {
    const api = await start(database);
    const member = api.withKey((await api.post<CreatedKey>('/v1/api-keys', { name: 'clerk', role: 'member' })).key);
    const user = await api.post<User>('/v1/users', { name: 'Inès', email: 'ines@example.com' });
    const { id } = await saveCustomer(api, 'C-1');
    const assignment = { accountManagers: [user.id], customers: [id] };
    expect(await member.problem('POST', '/v1/assignments', assignment)).toMatchObject({ status: 403 });
    expect(await member.problem('PUT', `/v1/customers/${id}`, { accountManagers: [user.id] })).toMatchObject({
      status: 403,
    });
    expect(await api.post('/v1/assignments', assignment)).toMatchObject({ assigned: 1 });
  });

  test('a restart with another owner’s key ends the earlier one', async () => {
    const api = await start(database);
    await api.stop();
    const again = await start(database, { on: api.database, key: 'another-owner-key-0123' });
    expect(await again.get('/v1/me')).toMatchObject({ role: 'owner' });
    expect(await again.withKey(OWNER_KEY).problem('GET', '/v1/me')).toMatchObject({ status: 401 });
  });

  test('EVT-1: changes of the organisation are events with their actor', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { sendTime: '07:00' });
    await api.put('/v1/settings', { sendTime: '07:00' });
    const user = await api.post<User>('/v1/users', { name: 'Inès', email: 'ines@example.com' });
    const { id } = await api.post<CreatedKey>('/v1/api-keys', { name: 'n8n' });
    await api.delete(`/v1/api-keys/${id}`);
    const { keyId, name } = await api.get<{ keyId: string; name: string }>('/v1/me');
    const happened = await events(api);
    expect(happened.map(({ type, data }) => [type, data['changed'] ?? data['userId'] ?? data['keyId']])).toEqual([
      ['settingsChanged', ['sendTime']],
      ['userCreated', user.id],
      ['apiKeyCreated', id],
      ['apiKeyRevoked', id],
    ]);
    for (const { actor } of happened) expect(actor).toEqual({ type: 'key', id: keyId, name });
  });
});
