import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, claim, lines, run, runDaily, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Plan } from './api/records.ts';
import {
  callStep,
  createPlan,
  emailStep,
  pay,
  readCustomer,
  readInvoice,
  saveCustomer,
  saveInvoice,
} from './api/records.ts';
import { start } from './api/start.ts';

type PlanInput = Parameters<typeof createPlan>[1];

const perInvoice = (api: Client, plan: PlanInput = {}): Promise<Plan> =>
  createPlan(api, { name: 'Per invoice', level: 'invoice', ...plan });

/** C-1 with the invoice I-1 in an invoice-level plan. */
async function inPlan(api: Client, dueDate: string, plan: PlanInput = {}): Promise<Plan> {
  const created = await perInvoice(api, plan);
  await saveCustomer(api, 'C-1');
  await saveInvoice(api, 'C-1', 'I-1', dueDate, { dunningPlanId: created.id });
  return created;
}

const assign = (api: Client, dunningPlanId: string | null, ...numbers: string[]) =>
  api.post<{ assigned: number; refused: object[]; warnings: object[] }>('/v1/assignments', {
    dunningPlanId,
    invoices: numbers.map((number) => `external:${number}`),
  });

const LADDER = [3, 10, 14, 17].map((days) => emailStep(`Day ${days}`, days));

