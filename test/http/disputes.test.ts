import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Settings } from './api/records.ts';
import { saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

const INVOICE = '/v1/invoices/external:I-1';

async function withInvoice(api: Client): Promise<void> {
  await saveCustomer(api, 'C-1');
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
}

const keysOf = ({ disputeReasons }: Settings) => disputeReasons.map(({ key }) => key);

describe.each(databases)('$name', (database) => {
  test('DIS-1: eight reasons are shipped, and the admin’s list takes their place', async () => {
    const api = await start(database);
    await withInvoice(api);
    expect(keysOf(await api.get<Settings>('/v1/settings'))).toEqual(
      ['amount', 'goods', 'service', 'delivery', 'price', 'duplicate'].concat('missingReference', 'other'),
    );
    const disputeReasons = [
      { key: 'late', label: 'Came too late' },
      { key: 'other', label: 'Something else' },
    ];
    expect(await api.put<Settings>('/v1/settings', { disputeReasons })).toMatchObject({ disputeReasons });
    expect(await api.problem('POST', `${INVOICE}/dispute`, { reason: 'goods' })).toMatchObject({
      status: 400,
      errors: [{ path: 'reason', message: expect.stringContaining('late, other') }],
    });
    expect(await api.post(`${INVOICE}/dispute`, { reason: 'late' })).toMatchObject({ dispute: { reason: 'late' } });
  });

  test('DIS-1: a reason stays as long as a dispute with it is open', async () => {
    const api = await start(database);
    await withInvoice(api);
    await api.post(`${INVOICE}/dispute`, { reason: 'goods' });
    const without = { disputeReasons: [{ key: 'other', label: 'Other' }] };
    expect(await api.problem('PUT', '/v1/settings', without)).toMatchObject({
      status: 409,
      errors: [{ path: 'disputeReasons', message: expect.stringMatching(/'goods'.*I-1/) }],
    });
    expect(keysOf(await api.get<Settings>('/v1/settings'))).toContain('goods');
    await api.post(`${INVOICE}/dispute/close`);
    expect(keysOf(await api.put<Settings>('/v1/settings', without))).toEqual(['other']);
  });

  test.each([
    [[]],
    [[{ key: 'a b', label: 'x' }]],
    [[{ key: 'a', label: '' }]],
    [
      [
        { key: 'a', label: 'x' },
        { key: 'a', label: 'y' },
      ],
    ],
  ])('DIS-1: the list of reasons %j is refused', async (disputeReasons) => {
    const api = await start(database);
    const { errors } = await api.problem('PUT', '/v1/settings', { body: { disputeReasons } });
    expect(errors?.[0]?.path).toMatch(/^disputeReasons/);
  });

  test('DIS-1, CUS-5: the list is an admin’s', async () => {
    const api = await start(database);
    const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'Member', role: 'member' });
    const body = { disputeReasons: [{ key: 'other', label: 'Other' }] };
    expect(await api.withKey(key).problem('PUT', '/v1/settings', { body })).toMatchObject({ status: 403 });
  });

  test('DIS-1, EVT-1: a dispute has a reason, a comment and an end, all of them told', async () => {
    const api = await start(database);
    await withInvoice(api);
    await api.post(`${INVOICE}/dispute`, { reason: 'goods', comment: 'Two boxes were broken' });
    await setClock(api, '2026-11-30');
    await api.post(`${INVOICE}/dispute/close`);
    const dispute = { number: 'I-1', reason: 'goods', comment: 'Two boxes were broken', openedOn: '2026-11-23' };
    const told = (await events(api)).filter(({ type }) => type.startsWith('dispute'));
    expect(told).toMatchObject([
      { type: 'disputeOpened', at: '2026-11-23T09:00:00.000Z', data: dispute },
      { type: 'disputeClosed', at: '2026-11-30T09:00:00.000Z', data: dispute },
    ]);
  });

  test('DIS-1: closing a dispute that is not open is refused and changes nothing', async () => {
    const api = await start(database);
    await withInvoice(api);
    const before = await events(api);
    expect(await api.problem('POST', `${INVOICE}/dispute/close`)).toMatchObject({
      status: 422,
      detail: expect.stringContaining('not disputed'),
    });
    expect(await events(api)).toEqual(before);
  });
});
