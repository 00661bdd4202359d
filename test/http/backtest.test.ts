import { describe, expect, test } from 'vitest';
import type * as contract from '../../connector/src/http/contracts/backtest.ts';
import { databases } from '../support/databases.ts';
import { actions, everything, line, runDaily, setClock } from './api/cadence.ts';
import type { Client, Output } from './api/client.ts';
import { createDue, createPlan, emailStep, pay, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

type Backtest = Output<typeof contract.backtestAnswer>;

const backtest = (api: Client, planId: string, body: object = {}): Promise<Backtest> =>
  api.post(`/v1/plans/${planId}/backtest`, body);

/** The sample, as `2026-11-23 First I-1`. */
const sent = ({ sample }: Backtest) =>
  sample.map(({ date, step, referenceInvoice }) => `${date} ${step.name} ${referenceInvoice.number}`);

const STEPS = [emailStep('First', 3), emailStep('Second', 10), emailStep('Third', 20)];

describe.each(databases)('$name', (database) => {
  test('REF, MIN: the past is replayed by the balances of each day, and nothing is written', async () => {
    const api = await start(database, { now: '2026-12-31T09:00:00Z' });
    const plan = await createPlan(api, { steps: STEPS, minimumContactDelayDays: 5 });
    await saveCustomer(api, 'C-1');
    await saveCustomer(api, 'C-2');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-13');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
    await saveInvoice(api, 'C-2', 'I-3', '2026-11-20');
    await pay(api, 'C-1', 'P-1', '2026-11-24', { 'I-1': 10_000 });
    await pay(api, 'C-2', 'P-2', '2026-11-23', { 'I-3': 10_000 });
    const before = await everything(api);
    const answer = await backtest(api, plan.id);
    expect(sent(answer)).toEqual([
      '2026-11-16 First I-1',
      '2026-11-23 Second I-1',
      '2026-11-30 First I-2',
      '2026-12-07 Second I-2',
      '2026-12-14 Third I-2',
    ]);
    expect(answer).toMatchObject({
      plan: { id: plan.id, name: 'Polite', level: 'customer' },
      from: '2026-10-14',
      to: '2026-12-31',
      actions: 5,
      customers: 1,
      considered: { customers: 2, invoices: 3 },
      complete: true,
      byMonth: [
        { month: '2026-11', count: 3 },
        { month: '2026-12', count: 2 },
      ],
      maximumOnOneDay: { date: '2026-11-16', count: 1 },
    });
    expect(answer.byStep.map(({ name, count }) => `${name} ${count}`)).toEqual(['First 2', 'Second 2', 'Third 1']);
    expect(answer.byDay).toHaveLength(5);
    expect(answer.sample[0]).toMatchObject({ customer: { externalId: 'C-1' }, step: { position: 1 } });
    expect(await everything(api)).toEqual(before);
  });

  test('a plan that is not saved is tried out too, at invoice level as well', async () => {
    const api = await start(database, { now: '2026-12-31T09:00:00Z' });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-13');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
    const plan = { name: 'Each', level: 'invoice', steps: STEPS.slice(0, 2) };
    const answer = await api.post<Backtest>('/v1/plans/backtest', { plan });
    expect(sent(answer)).toEqual([
      '2026-11-16 First I-1',
      '2026-11-23 Second I-1',
      '2026-11-23 First I-2',
      '2026-11-30 Second I-2',
    ]);
    expect(answer.maximumOnOneDay).toEqual({ date: '2026-11-23', count: 2 });
    expect(answer.plan.id).toBeNull();
  });

  test('LOG-2, from, to: the plan is entered on the first day; days to come take nothing as paid', async () => {
    const api = await start(database);
    const plan = await createDue(api, 1, { logic: 'contextual', steps: STEPS });
    expect(sent(await backtest(api, plan.id, { from: '2026-12-01', to: '2026-12-31' }))).toEqual([
      '2026-12-01 Second I-1',
      '2026-12-10 Third I-1',
    ]);
    expect(sent(await backtest(api, plan.id, { from: '2026-12-01', to: '2026-12-09' }))).toHaveLength(1);
  });

  test('DIS-1, PAU-1, PRO-1, CUS-2, BAL-3: disputes, pauses, promises, exclusions and voids are read from the history', async () => {
    const api = await start(database, { now: '2026-11-16T07:00:00Z' });
    const plan = await createPlan(api, { steps: STEPS, level: 'invoice' });
    const numbers = ['disputed', 'paused', 'promised', 'resumed', 'void', 'late'];
    for (const number of numbers) {
      await saveCustomer(api, `C-${number}`);
      await saveInvoice(api, `C-${number}`, number, '2026-11-13');
    }
    await saveCustomer(api, 'C-excluded');
    await saveInvoice(api, 'C-excluded', 'excluded', '2026-11-13');
    const tell = (number: string, verb: string, body: object = {}) =>
      api.post(`/v1/invoices/external:${number}/${verb}`, body);
    await tell('disputed', 'dispute', { reason: 'goods' });
    await tell('paused', 'pause', { until: '2026-11-18' });
    await tell('promised', 'promise', { date: '2026-11-18', pause: true });
    await tell('resumed', 'pause');
    await tell('void', 'void');
    await api.post('/v1/customers/external:C-excluded/exclude');
    // After the send time: it counts from the next day on.
    await setClock(api, '2026-11-16T10:00:00Z');
    await tell('late', 'pause');
    await setClock(api, '2026-11-20T07:00:00Z');
    await tell('disputed', 'dispute/close');
    await tell('resumed', 'resume');
    const days = async (number: string) => {
      const customers = [`external:C-${number}`];
      return (await backtest(api, plan.id, { to: '2026-12-11', customers })).sample.map(({ date }) => date);
    };
    expect(await days('disputed')).toEqual(['2026-11-20', '2026-11-23', '2026-12-03']);
    expect(await days('paused')).toEqual(['2026-11-18', '2026-11-23', '2026-12-03']);
    expect(await days('promised')).toEqual(['2026-11-19', '2026-11-23', '2026-12-03']);
    expect(await days('resumed')).toEqual(['2026-11-20', '2026-11-23', '2026-12-03']);
    expect(await days('void')).toEqual([]);
    expect(await days('late')).toEqual(['2026-11-16']);
    expect(await days('excluded')).toEqual([]);
  });

  test('the runs of a month did what the back-test says afterwards', async () => {
    const api = await start(database, { now: '2026-11-02T05:00:00Z' });
    const plan = await createPlan(api, { steps: [emailStep('Before', -5), ...STEPS], minimumContactDelayDays: 3 });
    await api.put('/v1/settings', { holidays: { country: null, dates: ['2026-11-11', '2026-11-23'] } });
    for (const [index, due] of ['2026-11-09', '2026-11-12', '2026-11-20'].entries()) {
      await saveCustomer(api, `C-${index}`, { dunningPlanId: plan.id });
      await saveInvoice(api, `C-${index}`, `I-${index}`, due, { issuedAt: '2026-11-02' });
      await saveInvoice(api, `C-${index}`, `J-${index}`, '2026-11-15', { issuedAt: '2026-11-02', grossAmount: 5_000 });
    }
    await runDaily(api, '2026-11-02', '2026-11-18');
    await setClock(api, '2026-11-19T05:00:00Z');
    await pay(api, 'C-0', 'P-0', '2026-11-19', { 'I-0': 10_000 });
    await api.post('/v1/invoices/external:I-1/dispute', { reason: 'goods' });
    await runDaily(api, '2026-11-19', '2026-12-10');
    const executed = (await actions(api, 'status=executed')).map(line).sort();
    expect(executed.length).toBeGreaterThan(10);
    expect(sent(await backtest(api, plan.id)).sort()).toEqual(executed);
  });

  test('CUS-5, RUL-2: who is gone through: filters, a list, a limit, and what a member may see', async () => {
    const api = await start(database);
    const plan = await createDue(api, 3);
    await saveCustomer(api, 'C-2', { country: 'FR' });
    const french = [{ field: 'country', operator: 'is', values: ['FR'] }];
    const considered = async (body: object, client: Client = api) =>
      (await backtest(client, plan.id, body)).considered.customers;
    expect(await considered({ where: french })).toBe(1);
    expect(await considered({ customers: ['external:C-1', 'external:C-3', 'external:C-1'] })).toBe(2);
    const two = await backtest(api, plan.id, { limit: 2, sampleSize: 1, to: '2026-12-31' });
    expect(two).toMatchObject({ complete: false, considered: { customers: 2 }, actions: 4 });
    expect(two.sample).toHaveLength(1);
    expect(await backtest(api, plan.id, { limit: 3 })).toMatchObject({ complete: true });
    const user = await api.post<{ id: string }>('/v1/users', {
      name: 'Mia',
      email: 'mia@example.com',
      role: 'member',
      position: 'accountManager',
    });
    await saveCustomer(api, 'C-3', { accountManagers: [user.id] });
    const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'Mia', role: 'member', userId: user.id });
    const mia = api.withKey(key);
    expect(await considered({}, mia)).toBe(1);
    expect(
      await mia.problem('POST', `/v1/plans/${plan.id}/backtest`, { body: { customers: ['external:C-1'] } }),
    ).toMatchObject({
      status: 422,
      errors: [{ path: 'customers.0' }],
    });
  });

  test('what is asked wrongly is answered with the field', async () => {
    const api = await start(database);
    const { id } = await createPlan(api);
    const refused = async (body: object, path = `/v1/plans/${id}/backtest`) => {
      const { status, errors } = await api.problem('POST', path, { body });
      return [status, errors?.map((error) => error.path).join()];
    };
    expect(await refused({ from: '2026-12-02', to: '2026-12-01' })).toEqual([422, 'to']);
    expect(await refused({ from: '2027-12-02' })).toEqual([422, 'to']);
    expect(await refused({ customers: ['external:C-9'] })).toEqual([422, 'customers.0']);
    expect(await refused({ customers: ['external:C-9'], where: [] })).toEqual([400, 'where']);
    expect(await refused({ where: [{ field: 'shoes', operator: 'is', values: ['red'] }] })).toEqual([
      400,
      'where.0.field',
    ]);
    expect(await refused({}, '/v1/plans/pln_none/backtest')).toEqual([404, undefined]);
    expect(await backtest(api, id)).toMatchObject({ from: null, actions: 0, maximumOnOneDay: null, byDay: [] });
  });
});
