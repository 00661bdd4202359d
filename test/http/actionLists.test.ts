import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, claim, events, line, run, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Action, User } from './api/records.ts';
import { callStep, contactOf, createPlan, emailStep, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

function user(api: Client, name: string, position: 'financeUser' | 'accountManager'): Promise<User> {
  return api.post('/v1/users', { name, email: `${name.toLowerCase()}@example.com`, position });
}

/** A call that is due on the invoice's third day, in a plan of its own; its name is its responsible person. */
async function withCall(api: Client, customer: string, responsible?: string, accountManagers: string[] = []) {
  const steps = [callStep('Call', 3, { responsible })];
  const { id } = await createPlan(api, { name: `Plan ${customer}`, steps });
  await saveCustomer(api, customer, { dunningPlanId: id, accountManagers });
  await saveInvoice(api, customer, `I-${customer}`, '2026-11-20');
}

const whose = async (api: Client, responsible: string, status = 'todo') =>
  (await actions(api, `status=${status}&responsible=${responsible}`)).map(({ customer }) => customer.externalId).sort();

describe.each(databases)('$name', (database) => {
  test('R4, PLN-2: what is a user’s by name, group, position or as account manager; and what is nobody’s', async () => {
    const api = await start(database);
    const [ann, bob] = [await user(api, 'Ann', 'financeUser'), await user(api, 'Bob', 'accountManager')];
    const group = await api.post<{ id: string }>('/v1/user-groups', { name: 'Nord', members: [ann.id] });
    await withCall(api, 'C-name', ann.id);
    await withCall(api, 'C-group', `group:${group.id}`);
    await withCall(api, 'C-position', 'financeUser');
    await withCall(api, 'C-manager', 'accountManager', [bob.id]);
    await withCall(api, 'C-unmanaged', 'accountManager');
    await withCall(api, 'C-nobody');
    expect(await whose(api, ann.id)).toEqual(['C-group', 'C-name', 'C-position']);
    expect(await whose(api, bob.id)).toEqual(['C-manager']);
    expect(await whose(api, 'none')).toEqual(['C-nobody', 'C-unmanaged']);
    expect(await api.problem('GET', '/v1/actions?responsible=usr_none')).toMatchObject({ status: 404 });
    const [ofGroup] = await actions(api, 'customerId=external:C-group');
    expect(ofGroup!.responsible).toBe(`group:${group.id}`);
    await api.post(`/v1/actions/${ofGroup!.id}/complete`);
    expect([await whose(api, ann.id), await whose(api, ann.id, 'executed')]).toEqual([
      ['C-name', 'C-position'],
      ['C-group'],
    ]);
  });

  test('R4: lists are narrowed by due day, day of execution and channel', async () => {
    const api = await start(database);
    const steps = [emailStep('Mail', 3), callStep('Call', 6), emailStep('Last', 20)];
    const { id } = await createPlan(api, { steps });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await run(api);
    await setClock(api, '2026-11-26');
    await setClock(api, '2026-11-27');
    const [call] = await actions(api, 'status=todo');
    await api.post(`/v1/actions/${call!.id}/complete`);
    const found = async (query: string) => (await actions(api, query)).map(line);
    const [mail, phone, last] = ['2026-11-23 Mail I-1', '2026-11-27 Call I-1', '2026-12-10 Last I-1'];
    expect(await found('')).toEqual([mail, phone, last]);
    expect(await found('dueFrom=2026-11-24')).toEqual([phone, last]);
    expect(await found('dueTo=2026-11-26')).toEqual([mail, phone]);
    expect(await found('dueFrom=2026-11-26&dueTo=2026-11-26')).toEqual([phone]);
    expect(await found('executedFrom=2026-11-24')).toEqual([phone]);
    expect(await found('executedTo=2026-11-26')).toEqual([mail]);
    expect(await found('executedFrom=2026-11-23&executedTo=2026-11-27&channel=email')).toEqual([mail]);
    expect(await found('channel=email')).toEqual([mail, last]);
    expect(await found('status=planned&executedFrom=2026-11-01')).toEqual([]);
    expect(await api.problem('GET', '/v1/actions?dueFrom=soon')).toMatchObject({ errors: [{ path: 'dueFrom' }] });
  });

  test('R4: To do comes by due day, the oldest first, page by page, and keeps its place when claimed', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, { steps: [callStep('Call', 3)] });
    await saveCustomer(api, 'C-0');
    const putOff = await api.post<Action>('/v1/customers/external:C-0/actions', { channel: 'task' });
    await api.post(`/v1/actions/${putOff.id}/snooze`, { until: '2026-11-24' });
    for (const [customer, dueDate] of [
      ['C-1', '2026-11-20'],
      ['C-2', '2026-11-18'],
      ['C-3', '2026-11-19'],
    ] as const) {
      await setClock(api, '2026-11-23');
      await saveCustomer(api, customer, { dunningPlanId: id });
      await saveInvoice(api, customer, `I-${customer}`, dueDate);
    }
    const late = await api.post<Action>('/v1/customers/external:C-1/actions', { channel: 'task' });
    await setClock(api, '2026-11-24');
    await saveCustomer(api, 'C-4', { dunningPlanId: id });
    await saveInvoice(api, 'C-4', 'I-C-4', '2026-11-01');
    const whole = await actions(api, 'status=todo');
    expect(whole.map(({ dueOn }) => dueOn)).toEqual(whole.map(({ dueOn }) => dueOn).toSorted());
    expect(whole).toHaveLength(6);
    expect(whole.slice(4).map((each) => each.id)).toContain(putOff.id);
    const first = await api.get<{ data: Action[]; nextCursor: string }>('/v1/actions?status=todo&limit=2');
    await claim(api, { limit: 6 });
    const rest = await api.get<{ data: Action[] }>(`/v1/actions?status=todo&cursor=${first.nextCursor}`);
    const ids = (list: readonly Action[]) => list.map((each) => each.id);
    expect([...ids(first.data), ...ids(rest.data)]).toEqual(ids(whole));
    for (const limit of [1, 4]) {
      expect(ids(await api.all<Action>('/v1/actions?status=todo', limit))).toEqual(ids(whole));
    }
    expect(ids(whole)).toContain(late.id);
    expect(await api.problem('GET', `/v1/actions?cursor=${first.nextCursor}`)).toMatchObject({
      status: 400,
      errors: [{ path: 'cursor' }],
    });
  });

  test('R4: a run shows what it executed, then what waits for a person, oldest first, 50 in all', async () => {
    const api = await start(database);
    const mail = await createPlan(api, { name: 'Mail', steps: [emailStep('Mail', 3)] });
    const call = await createPlan(api, { name: 'Call', steps: [callStep('Call', 3)] });
    const customers = Array.from({ length: 60 }, (_, index) => ({
      externalId: `C-${index}`,
      name: `C-${index}`,
      contacts: [contactOf(`C-${index}`)],
      dunningPlanId: index < 3 ? mail.id : call.id,
    }));
    await api.post('/v1/customers/batch', { customers });
    for (const [index, { externalId }] of customers.entries())
      await saveInvoice(api, externalId, `I-${index}`, index === 59 ? '2026-11-20' : '2026-11-19');
    const { executed, toDo, actions: shown } = await run(api);
    expect([executed, toDo, shown.length]).toEqual([3, 57, 50]);
    expect(shown.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 3 }, () => 'executed'),
      ...Array.from({ length: 47 }, () => 'todo'),
    ]);
    expect((await run(api, undefined, { planId: mail.id })).actions).toEqual([]);
    const again = await run(api, undefined, { planId: call.id });
    expect([again.executed, again.toDo, again.actions.length]).toEqual([0, 57, 50]);
  });

  test('EVT-1, CLM-1: handing out and giving back are told', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, { steps: [callStep('Call', 3)] });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await claim(api, { dryRun: true });
    const [claimed] = await claim(api);
    await api.post(`/v1/actions/${claimed!.id}/release`, { claimToken: claimed!.claimToken, note: 'Not mine' });
    expect((await events(api)).slice(-2)).toMatchObject([
      { type: 'actionClaimed', data: { actionId: claimed!.id, stepName: 'Call', channel: 'call' } },
      { type: 'actionReleased', data: { actionId: claimed!.id, note: 'Not mine' } },
    ]);
  });

  test.each([
    ['2026-11-28', ['2026-11-27 Friday I-1']],
    ['2026-11-29', ['2026-11-27 Friday I-1']],
    ['2026-11-30', ['2026-11-27 Friday I-1']],
  ])(
    'LOG-2, DAT-4: what nobody ran on Friday and expires on Monday is kept as expired, looked at on %s',
    async (day, expired) => {
      const api = await start(database, { now: '2026-11-26T09:00:00Z' });
      const steps = [emailStep('Friday', 7), emailStep('Monday', 10)];
      const { id } = await createPlan(api, { logic: 'contextual', steps });
      await saveCustomer(api, 'C-1', { dunningPlanId: id });
      await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
      await setClock(api, '2026-11-27T23:00:00Z');
      await setClock(api, day);
      await run(api, '2026-11-30');
      await run(api, '2026-12-01');
      expect((await actions(api, 'status=expired')).map(line)).toEqual(expired);
      expect((await actions(api, 'status=executed')).map(line)).toEqual(['2026-11-30 Monday I-1']);
      expect(await events(api, 'type=actionExpired')).toHaveLength(1);
    },
  );
});
