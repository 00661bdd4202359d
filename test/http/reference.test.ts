import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { lines, run, runDaily } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { createPlan, emailStep, pay, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

/** C-1 in a standard plan of e-mails 3, 10 and 20 days late. */
async function customerInPlan(api: Client, plan: Parameters<typeof createPlan>[1] = {}): Promise<void> {
  const steps = [emailStep('First', 3), emailStep('Second', 10), emailStep('Third', 20)];
  const { id } = await createPlan(api, { steps, ...plan });
  await saveCustomer(api, 'C-1', { dunningPlanId: id });
}

describe.each(databases)('$name', (database) => {
  test('REF-1: the oldest by due date drives; on one day the highest amount, then the smallest number', async () => {
    const api = await start(database);
    await customerInPlan(api);
    const planned = async () => (await lines(api, 'planned'))[0]?.split(' ').at(-1);
    await saveInvoice(api, 'C-1', 'I-3', '2026-11-21');
    expect(await planned()).toBe('I-3');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-21');
    expect(await planned()).toBe('I-2');
    await saveInvoice(api, 'C-1', 'I-4', '2026-11-21', { grossAmount: 10_001 });
    expect(await planned()).toBe('I-4');
    await saveInvoice(api, 'C-1', 'I-5', '2026-11-20', { grossAmount: 1 });
    expect(await planned()).toBe('I-5');
  });

  test('REF-1: on one day, in two currencies, the currency code decides', async () => {
    const api = await start(database);
    await customerInPlan(api);
    await saveInvoice(api, 'C-1', 'DOLLARS', '2026-11-20', { currency: 'USD', grossAmount: 999_999 });
    await saveInvoice(api, 'C-1', 'EUROS', '2026-11-20', { currency: 'EUR', grossAmount: 1 });
    expect(await lines(api, 'planned')).toEqual(['2026-11-23 First EUROS']);
  });

  test('REF-2: when the reference is paid the next one takes over and starts the plan afresh', async () => {
    const api = await start(database);
    await customerInPlan(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-13');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
    await runDaily(api, '2026-11-23', '2026-11-24');
    await pay(api, 'C-1', 'P-1', '2026-11-24', { 'I-1': 10_000 });
    await runDaily(api, '2026-11-24', '2026-11-30');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 First I-1',
      '2026-11-24 Second I-1',
      '2026-11-25 First I-2',
      '2026-11-30 Second I-2',
    ]);
  });

  test.each(['dispute', 'void'])('REF-2: the same after a %s', async (verb) => {
    const api = await start(database);
    await customerInPlan(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-13');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
    await run(api);
    await api.post(`/v1/invoices/external:I-1/${verb}`, verb === 'dispute' ? { reason: 'goods' } : {});
    expect(await lines(api, 'planned')).toEqual(['2026-11-24 First I-2']);
  });

  test('REF-2: an older invoice that arrives takes over', async () => {
    const api = await start(database);
    await customerInPlan(api);
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
    await run(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-10');
    await runDaily(api, '2026-11-24', '2026-11-25');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 First I-2',
      '2026-11-24 First I-1',
      '2026-11-25 Second I-1',
    ]);
  });

  test('REF-2: contacts about the former reference count for the minimum contact delay', async () => {
    const api = await start(database);
    await customerInPlan(api, { minimumContactDelayDays: 4 });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20', { grossAmount: 5_000 });
    await run(api);
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    expect(await lines(api, 'planned')).toEqual(['2026-11-27 First I-2']);
  });

  test('REF-3: an invoice covered by unapplied money is no candidate, at either level, until it is not covered any more', async () => {
    const api = await start(database);
    await customerInPlan(api);
    const perInvoice = await createPlan(api, { name: 'Per invoice', level: 'invoice' });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: perInvoice.id });
    await pay(api, 'C-1', 'P-1', '2026-11-21', {}, { amount: 10_000 });
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 0 });
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-31', { grossAmount: 1 });
    expect(await run(api)).toMatchObject({ executed: 2, remaining: 0 });
  });

  test('REF-3: money in one currency covers nothing in another', async () => {
    const api = await start(database);
    await customerInPlan(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-10', { currency: 'USD' });
    await pay(api, 'C-1', 'P-1', '2026-11-21', {}, { amount: 10_000, currency: 'USD' });
    expect((await run(api)).actions).toMatchObject([{ referenceInvoice: { number: 'I-1' } }]);
  });

  test('REF-4: a reference whose plan is finished stays the reference; younger invoices wait', async () => {
    const api = await start(database);
    await customerInPlan(api, { steps: [emailStep('Only', 1)] });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-21');
    await runDaily(api, '2026-11-23', '2026-12-04');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Only I-1']);
    await pay(api, 'C-1', 'P-1', '2026-12-04', { 'I-1': 10_000 });
    await runDaily(api, '2026-12-04', '2026-12-08');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Only I-1', '2026-12-04 Only I-2']);
  });

  test('REF-5: a later due date does not bring a step back', async () => {
    const api = await start(database);
    await customerInPlan(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-13');
    await runDaily(api, '2026-11-23', '2026-11-24');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-01');
    await runDaily(api, '2026-11-25', '2026-12-31');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 First I-1',
      '2026-11-24 Second I-1',
      '2026-12-21 Third I-1',
    ]);
  });

  test('REF-5: a refund that opens an invoice again goes on where the plan stood', async () => {
    const api = await start(database);
    await customerInPlan(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await run(api);
    await pay(api, 'C-1', 'P-1', '2026-11-24', { 'I-1': 10_000 });
    await runDaily(api, '2026-11-24', '2026-11-27');
    await api.post('/v1/refunds', {
      externalId: 'R-1',
      customer: { externalId: 'C-1' },
      amount: 10_000,
      currency: 'EUR',
      paidAt: '2026-11-27',
      invoices: [{ externalId: 'I-1', amount: 10_000 }],
    });
    await runDaily(api, '2026-11-27', '2026-12-01');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1', '2026-11-30 Second I-1']);
  });

  test('SND-2: a reference that comes back goes on where it stood', async () => {
    const api = await start(database);
    await customerInPlan(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-06');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-09');
    await run(api, '2026-11-23');
    await api.post('/v1/invoices/external:I-1/dispute', { reason: 'goods' });
    await run(api, '2026-11-24');
    await api.post('/v1/invoices/external:I-1/dispute/close');
    await run(api, '2026-11-25');
    await pay(api, 'C-1', 'P-1', '2026-11-25', { 'I-1': 10_000 });
    await run(api, '2026-11-26');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 First I-1',
      '2026-11-24 First I-2',
      '2026-11-25 Second I-1',
      '2026-11-26 Second I-2',
    ]);
  });
});
