import { describe, expect, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { atBothLevels, CUSTOMER, TEXT, types, withInvoice } from './api/adHoc.ts';
import { actions, claim, run, setClock } from './api/cadence.ts';
import type { Action } from './api/records.ts';
import { pay, readCustomer } from './api/records.ts';
import { start } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test('ADH-1, CLM-1: what waits is claimed with its text as things stand, and given back', async () => {
    const api = await start(database);
    await withInvoice(api);
    const text = { subject: 'Call', body: 'Open: {{customer.outstanding}}' };
    const { id } = await api.post<Action>(`${CUSTOMER}/actions`, { channel: 'call', ...text });
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 4_000 });
    expect(await claim(api, { dryRun: true })).toMatchObject([{ id, claimToken: null }]);
    expect(await claim(api, { channel: 'sms' })).toEqual([]);
    const [claimed] = await claim(api, { channel: 'call' });
    expect(claimed).toMatchObject({
      id,
      plan: null,
      step: null,
      referenceInvoice: null,
      customer: { externalId: 'C-1' },
      message: { text: expect.stringContaining('60.00') },
    });
    expect(await claim(api)).toEqual([]);
    expect(await api.problem('POST', `/v1/actions/${id}/complete`)).toMatchObject({ status: 409 });
    const { claimToken } = claimed!;
    expect(await api.post(`/v1/actions/${id}/release`, { claimToken })).toMatchObject({ status: 'todo' });
    expect(await api.problem('POST', `/v1/actions/${id}/complete`, { claimToken })).toMatchObject({ status: 409 });
    const [again] = await claim(api);
    expect(await api.post(`/v1/actions/${id}/complete`, { claimToken: again!.claimToken })).toMatchObject({
      status: 'executed',
    });
    expect(await types(api)).toEqual([
      'actionToDo',
      'actionClaimed',
      'actionReleased',
      'actionClaimed',
      'actionExecuted',
    ]);
  });

  test('CUS-2: what waits for an excluded customer is handed out when it is included again', async () => {
    const api = await start(database);
    await withInvoice(api);
    const { id } = await api.post<Action>(`${CUSTOMER}/actions`, { channel: 'sms', ...TEXT });
    await api.post(`${CUSTOMER}/exclude`);
    expect(await claim(api, { dryRun: true })).toEqual([]);
    expect(await claim(api)).toEqual([]);
    await api.post(`${CUSTOMER}/include`);
    expect(await claim(api)).toMatchObject([{ id }]);
  });

  test('ADH-1, MAN-3: what waits can be put off, skipped, or fail and be done again', async () => {
    const api = await start(database);
    await withInvoice(api);
    const { id } = await api.post<Action>(`${CUSTOMER}/actions`, { channel: 'call', ...TEXT });
    expect(await api.post(`/v1/actions/${id}/snooze`, { until: '2026-11-25' })).toMatchObject({
      id,
      status: 'planned',
      dueOn: '2026-11-25',
    });
    expect([await actions(api, 'status=todo'), await claim(api)]).toEqual([[], []]);
    expect(await actions(api, 'status=planned')).toMatchObject([{ id }]);
    await setClock(api, '2026-11-25');
    expect(await api.post(`/v1/actions/${id}/fail`, { reason: 'Nobody there' })).toMatchObject({
      status: 'failed',
      reason: 'Nobody there',
    });
    const [again, ...others] = await actions(api, 'status=todo');
    expect([again, others]).toMatchObject([{ channel: 'call', dueOn: '2026-11-25', reason: null }, []]);
    expect((await claim(api))[0]).toMatchObject({ id: again!.id, message: { subject: TEXT.subject } });
    const { id: task } = await api.post<Action>(`${CUSTOMER}/actions`, { channel: 'task' });
    expect(await api.post(`/v1/actions/${task}/skip`)).toMatchObject({ status: 'ignored' });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: null });
  });

  test('ADH-1, CLM-1: a claim that lapses gives it back to To do', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const api = await start(database);
      await atBothLevels(api);
      const { id } = await api.post<Action>(`${CUSTOMER}/actions`, { channel: 'call' });
      const before = await actions(api, 'status=planned');
      await claim(api, { leaseSeconds: 60 });
      expect(await actions(api, 'status=todo')).toMatchObject([{ id, claimedUntil: expect.any(String) }]);
      vi.setSystemTime(Date.now() + 61_000);
      expect(await actions(api, 'status=todo')).toMatchObject([{ id, claimedUntil: null }]);
      expect(await actions(api, 'status=planned')).toEqual(before);
      expect(await types(api)).toEqual(['actionToDo', 'actionClaimed', 'actionReleased']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('ADH-1: a person’s other work goes on while it waits or is claimed: the plan’s step goes out', async () => {
    const api = await start(database, { now: '2026-11-24T09:00:00Z' });
    await atBothLevels(api);
    await api.post<Action>(`${CUSTOMER}/actions`, { channel: 'task' });
    await claim(api, { channel: 'task' });
    expect(await run(api)).toMatchObject({ executed: 2 });
  });
});
