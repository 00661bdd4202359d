import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, setClock } from './api/cadence.ts';
import { saveCustomer, saveInvoice } from './api/records.ts';
import { MONDAY, start } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test('CLK-1: the clock stands still until it is set, forward or to the same instant', async () => {
    const api = await start(database);
    expect(await api.get('/v1/test-clock')).toEqual({ now: '2026-11-23T09:00:00.000Z' });
    expect(await api.put('/v1/test-clock', { now: '2026-11-23T10:00:00+01:00' })).toEqual({
      now: '2026-11-23T09:00:00.000Z',
    });
    expect(await api.put('/v1/test-clock', { now: '2026-11-25T12:34:56.789Z' })).toEqual({
      now: '2026-11-25T12:34:56.789Z',
    });
    for (const now of ['2026-11-25T12:34:56.788Z', MONDAY]) {
      expect(await api.problem('PUT', '/v1/test-clock', { now })).toMatchObject({
        status: 422,
        errors: [{ path: 'now' }],
      });
    }
    for (const now of ['2026-12-01', 'tomorrow', 0])
      expect(await api.problem('PUT', '/v1/test-clock', { now })).toMatchObject({ status: 400 });
    expect(await api.get('/v1/me')).toMatchObject({
      now: '2026-11-25T12:34:56.789Z',
      today: '2026-11-25',
      isTestClock: true,
    });
  });

  test('CLK-1: a restart never moves the clock back, and may move it forward', async () => {
    const api = await start(database);
    await setClock(api, '2026-12-01');
    await api.stop();
    const again = await start(database, { on: api.database, now: MONDAY });
    expect(await again.get('/v1/test-clock')).toEqual({ now: '2026-12-01T09:00:00.000Z' });
    await again.stop();
    const later = await start(database, { on: api.database, now: '2026-12-24T00:00:00Z' });
    expect(await later.get('/v1/test-clock')).toEqual({ now: '2026-12-24T00:00:00.000Z' });
  });

  test('CLK-1: without the option the call is a 404, and now is now', async () => {
    const api = await start(database, { now: null });
    expect(await api.problem('PUT', '/v1/test-clock', { now: MONDAY })).toMatchObject({ status: 404 });
    expect(await api.problem('GET', '/v1/test-clock')).toMatchObject({ status: 404 });
    const { now, isTestClock } = await api.get<{ now: string; isTestClock: boolean }>('/v1/me');
    expect(isTestClock).toBe(false);
    expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000);
  });

  test('DAT-4: that an invoice has become overdue is told once, by the connector', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'LATE', '2026-11-20');
    await saveInvoice(api, 'C-1', 'TODAY', '2026-11-23');
    await saveInvoice(api, 'C-1', 'LATER', '2026-11-26');
    const told = async () =>
      (await events(api, 'type=invoiceOverdue')).map(({ data, actor }) => [data['number'], actor.type]);
    expect(await told()).toEqual([['LATE', 'key']]);
    for (const day of ['2026-11-24', '2026-11-24', '2026-11-30', '2026-12-01']) await setClock(api, day);
    expect(await told()).toEqual([
      ['LATE', 'key'],
      ['TODAY', 'connector'],
      ['LATER', 'connector'],
    ]);
  });

  test('DAT-1: an invoice that was overdue in the former time zone is told of once, though it is not yet in the new one', async () => {
    const api = await start(database, { now: '2026-11-24T10:00:00Z' });
    await api.put('/v1/settings', { timeZone: 'Pacific/Auckland' });
    await saveCustomer(api, 'C-1');
    for (const day of [23, 24, 25]) await saveInvoice(api, 'C-1', `I-${day}`, `2026-11-${day}`);
    const told = async () => (await events(api, 'type=invoiceOverdue')).map(({ data }) => data['number']);
    // Wednesday the 25th, one o'clock in Auckland; four o'clock on Tuesday in Los Angeles.
    await api.put('/v1/test-clock', { now: '2026-11-24T12:00:00Z' });
    expect(await told()).toEqual(['I-23', 'I-24']);
    await api.put('/v1/settings', { timeZone: 'America/Los_Angeles' });
    for (const now of ['2026-11-24T12:00:00Z', '2026-11-25T12:00:00Z', '2026-11-26T12:00:00Z'])
      await api.put('/v1/test-clock', { now });
    expect(await told()).toEqual(['I-23', 'I-24', 'I-25']);
  });
});
