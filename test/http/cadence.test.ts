import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, claim, everything, lines, mailbox, run, runDaily, setClock, subjects } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { createPlan, emailStep, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

/** A customer in a plan with one invoice, three days late on Monday. */
async function lateCustomer(api: Client, plan: Parameters<typeof createPlan>[1] = {}): Promise<string> {
  const { id } = await createPlan(api, plan);
  await saveCustomer(api, 'C-1', { dunningPlanId: id });
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
  return id;
}

describe.each(databases)('$name', (database) => {
  test('the way of a reminder: due, sent to the right address with the right text, recorded, and the next one planned', async () => {
    const api = await start(database);
    const plan = await lateCustomer(api, {
      steps: [emailStep('First', 3, { template: { key: 'first-reminder' } }), emailStep('Second', 10)],
    });
    const result = await run(api);
    expect(result).toMatchObject({ executed: 1, toDo: 0, cancelled: 0, failed: 0, uncertain: 0, remaining: 0 });
    const [action] = result.actions;
    expect(action).toMatchObject({
      status: 'executed',
      channel: 'email',
      mode: 'automatic',
      dueOn: '2026-11-23',
      executedAt: '2026-11-23T09:00:00.000Z',
      plan: { id: plan, name: 'Polite' },
      step: { name: 'First', position: 1 },
      customer: { externalId: 'C-1' },
      referenceInvoice: { externalId: 'I-1', number: 'I-1' },
    });
    const [message, ...others] = await mailbox(api);
    expect(others).toEqual([]);
    expect(message).toMatchObject({ actionId: action!.id, to: ['ann@c-1.example'] });
    expect(message!.text).toContain('I-1');
    expect(message!.text).toContain('€100.00');
    expect(await api.get(`/v1/actions/${action!.id}`)).toMatchObject({
      message: { subject: message!.subject, text: message!.text, html: message!.html },
    });
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-1']);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: '2026-11-23' });
  });

  test('DAT-3: nothing goes out before the send time of the organisation’s zone, all at it', async () => {
    const api = await start(database, { now: '2026-11-23T00:00:00Z' });
    await api.put('/v1/settings', { timeZone: 'Europe/Paris', sendTime: '08:45' });
    await lateCustomer(api);
    expect(await run(api, '2026-11-23T07:44:59Z')).toMatchObject({ executed: 0 });
    expect(await subjects(api)).toEqual([]);
    expect(await run(api, '2026-11-23T07:45:00Z')).toMatchObject({ executed: 1 });
  });

  test('DAT-4: on days that are no business days a run hands out nothing, not even what is late', async () => {
    const api = await start(database);
    // What is not named stays as it is.
    await api.put('/v1/settings', { holidays: { country: 'FR' } });
    expect(await api.put('/v1/settings', { holidays: { dates: ['2026-11-30'] } })).toMatchObject({
      holidays: { country: 'FR', dates: ['2026-11-30'] },
    });
    await lateCustomer(api);
    for (const day of ['2026-11-28', '2026-11-29', '2026-11-30'])
      expect(await run(api, day)).toMatchObject({ executed: 0, remaining: 0 });
    expect(await run(api, '2026-12-01')).toMatchObject({ executed: 1 });
    expect(await run(api, '2026-12-25')).toMatchObject({ executed: 0 });
    expect(await run(api, '2026-12-28')).toMatchObject({ executed: 1 });
  });

  test('DAT-4: a claim before the send time hands out nothing automatic', async () => {
    const api = await start(database, { now: '2026-11-23T08:29:00Z' });
    await lateCustomer(api);
    expect(await claim(api)).toEqual([]);
    await setClock(api, '2026-11-28');
    expect(await claim(api)).toEqual([]);
    await setClock(api, '2026-11-30');
    expect(await claim(api)).toHaveLength(1);
  });

  test('DAT-4: time alone sends nothing', async () => {
    const api = await start(database);
    await lateCustomer(api);
    for (const day of ['2026-11-24', '2026-12-01', '2026-12-31']) await setClock(api, day);
    expect(await subjects(api)).toEqual([]);
    expect(await lines(api, 'executed')).toEqual([]);
  });

  test('LOG-1: a standard plan runs from its first step, however old the invoice', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, {
      steps: [emailStep('First', 3), emailStep('Second', 10), emailStep('Third', 30)],
    });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-03-01');
    await runDaily(api, '2026-11-23', '2026-11-27');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 First I-1',
      '2026-11-24 Second I-1',
      '2026-11-25 Third I-1',
    ]);
  });

  test('LOG-1: a step before the due date expires at the start of the due date', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, { steps: [emailStep('Before', -2), emailStep('After', 1)] });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'SOON', '2026-11-24');
    await run(api, '2026-11-23');
    await saveCustomer(api, 'C-2', { dunningPlanId: id });
    await saveInvoice(api, 'C-2', 'TODAY', '2026-11-23');
    await runDaily(api, '2026-11-23', '2026-11-26');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 Before SOON',
      '2026-11-24 After TODAY',
      '2026-11-25 After SOON',
    ]);
  });

  test('LOG-1: a step before the due date that nobody ran in time is kept as expired', async () => {
    const api = await start(database, { now: '2026-11-20T09:00:00Z' });
    const { id } = await createPlan(api, { steps: [emailStep('Before', -2), emailStep('After', 1)] });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-24');
    await run(api, '2026-11-26');
    expect(await lines(api, 'expired')).toEqual(['2026-11-23 Before I-1']);
    expect(await lines(api, 'executed')).toEqual(['2026-11-26 After I-1']);
  });

  test('LOG-2: a contextual plan goes with the invoice’s age: what was missed is passed over', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, {
      logic: 'contextual',
      steps: [emailStep('Day 1', 1), emailStep('Day 5', 5), emailStep('Day 10', 10)],
    });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-22');
    await run(api, '2026-11-23');
    await run(api, '2026-12-03');
    await run(api, '2026-12-10');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Day 1 I-1', '2026-12-03 Day 10 I-1']);
  });

  test('MIN-1: the next contact comes no earlier than the minimum delay after the executed one', async () => {
    const api = await start(database);
    await lateCustomer(api, { minimumContactDelayDays: 9 });
    await run(api, '2026-11-25');
    await runDaily(api, '2026-11-26', '2026-12-08');
    expect(await lines(api, 'executed')).toEqual(['2026-11-25 First I-1', '2026-12-04 Second I-1']);
  });

  test('MIN-1: even with a delay of 0 a customer gets at most one contact a day', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, { steps: [1, 2, 3].map((day) => emailStep(`Step ${day}`, day)) });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-01');
    for (const time of ['09:00', '12:00', '18:00', '23:59']) await run(api, `2026-11-23T${time}:00Z`);
    expect(await subjects(api)).toEqual(['Step 1: I-1']);
    await run(api, '2026-11-24');
    expect(await subjects(api)).toEqual(['Step 1: I-1', 'Step 2: I-1']);
  });

  test('MIN-1: contacts of whatever customer-level plan count', async () => {
    const api = await start(database);
    await lateCustomer(api);
    const other = await createPlan(api, { name: 'Other', minimumContactDelayDays: 7, steps: [emailStep('Other', 1)] });
    await run(api);
    await api.put('/v1/customers/external:C-1', { dunningPlanId: other.id });
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Other I-1']);
  });

  test('MIN-1: at invoice level contacts about that invoice alone count', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, { level: 'invoice', minimumContactDelayDays: 5 });
    await saveCustomer(api, 'C-1');
    for (const number of ['I-1', 'I-2']) await saveInvoice(api, 'C-1', number, '2026-11-06', { dunningPlanId: id });
    expect(await run(api)).toMatchObject({ executed: 2 });
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-1', '2026-11-30 Second I-2']);
  });

  test.each(['customer', 'invoice'] as const)('MIN-2: the article’s example, at %s level', async (level) => {
    const api = await start(database);
    const steps = [3, 10, 14, 17].map((day) => emailStep(`Day ${day}`, day));
    const { id } = await createPlan(api, { level, minimumContactDelayDays: 5, steps });
    await saveCustomer(api, 'C-1', level === 'customer' ? { dunningPlanId: id } : {});
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-06', level === 'invoice' ? { dunningPlanId: id } : {});
    await runDaily(api, '2026-11-23', '2026-12-31');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 Day 3 I-1',
      '2026-11-30 Day 10 I-1',
      '2026-12-07 Day 14 I-1',
      '2026-12-14 Day 17 I-1',
    ]);
  });

  test('TRG-1: a step may count from the issue date', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, { steps: [emailStep('Welcome', 0, { when: { anchor: 'issue', days: 5 } })] });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-31', { issuedAt: '2026-11-20' });
    expect(await lines(api, 'planned')).toEqual(['2026-11-25 Welcome I-1']);
    await runDaily(api, '2026-11-24', '2026-11-26');
    expect(await lines(api, 'executed')).toEqual(['2026-11-25 Welcome I-1']);
  });

  test('a run with a limit sends as many and counts the rest; one of a plan sends that plan’s', async () => {
    const api = await start(database);
    const [polite, firm] = [await createPlan(api), await createPlan(api, { name: 'Firm' })];
    for (let number = 1; number <= 5; number += 1) {
      await saveCustomer(api, `C-${number}`, { dunningPlanId: number === 5 ? firm.id : polite.id });
      await saveInvoice(api, `C-${number}`, `I-${number}`, '2026-11-20');
    }
    expect(await run(api, undefined, { limit: 2 })).toMatchObject({ executed: 2, remaining: 3 });
    expect(await run(api, undefined, { planId: firm.id })).toMatchObject({
      executed: 1,
      remaining: 0,
      actions: [{ customer: { externalId: 'C-5' } }],
    });
    expect(await run(api)).toMatchObject({ executed: 2, remaining: 0 });
    expect(await mailbox(api)).toHaveLength(5);
  });

  test('a dry run says what would go out, with the messages, and changes nothing', async () => {
    const api = await start(database);
    await lateCustomer(api);
    await saveCustomer(api, 'C-2', { dunningPlanId: (await readCustomer(api, 'C-1')).dunningPlanId, contacts: [] });
    await saveInvoice(api, 'C-2', 'I-2', '2026-11-20');
    const before = await everything(api);
    const preview = await run(api, undefined, { dryRun: true });
    expect(preview).toMatchObject({ executed: 1, toDo: 1, remaining: 0 });
    expect(preview.actions.find(({ customer }) => customer.externalId === 'C-1')?.message).toMatchObject({
      to: ['ann@c-1.example'],
      subject: 'First: I-1',
    });
    expect(await everything(api)).toEqual(before);
    expect(await run(api)).toMatchObject({ executed: 1, toDo: 1 });
    expect(await actions(api, 'status=executed')).toHaveLength(1);
  });
});