describe.each(databases)('$name', (database) => {
  test('MIN-2: an invoice entering 17 days late is chased by the minimum delay alone, weekends rolled', async () => {
    const api = await start(database);
    await inPlan(api, '2026-11-06', { steps: LADDER, minimumContactDelayDays: 5 });
    expect((await readInvoice(api, 'I-1')).daysLate).toBe(17);
    await runDaily(api, '2026-11-23', '2026-12-20');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 Day 3 I-1',
      '2026-11-30 Day 10 I-1',
      '2026-12-07 Day 14 I-1',
      '2026-12-14 Day 17 I-1',
    ]);
  });

  test('LOG-2: at invoice level a contextual plan is entered where the invoice’s age puts it', async () => {
    const api = await start(database);
    await inPlan(api, '2026-11-11', { logic: 'contextual', steps: LADDER });
    await runDaily(api, '2026-11-23', '2026-11-30');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 Day 10 I-1',
      '2026-11-25 Day 14 I-1',
      '2026-11-30 Day 17 I-1',
    ]);
  });

  test('REF-1: every invoice drives itself: the younger one does not wait for the older', async () => {
    const api = await start(database);
    const plan = await inPlan(api, '2026-11-01', { steps: LADDER, minimumContactDelayDays: 5 });
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20', { dunningPlanId: plan.id });
    await runDaily(api, '2026-11-23', '2026-11-30');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 Day 3 I-1',
      '2026-11-23 Day 3 I-2',
      '2026-11-30 Day 10 I-1',
      '2026-11-30 Day 10 I-2',
    ]);
  });

  test('P8: a reminder before the due date goes in time, or not at all', async () => {
    const api = await start(database);
    const plan = await inPlan(api, '2026-11-27', { steps: [emailStep('Soon due', -3)] });
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-23', { dunningPlanId: plan.id });
    await runDaily(api, '2026-11-23', '2026-11-27');
    expect(await lines(api, 'executed')).toEqual(['2026-11-24 Soon due I-1']);
  });

  test('PLN-6: a new invoice gets the default of its level, none with null, the named one else; an update keeps its own', async () => {
    const api = await start(database);
    await createPlan(api, { name: 'For customers', isDefault: true });
    await saveCustomer(api, 'C-1', { dunningPlanId: null });
    await saveInvoice(api, 'C-1', 'I-0', '2026-11-20');
    const usual = await perInvoice(api, { isDefault: true });
    const other = await perInvoice(api, { name: 'Other' });
    for (const [number, more] of [
      ['I-1', {}],
      ['I-2', { dunningPlanId: null }],
      ['I-3', { dunningPlanId: other.id }],
    ] as const) {
      await saveInvoice(api, 'C-1', number, '2026-11-20', more);
      await saveInvoice(api, 'C-1', number, '2026-11-19');
    }
    await saveInvoice(api, 'C-1', 'I-0', '2026-11-19');
    const plans = await Promise.all(
      ['I-0', 'I-1', 'I-2', 'I-3'].map(async (number) => (await readInvoice(api, number)).dunningPlanId),
    );
    expect(plans).toEqual([null, usual.id, null, other.id]);
    expect((await actions(api)).map(({ plan }) => plan?.id).sort()).toEqual([other.id, usual.id].sort());
  });

  test.each([
    ['standard', 'Day 3'],
    ['contextual', 'Day 17'],
  ] as const)('ASG-3: moving from customer level to a %s invoice plan begins at %s', async (logic, step) => {
    const api = await start(database, { now: '2026-11-09T09:00:00Z' });
    const forCustomers = await createPlan(api, { steps: LADDER });
    await saveCustomer(api, 'C-1', { dunningPlanId: forCustomers.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-06');
    await runDaily(api, '2026-11-09', '2026-11-20');
    expect((await lines(api, 'executed')).map((line) => line.slice(11))).toEqual([
      'Day 3 I-1',
      'Day 10 I-1',
      'Day 14 I-1',
    ]);
    const { id } = await perInvoice(api, { logic, steps: LADDER, minimumContactDelayDays: 5 });
    await setClock(api, '2026-11-23');
    await assign(api, id, 'I-1');
    await api.put('/v1/customers/external:C-1', { dunningPlanId: null });
    // Contacts at customer level put off none at invoice level (MIN-1).
    expect(await lines(api, 'planned')).toEqual([`2026-11-23 ${step} I-1`]);
  });

  test('SND-2: an invoice that comes back to a plan goes on where it stood', async () => {
    const api = await start(database);
    const plan = await inPlan(api, '2026-11-06', { steps: LADDER });
    const other = await perInvoice(api, { name: 'Other', steps: [callStep('Call', 300)] });
    await run(api);
    for (const id of [other.id, null, plan.id]) await assign(api, id, 'I-1');
    await runDaily(api, '2026-11-24', '2026-11-26');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 Day 3 I-1',
      '2026-11-24 Day 10 I-1',
      '2026-11-25 Day 14 I-1',
      '2026-11-26 Day 17 I-1',
    ]);
  });

  test('REF-5: an invoice that a refund opens again goes on where its plan stood', async () => {
    const api = await start(database);
    await inPlan(api, '2026-11-06', { steps: LADDER });
    await run(api);
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    expect(await actions(api, 'status=planned')).toEqual([]);
    await api.post('/v1/refunds', {
      externalId: 'R-1',
      customer: { externalId: 'C-1' },
      amount: 4_000,
      currency: 'EUR',
      paidAt: '2026-11-24',
      invoices: [{ externalId: 'I-1', amount: 4_000 }],
    });
    await run(api, '2026-11-24');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Day 3 I-1', '2026-11-24 Day 10 I-1']);
  });

  test('REF-3: at invoice level too, an invoice that unapplied money covers is left alone', async () => {
    const api = await start(database);
    await inPlan(api, '2026-11-20');
    await pay(api, 'C-1', 'P-1', '2026-11-20', {}, { amount: 10_000 });
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 0 });
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-31');
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1']);
  });

  test('DIS-1: a disputed invoice may be put into a plan, and is collected on when the dispute ends', async () => {
    const api = await start(database);
    const { id } = await perInvoice(api, { steps: LADDER });
    await saveCustomer(api, 'C-1');
    for (const [number, dueDate] of Object.entries({ LATE: '2026-11-06', DUE: '2026-12-06', DISPUTED: '2026-11-06' }))
      await saveInvoice(api, 'C-1', number, dueDate);
    await api.post('/v1/invoices/external:DISPUTED/dispute', { reason: 'goods' });
    expect(await assign(api, id, 'LATE', 'DUE', 'DISPUTED')).toMatchObject({ assigned: 3, refused: [] });
    expect(await lines(api, 'planned')).toEqual(['2026-11-23 Day 3 LATE', '2026-12-09 Day 3 DUE']);
    await api.post('/v1/invoices/external:DISPUTED/dispute/close');
    expect(await lines(api, 'planned')).toContain('2026-11-23 Day 3 DISPUTED');
  });

  test('INV-6: a void invoice leaves its plan, and counts as collected on at no level', async () => {
    const api = await start(database);
    await inPlan(api, '2026-11-20');
    const forCustomers = await createPlan(api);
    await api.put('/v1/customers/external:C-1', { dunningPlanId: forCustomers.id });
    await api.post('/v1/invoices/external:I-1/void');
    expect(await actions(api)).toEqual([]);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ warnings: [] });
    const body = { accountManagers: [], dunningPlanId: forCustomers.id, customers: ['external:C-1'] };
    expect(await api.post('/v1/assignments', body)).toMatchObject({ assigned: 1, warnings: [] });
  });

  test('MIN-1: two invoices of a customer are reminded of on one day, one invoice at most once a day', async () => {
    const api = await start(database);
    const plan = await inPlan(api, '2026-11-01', { steps: LADDER });
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-01', { dunningPlanId: plan.id });
    for (let time = 0; time < 3; time++) await run(api);
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Day 3 I-1', '2026-11-23 Day 3 I-2']);
  });

  test('CUS-1: a reminder about an invoice is the customer’s last dunning', async () => {
    const api = await start(database);
    await inPlan(api, '2026-11-20');
    await run(api, '2026-11-24');
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: '2026-11-24' });
  });

  test('MAN-1: a manual step blocks its own invoice only', async () => {
    const api = await start(database);
    const plan = await inPlan(api, '2026-11-20', { steps: [callStep('Call', 3), emailStep('Letter', 4)] });
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-19', { dunningPlanId: plan.id });
    const calls = await actions(api, 'status=todo');
    expect(calls).toHaveLength(2);
    const second = calls.find(({ referenceInvoice }) => referenceInvoice?.number === 'I-2')!;
    await api.post(`/v1/actions/${second.id}/skip`, {});
    await run(api, '2026-11-27');
    expect(await lines(api, 'executed')).toEqual(['2026-11-27 Letter I-2']);
    expect(await lines(api, 'todo')).toEqual(['2026-11-23 Call I-1']);
  });

  test('PLN-4: an edit plans the invoices in it anew', async () => {
    const api = await start(database);
    const plan = await inPlan(api, '2026-11-20', { steps: LADDER });
    await api.put(`/v1/plans/${plan.id}`, { steps: [emailStep('Day 3', 5), ...LADDER.slice(1)] });
    expect(await lines(api, 'planned')).toEqual(['2026-11-25 Day 3 I-1']);
  });

  test('SND-1: an invoice that gets no plan between claim and sending is not sent', async () => {
    const api = await start(database);
    await inPlan(api, '2026-11-20');
    const [claimed] = await claim(api);
    await assign(api, null, 'I-1');
    const body = { claimToken: claimed!.claimToken };
    expect(await api.post(`/v1/actions/${claimed!.id}/send`, body)).toMatchObject({
      status: 'cancelled',
      reason: 'The plan is no longer assigned',
    });
    expect(await actions(api, 'status=planned')).toEqual([]);
  });

  test('PLN-6: a plan that invoices have is not deleted; of another level it is not assigned', async () => {
    const api = await start(database);
    const plan = await inPlan(api, '2026-11-20');
    expect(await api.problem('DELETE', `/v1/plans/${plan.id}`)).toMatchObject({
      status: 409,
      detail: expect.stringContaining('1 invoices'),
    });
    const forCustomers = await createPlan(api);
    await expect(saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: forCustomers.id })).rejects.toThrow(
      '422',
    );
    await assign(api, null, 'I-1');
    expect(await api.delete(`/v1/plans/${plan.id}`)).toEqual({ deleted: true });
  });

  test('CUS-2: invoices of an excluded customer are assigned nothing', async () => {
    const api = await start(database);
    const { id } = await perInvoice(api);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await api.post('/v1/customers/external:C-1/exclude');
    expect(await assign(api, id, 'I-1')).toMatchObject({
      assigned: 0,
      refused: [{ id: 'external:I-1', reason: expect.stringContaining('excluded') }],
    });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ dunningPlanId: null });
  });
});
