import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, events, lines, run, runDaily, setClock, subjects } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Action, User } from './api/records.ts';
import { callStep, contactOf, createPlan, emailStep, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

async function inPlan(
  api: Client,
  plan: Parameters<typeof createPlan>[1],
  customer: Parameters<typeof saveCustomer>[2] = {},
  dueDate = '2026-11-20',
): Promise<void> {
  const { id } = await createPlan(api, plan);
  await saveCustomer(api, 'C-1', { dunningPlanId: id, ...customer });
  await saveInvoice(api, 'C-1', 'I-1', dueDate);
}

async function toDo(api: Client): Promise<Action> {
  const [action, ...others] = await actions(api, 'status=todo');
  expect(others).toEqual([]);
  return action!;
}

const CALL_FIRST = { steps: [callStep('Call', 3), emailStep('Letter', 4), emailStep('Last', 20)] };

describe.each(databases)('$name', (database) => {
  test('MAN-1: a manual action is To do from its day on, and blocks the plan until it is done', async () => {
    const api = await start(database, { now: '2026-11-20T09:00:00Z' });
    await inPlan(api, CALL_FIRST);
    expect([await lines(api, 'todo'), await lines(api, 'planned')]).toEqual([[], ['2026-11-23 Call I-1']]);
    await setClock(api, '2026-11-23T00:00:00Z');
    expect([await lines(api, 'todo'), await lines(api, 'planned')]).toEqual([['2026-11-23 Call I-1'], []]);
    expect(await run(api, '2026-11-27')).toMatchObject({ executed: 0, toDo: 1, remaining: 0 });
    const call = await toDo(api);
    expect(call).toMatchObject({ status: 'todo', channel: 'call', mode: 'manual', dueOn: '2026-11-23' });
    const done = await api.post<Action>(`/v1/actions/${call.id}/complete`, { note: 'Will pay on Friday' });
    expect(done).toMatchObject({
      id: call.id,
      status: 'executed',
      note: 'Will pay on Friday',
      executedAt: '2026-11-27T09:00:00.000Z',
    });
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Letter I-1']);
    expect(await run(api, '2026-11-30')).toMatchObject({ executed: 1, toDo: 0 });
  });

  test('MAN-1: an ignored action jumps on to the next step, and is no contact', async () => {
    const api = await start(database, { now: '2026-11-24T09:00:00Z' });
    await inPlan(api, { ...CALL_FIRST, minimumContactDelayDays: 10 });
    const { id } = await toDo(api);
    expect(await api.post(`/v1/actions/${id}/skip`, { reason: 'Spoke already' })).toMatchObject({
      status: 'ignored',
      reason: 'Spoke already',
    });
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect([await lines(api, 'ignored'), await lines(api, 'executed')]).toEqual([
      ['2026-11-24 Call I-1'],
      ['2026-11-24 Letter I-1'],
    ]);
  });

  test('MAN-1: a planned automatic action can be skipped, but not completed out of the blue', async () => {
    const api = await start(database);
    await inPlan(api, { steps: [emailStep('First', 5), emailStep('Second', 10)] });
    const [planned] = await actions(api, 'status=planned');
    expect(await api.problem('POST', `/v1/actions/${planned!.id}/complete`)).toMatchObject({ status: 409 });
    expect(await api.post(`/v1/actions/${planned!.id}/skip`)).toMatchObject({ status: 'ignored' });
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-1']);
  });

  test('MAN-1: all actions are listed with their status; ended ones cannot end again', async () => {
    const api = await start(database, { now: '2026-11-16T09:00:00Z' });
    const steps = [emailStep('Before', -2), callStep('Call', 3), emailStep('Mail', 4), emailStep('Last', 20)];
    await inPlan(api, { steps });
    await setClock(api, '2026-11-23');
    const { id } = await toDo(api);
    await api.post(`/v1/actions/${id}/skip`);
    await run(api, '2026-11-24');
    const all = await actions(api, 'customerId=external:C-1');
    expect(all.map(({ status, step }) => `${status} ${step?.name}`).sort()).toEqual([
      'executed Mail',
      'expired Before',
      'ignored Call',
      'planned Last',
    ]);
    expect((await actions(api, 'invoiceId=external:I-1')).length).toBe(4);
    for (const ended of all.filter(({ status }) => status !== 'planned')) {
      for (const verb of ['complete', 'skip', 'fail', 'release'])
        expect(await api.problem('POST', `/v1/actions/${ended.id}/${verb}`)).toMatchObject({ status: 409 });
    }
  });

  test('LOG-2: in a contextual plan a manual step that nobody did expires when the next one’s trigger date comes', async () => {
    const api = await start(database);
    await inPlan(api, { ...CALL_FIRST, logic: 'contextual' });
    expect(await lines(api, 'todo')).toEqual(['2026-11-23 Call I-1']);
    expect(await run(api, '2026-11-24')).toMatchObject({ executed: 1, toDo: 0 });
    expect([await lines(api, 'expired'), await lines(api, 'executed')]).toEqual([
      ['2026-11-23 Call I-1'],
      ['2026-11-24 Letter I-1'],
    ]);
  });

  test('MAN-2: without a valid recipient an automatic action is To do and says why; a contact makes it automatic again', async () => {
    const api = await start(database);
    await inPlan(api, {}, { contacts: [{ firstName: 'Ann' }] });
    expect(await run(api)).toMatchObject({ executed: 0, toDo: 1 });
    expect(await toDo(api)).toMatchObject({
      mode: 'manual',
      channel: 'email',
      reason: expect.stringMatching(/recipient/i),
    });
    expect(await events(api, 'type=actionToDo')).toHaveLength(1);
    await saveCustomer(api, 'C-1', { contacts: [contactOf('C-1')] });
    expect(await actions(api, 'status=planned')).toMatchObject([
      { mode: 'automatic', reason: null, step: { name: 'First' } },
    ]);
    expect(await run(api)).toMatchObject({ executed: 1, toDo: 0 });
  });

  test('MAN-2: a step for a position needs a contact who has it', async () => {
    const api = await start(database);
    await inPlan(api, { steps: [emailStep('First', 3, { recipients: ['payer'] })] });
    expect(await run(api)).toMatchObject({ executed: 0, toDo: 1 });
    await saveCustomer(api, 'C-1', {
      contacts: [contactOf('C-1'), { lastName: 'Cy', email: 'payer@example.com', position: 'payer' }],
    });
    expect(await run(api)).toMatchObject({ executed: 1 });
  });

  test('MAN-2: a template that does not render makes it To do with the reason, until the cause has gone', async () => {
    const api = await start(database);
    const template = { subject: 'From {{accountManager.name}}', body: 'Call {{accountManager.phone}}' };
    await inPlan(api, { steps: [emailStep('First', 3, { template })] });
    expect(await run(api)).toMatchObject({ executed: 0, failed: 0, toDo: 1 });
    expect(await toDo(api)).toMatchObject({ mode: 'manual', reason: expect.stringMatching(/accountManager/) });
    const { id } = await toDo(api);
    // Neither another change of the customer nor days that pass take it off the list: its cause is still there.
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20');
    expect(await toDo(api)).toMatchObject({ id, dueOn: '2026-11-23' });
    await setClock(api, '2026-11-26T07:00:00Z');
    expect(await toDo(api)).toMatchObject({ id, dueOn: '2026-11-23', reason: expect.stringMatching(/accountManager/) });
    expect(await run(api, '2026-11-29')).toMatchObject({ executed: 0, toDo: 1 });
    expect(await toDo(api)).toMatchObject({ id, dueOn: '2026-11-23' });
    expect(await run(api, '2026-11-30')).toMatchObject({ executed: 0, toDo: 1 });
    expect(await events(api, 'type=actionToDo')).toHaveLength(1);
    const user = await api.post<User>('/v1/users', { name: 'Inès', email: 'ines@example.com', phone: '+33 1' });
    await api.post('/v1/assignments', { accountManagers: [user.id], customers: ['external:C-1'] });
    expect(await run(api)).toMatchObject({ executed: 1, toDo: 0 });
    expect(await subjects(api)).toEqual(['From Inès']);
  });

  test('MAN-2: what waits for a person can be done, skipped or sent by the person, once', async () => {
    const api = await start(database);
    await inPlan(api, {}, { contacts: [] });
    await run(api);
    const { id } = await toDo(api);
    expect(await api.post(`/v1/actions/${id}/complete`, { note: 'Told her in the shop' })).toMatchObject({
      status: 'executed',
    });
    await saveCustomer(api, 'C-1', { contacts: [contactOf('C-1')] });
    await runDaily(api, '2026-11-23', '2026-11-30');
    expect(await subjects(api)).toEqual(['Second: I-1']);
  });

  test('a manual e-mail is sent by the connector when a person says so', async () => {
    const api = await start(database);
    await inPlan(api, { steps: [emailStep('First', 3, { mode: 'manual' }), emailStep('Second', 10)] });
    expect(await run(api)).toMatchObject({ executed: 0, toDo: 1 });
    const { id } = await toDo(api);
    expect(await api.post(`/v1/actions/${id}/send`)).toMatchObject({
      status: 'executed',
      message: { subject: 'First: I-1' },
    });
    expect(await api.problem('POST', `/v1/actions/${id}/send`)).toMatchObject({ status: 409 });
    expect(await subjects(api)).toEqual(['First: I-1']);
  });

  test('MAN-3: snoozing moves the date', async () => {
    const api = await start(database);
    await inPlan(api, CALL_FIRST);
    const { id } = await toDo(api);
    expect(await api.post(`/v1/actions/${id}/snooze`, { until: '2026-11-26' })).toMatchObject({
      id,
      status: 'planned',
      dueOn: '2026-11-26',
    });
    expect([await lines(api, 'todo'), await lines(api, 'planned')]).toEqual([[], ['2026-11-26 Call I-1']]);
    await runDaily(api, '2026-11-24', '2026-11-25');
    expect(await lines(api, 'todo')).toEqual([]);
    await setClock(api, '2026-11-26');
    expect(await lines(api, 'todo')).toEqual(['2026-11-26 Call I-1']);
  });

  test('MAN-3: snoozing does not move the expiry', async () => {
    const api = await start(database);
    await inPlan(api, { ...CALL_FIRST, logic: 'contextual', steps: [callStep('Call', 3), emailStep('Letter', 5)] });
    const { id } = await toDo(api);
    await api.post(`/v1/actions/${id}/snooze`, { until: '2026-12-10' });
    await runDaily(api, '2026-11-24', '2026-11-25');
    expect(await lines(api, 'executed')).toEqual(['2026-11-25 Letter I-1']);
  });

  test('MAN-3: an action is put off into the future only', async () => {
    const api = await start(database);
    await inPlan(api, CALL_FIRST);
    const { id } = await toDo(api);
    for (const body of [{ until: '2026-11-23' }, { until: '2026-11-01' }, {}]) {
      expect(await api.problem('POST', `/v1/actions/${id}/snooze`, { body })).toMatchObject({
        status: 422,
        errors: [{ path: 'until' }],
      });
    }
    expect((await toDo(api)).dueOn).toBe('2026-11-23');
  });
});
