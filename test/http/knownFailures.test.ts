import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, days, lines, mailbox, run, runDaily, setClock, subjects } from './api/cadence.ts';
import { createDue, createPlan, emailStep, pay, saveCustomer, saveInvoice } from './api/records.ts';
import { start, startSink } from './api/start.ts';

// What goes wrong in systems like this one, as their issue trackers tell.
describe.each(databases)('$name', (database) => {
  test('reminders by exact day: a missed day loses none (Dolibarr 25197, 30771)', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, { steps: [3, 10, 20].map((day) => emailStep(`Day ${day}`, day)) });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    for (const day of ['2026-11-25', '2026-12-03', '2026-12-31']) await run(api, day);
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-25 Day 3 I-1',
      '2026-12-03 Day 10 I-1',
      '2026-12-31 Day 20 I-1',
    ]);
  });

  test('the schedule is anchored anew when the earliest unpaid invoice changes (Kill Bill 2297)', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, {
      steps: [emailStep('First', 3), emailStep('Second', 10), emailStep('Third', 20)],
    });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-06');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-27');
    await runDaily(api, '2026-11-23', '2026-11-25');
    await pay(api, 'C-1', 'P-1', '2026-11-25', { 'I-1': 10_000 });
    await runDaily(api, '2026-11-26', '2026-12-18');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 First I-1',
      '2026-11-24 Second I-1',
      '2026-11-30 First I-2',
      '2026-12-07 Second I-2',
      '2026-12-17 Third I-2',
    ]);
  });

  test('22 reminders in one day: however much is overdue and however often it runs, a customer gets one (Invoice Ninja 1693)', async () => {
    const api = await start(database, { now: '2026-11-23T00:00:00Z' });
    const { id } = await createPlan(api, {
      steps: Array.from({ length: 22 }, (_, index) => emailStep(`Step ${index + 1}`, index + 1)),
    });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    for (let number = 1; number <= 22; number += 1) await saveInvoice(api, 'C-1', `I-${number}`, '2026-06-01');
    for (let hour = 0; hour < 24; hour += 1) await run(api, `2026-11-23T${String(hour).padStart(2, '0')}:30:00Z`);
    expect(await subjects(api)).toEqual(['Step 1: I-1']);
  });

  test('blocked dunnings are not e-mailed, and nothing again on the second run (Tryton 6.0)', async () => {
    const api = await start(database);
    await createDue(api, 5);
    await api.post('/v1/customers/external:C-1/pause');
    await api.post('/v1/customers/external:C-2/exclude');
    await api.post('/v1/invoices/external:I-3/dispute', { reason: 'goods' });
    expect(await run(api)).toMatchObject({ executed: 2 });
    for (const time of ['09:01', '12:00', '17:00'])
      expect(await run(api, `2026-11-23T${time}:00Z`)).toMatchObject({ executed: 0 });
    expect((await mailbox(api)).flatMap(({ to }) => to).sort()).toEqual(['ann@c-4.example', 'ann@c-5.example']);
  });

  test('one reminded invoice does not hide the customer’s others (OCA 460)', async () => {
    const api = await start(database);
    const perInvoice = await createPlan(api, { name: 'Per invoice', level: 'invoice' });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: perInvoice.id });
    await run(api);
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20', { dunningPlanId: perInvoice.id });
    await run(api);
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1', '2026-11-23 First I-2']);
    const steps = [
      emailStep('All', 3, { template: { subject: 'Open', body: '{{#each invoices}}[{{number}}]{{/each}}' } }),
    ];
    const whole = await createPlan(api, { name: 'Whole customer', steps });
    await api.put('/v1/customers/external:C-1', { dunningPlanId: whole.id });
    await run(api);
    expect((await mailbox(api)).at(-1)!.text).toContain('[I-1][I-2]');
  });

  test('an invalid address does not stop the queue behind it, nor its own customer for ever (OCA 447)', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 30);
    sink.behaviour.recipient = (address) =>
      address === 'ann@c-1.example' ? { code: 550, text: '5.1.1 No such user' } : null;
    expect(await run(api)).toMatchObject({ executed: 29, failed: 1, toDo: 1, remaining: 0 });
    const told = await events(api, 'type=contactInvalidated');
    expect(told).toMatchObject([{ data: { email: 'ann@c-1.example', reason: expect.stringContaining('5.1.1') } }]);
    await runDaily(api, '2026-11-24', '2026-11-30');
    expect(sink.mails).toHaveLength(58);
    await saveCustomer(api, 'C-1', { contacts: [{ firstName: 'Bob', email: 'bob@c-1.example' }] });
    expect(await run(api, '2026-12-01')).toMatchObject({ executed: 1, toDo: 0 });
    expect(await run(api, '2026-12-02')).toMatchObject({ executed: 1 });
  });

  test('settings reach what is already open (Invoice Ninja 7466)', async () => {
    const api = await start(database);
    const plan = await createDue(api, 1, { steps: [emailStep('First', 5), emailStep('Second', 10)] });
    expect(await lines(api, 'planned')).toEqual(['2026-11-25 First I-1']);
    await api.put('/v1/settings', { holidays: { dates: ['2026-11-25', '2026-11-26'] } });
    expect(await lines(api, 'planned')).toEqual(['2026-11-27 First I-1']);
    await api.put(`/v1/plans/${plan.id}`, {
      steps: [{ ...plan.steps[0]!, when: { anchor: 'due', days: 4 } }, plan.steps[1]!],
    });
    expect(await lines(api, 'planned')).toEqual(['2026-11-24 First I-1']);
    await api.put('/v1/settings', { sendTime: '12:00' });
    expect(await run(api, '2026-11-24T11:59:00Z')).toMatchObject({ executed: 0 });
    await api.put('/v1/settings', { organizationName: 'Atelier Nord', senderAddress: 'nord@example.com' });
    expect(await run(api, '2026-11-24T12:00:00Z')).toMatchObject({ executed: 1 });
    expect((await mailbox(api))[0]).toMatchObject({ from: { name: 'Atelier Nord', email: 'nord@example.com' } });
    await api.put(`/v1/plans/${plan.id}`, { minimumContactDelayDays: 30 });
    expect(await lines(api, 'planned')).toEqual(['2026-12-24 Second I-1']);
    await setClock(api, '2026-12-23T20:00:00Z');
    await api.put('/v1/settings', { timeZone: 'Pacific/Auckland', sendTime: '08:30' });
    expect(await run(api)).toMatchObject({ executed: 1 });
  });

  test('no reminder for what is paid, however it was paid (Akaunting 259)', async () => {
    const api = await start(database);
    await createDue(api, 6);
    const entry = (number: number) => ({ customer: { externalId: `C-${number}` }, amount: 10_000, currency: 'EUR' });
    const whole = (number: number) => [{ externalId: `I-${number}`, amount: 10_000 }];
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    for (const half of ['P-2', 'P-3']) await pay(api, 'C-2', half, '2026-11-23', { 'I-2': 5_000 });
    await api.post('/v1/credit-notes', { ...entry(3), externalId: 'N-1', issuedAt: '2026-11-23', invoices: whole(3) });
    await api.post('/v1/payments', { ...entry(4), externalId: 'P-4', paidAt: '2026-11-23' });
    await api.post('/v1/invoices/external:I-5/void');
    for (const day of days('2026-11-23', '2026-12-04')) await run(api, day);
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-6', '2026-11-30 Second I-6']);
  });
});
