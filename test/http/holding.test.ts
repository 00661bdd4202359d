import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, lines, mailbox, run, runDaily, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Customer, Invoice } from './api/records.ts';
import {
  createDue,
  createPlan,
  emailStep,
  pay,
  readCustomer,
  readInvoice,
  saveCustomer,
  saveInvoice,
} from './api/records.ts';
import { start } from './api/start.ts';

/** C-1, collected on as a customer (step *Customer*) and for I-1 (step *Invoice*), both due on Monday. */
async function atBothLevels(api: Client): Promise<void> {
  const customerPlan = await createPlan(api, { steps: [emailStep('Customer', 3)] });
  const invoicePlan = await createPlan(api, {
    name: 'Per invoice',
    level: 'invoice',
    steps: [emailStep('Invoice', 3)],
  });
  await saveCustomer(api, 'C-1', { dunningPlanId: customerPlan.id });
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: invoicePlan.id });
}

describe.each(databases)('$name', (database) => {
  test('PAU-1: pausing a customer stops the customer-level actions only, until resumed', async () => {
    const api = await start(database);
    await atBothLevels(api);
    expect(await api.post<Customer>('/v1/customers/external:C-1/pause')).toMatchObject({
      paused: true,
      pausedUntil: null,
    });
    await runDaily(api, '2026-11-23', '2026-12-04');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Invoice I-1']);
    expect(await api.post<Customer>('/v1/customers/external:C-1/resume')).toMatchObject({
      paused: false,
      pausedUntil: null,
    });
    await run(api, '2026-12-07');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Invoice I-1', '2026-12-07 Customer I-1']);
  });

  test('PAU-1: pausing an invoice stops its own actions only; it stays the customer’s reference', async () => {
    const api = await start(database);
    await atBothLevels(api);
    expect(await api.post<Invoice>('/v1/invoices/external:I-1/pause')).toMatchObject({
      paused: true,
      pausedUntil: null,
      status: 'overdue',
    });
    await run(api);
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Customer I-1']);
    await api.post('/v1/invoices/external:I-1/resume');
    await run(api);
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Customer I-1', '2026-11-23 Invoice I-1']);
  });

  test.each(['customers/external:C-1', 'invoices/external:I-1'])(
    'PAU-1: with %s paused until a date, the plan goes on from that day’s start',
    async (subject) => {
      const api = await start(database);
      await atBothLevels(api);
      await run(api, undefined, {
        planId: subject.startsWith('c')
          ? (await readInvoice(api, 'I-1')).dunningPlanId!
          : (await readCustomer(api, 'C-1')).dunningPlanId!,
      });
      expect(await api.post(`/v1/${subject}/pause`, { until: '2026-11-26' })).toMatchObject({
        paused: true,
        pausedUntil: '2026-11-26',
      });
      expect((await lines(api, 'planned')).map((line) => line.slice(0, 10))).toEqual(['2026-11-26']);
      await runDaily(api, '2026-11-23', '2026-11-25');
      expect(await lines(api, 'executed')).toHaveLength(1);
      await setClock(api, '2026-11-26T00:00:00Z');
      expect(await api.get(`/v1/${subject}`)).toMatchObject({ paused: false, pausedUntil: null });
      await run(api, '2026-11-26');
      expect(await lines(api, 'executed')).toHaveLength(2);
    },
  );

  test('PAU-1: a later pause replaces the earlier one, shorter or longer', async () => {
    const api = await start(database);
    await atBothLevels(api);
    for (const until of ['2026-12-10', '2026-11-27', '2026-12-03']) {
      expect(await api.post('/v1/customers/external:C-1/pause', { until })).toMatchObject({ pausedUntil: until });
      expect(await lines(api, 'planned')).toContain(`${until} Customer I-1`);
    }
    expect(await api.post('/v1/customers/external:C-1/pause')).toMatchObject({ paused: true, pausedUntil: null });
    expect(await lines(api, 'planned')).toEqual(['2026-11-23 Invoice I-1']);
  });

  test('PAU-1: a pause works without a plan, and during a dispute', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    expect(await api.post('/v1/customers/external:C-1/pause', { until: '2026-11-25' })).toMatchObject({ paused: true });
    await api.post('/v1/invoices/external:I-1/dispute', { reason: 'other' });
    expect(await api.post('/v1/invoices/external:I-1/pause', { until: '2026-12-01' })).toMatchObject({
      status: 'disputed',
      pausedUntil: '2026-12-01',
    });
    await api.post('/v1/invoices/external:I-1/dispute/close');
    await api.put('/v1/customers/external:C-1', { dunningPlanId: plan.id });
    expect(await lines(api, 'planned')).toEqual(['2026-11-25 First I-1']);
  });

  test('PAU-1: trigger dates do not move: a contextual plan goes on where the invoice’s age puts it', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, {
      logic: 'contextual',
      steps: [emailStep('Day 3', 3), emailStep('Day 7', 7), emailStep('Day 30', 30)],
    });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await api.post('/v1/customers/external:C-1/pause', { until: '2026-12-01' });
    await runDaily(api, '2026-11-23', '2026-12-02');
    expect(await lines(api, 'executed')).toEqual(['2026-12-01 Day 7 I-1']);
  });

  test('PAU-1: a pause ends in the future; resuming what is not paused is nothing', async () => {
    const api = await start(database);
    await atBothLevels(api);
    for (const subject of ['customers/external:C-1', 'invoices/external:I-1']) {
      for (const until of ['2026-11-23', '2026-01-01']) {
        expect(await api.problem('POST', `/v1/${subject}/pause`, { until })).toMatchObject({
          status: 422,
          errors: [{ path: 'until' }],
        });
      }
      expect(await api.post(`/v1/${subject}/resume`)).toMatchObject({ paused: false });
    }
    expect(await run(api)).toMatchObject({ executed: 2 });
  });

  test('DIS-1: a disputed invoice is collected on at neither level, until the dispute is closed', async () => {
    const api = await start(database);
    await atBothLevels(api);
    expect(
      await api.post('/v1/invoices/external:I-1/dispute', { reason: 'delivery', comment: 'Never arrived' }),
    ).toMatchObject({
      status: 'disputed',
      dispute: { reason: 'delivery', comment: 'Never arrived', openedOn: '2026-11-23' },
    });
    await runDaily(api, '2026-11-23', '2026-11-25');
    expect(await lines(api, 'executed')).toEqual([]);
    expect(await api.post('/v1/invoices/external:I-1/dispute/close')).toMatchObject({
      status: 'overdue',
      dispute: null,
    });
    await run(api, '2026-11-26');
    expect(await lines(api, 'executed')).toEqual(['2026-11-26 Customer I-1', '2026-11-26 Invoice I-1']);
  });

  test('DIS-1, BAL-2: a reminder asks for no disputed invoice beside its own, and says what of the total is in dispute', async () => {
    const api = await start(database);
    const template = { subject: 'Open', body: '{{#each invoices}}{{number}} {{/each}}of {{customer.outstanding}}' };
    await createDue(api, 1, {
      steps: [emailStep('First', 3, { template: { key: 'first-reminder' } }), emailStep('Second', 3, { template })],
    });
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
    await saveInvoice(api, 'C-1', 'I-3', '2026-11-20');
    await api.post('/v1/invoices/external:I-2/dispute', { reason: 'delivery' });
    await run(api, '2026-11-23');
    await run(api, '2026-11-30');
    const [first, second] = await mailbox(api);
    expect(first!.text).toContain('I-3');
    expect(first!.text).not.toContain('I-2');
    expect(first!.text).toMatch(/In dispute, not asked for here: €100.00\nTotal outstanding: €300.00/);
    expect(second!.text).toContain('I-1 I-3 of €300.00');
  });

  test('DIS-1, EVT-1: that an invoice is overdue is told when its dispute ends, or its payment is refunded, after its due date', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    for (const number of ['I-1', 'I-2']) await saveInvoice(api, 'C-1', number, '2026-11-24');
    await api.post('/v1/invoices/external:I-1/dispute', { reason: 'delivery' });
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-2': 10_000 });
    await setClock(api, '2026-11-26');
    const told = async () => (await events(api, 'type=invoiceOverdue')).map(({ data }) => data['number']);
    expect(await told()).toEqual([]);
    await api.post('/v1/invoices/external:I-1/dispute/close');
    await api.post('/v1/refunds', {
      ...{ externalId: 'R-1', customer: { externalId: 'C-1' }, currency: 'EUR', amount: 4_000, paidAt: '2026-11-26' },
      invoices: [{ externalId: 'I-2', amount: 4_000 }],
    });
    expect(await told()).toEqual(['I-1', 'I-2']);
    await setClock(api, '2026-11-27');
    expect(await told()).toEqual(['I-1', 'I-2']);
  });

  test('DIS-1: the reasons are a list, and a dispute is open once', async () => {
    const api = await start(database);
    await atBothLevels(api);
    const dispute = (body: object) => api.problem('POST', '/v1/invoices/external:I-1/dispute', { body });
    expect(await dispute({ reason: 'mood' })).toMatchObject({ status: 400, errors: [{ path: 'reason' }] });
    expect(await dispute({})).toMatchObject({ status: 400, errors: [{ path: 'reason' }] });
    expect(await api.problem('POST', '/v1/invoices/external:I-1/dispute/close')).toMatchObject({ status: 422 });
    for (const reason of [
      'amount',
      'goods',
      'service',
      'delivery',
      'price',
      'duplicate',
      'missingReference',
      'other',
    ]) {
      await api.post('/v1/invoices/external:I-1/dispute', { reason });
      expect(await dispute({ reason })).toMatchObject({ status: 422 });
      await api.post('/v1/invoices/external:I-1/dispute/close');
    }
  });

  test('CUS-2: an excluded customer gets nothing at either level', async () => {
    const api = await start(database);
    await atBothLevels(api);
    await api.post('/v1/customers/external:C-1/exclude');
    await runDaily(api, '2026-11-23', '2026-11-27');
    expect([await lines(api, 'executed'), await lines(api, 'todo')]).toEqual([[], []]);
  });
});
