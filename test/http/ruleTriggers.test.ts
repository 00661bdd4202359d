import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { createPlan, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { amountDue, assign, CREATED, createRule, notified, notify, planOf, UPDATED } from './api/rules.ts';
import { start } from './api/start.ts';

async function pay(
  api: Client,
  externalId: string,
  amount: number,
  paidAt: string,
  invoices?: object[],
): Promise<void> {
  await api.post('/v1/payments', {
    externalId,
    customer: { externalId: 'C-1' },
    amount,
    currency: 'EUR',
    paidAt,
    ...(invoices ? { invoices } : {}),
  });
}

describe.each(databases)('$name', (database) => {
  test('RUL-1: a rule on creation acts on new customers whom its filters match, and on nobody later', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { name: 'French' });
    await createRule(api, CREATED, assign(plan), {
      filters: [{ field: 'country', operator: 'is', values: ['FR', 'BE'] }],
    });
    expect(await saveCustomer(api, 'C-1', { country: 'BE' })).toMatchObject({ dunningPlanId: plan.id });
    expect(await saveCustomer(api, 'C-2', { country: 'DE' })).toMatchObject({ dunningPlanId: null });
    await api.put('/v1/customers/external:C-2', { country: 'FR' });
    expect(await planOf(api, 'C-2')).toBeNull();
  });

  test('RUL-1: an amount due fires when it passes its value, not while it stays on one side', async () => {
    const api = await start(database);
    await createRule(api, amountDue('above', 100_000), notify);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { grossAmount: 100_000 });
    expect(await notified(api)).toBe(0);
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { grossAmount: 1 });
    expect(await notified(api)).toBe(1);
    await saveInvoice(api, 'C-1', 'I-3', '2026-12-20', { grossAmount: 50_000 });
    expect(await notified(api)).toBe(1);
    await pay(api, 'P-1', 60_000, '2026-11-23');
    await saveInvoice(api, 'C-1', 'I-4', '2026-12-20', { grossAmount: 50_000 });
    expect(await notified(api)).toBe(2);
  });

  test('RUL-1: below fires on the way down; a first value that lies beyond counts', async () => {
    const api = await start(database);
    await createRule(api, amountDue('below', 50_000), notify);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { grossAmount: 80_000 });
    expect(await notified(api)).toBe(0);
    await pay(api, 'P-1', 30_000, '2026-11-23');
    expect(await notified(api)).toBe(0);
    await pay(api, 'P-2', 1, '2026-11-23');
    expect(await notified(api)).toBe(1);
    await saveCustomer(api, 'C-2');
    await saveInvoice(api, 'C-2', 'I-2', '2026-12-20', { grossAmount: 100 });
    expect(await notified(api, 'C-2')).toBe(1);
  });

  test('RUL-1: amounts of another currency are not the trigger’s', async () => {
    const api = await start(database);
    await createRule(api, amountDue('above', 1000, 'USD'), notify);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { grossAmount: 5000 });
    expect(await notified(api)).toBe(0);
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { grossAmount: 5000, currency: 'USD' });
    expect(await notified(api)).toBe(1);
  });

  test('RUL-1: above a score is a better letter, below a worse one', async () => {
    const api = await start(database);
    const firm = await createPlan(api, { name: 'Firm' });
    const gentle = await createPlan(api, { name: 'Gentle' });
    await createRule(api, [{ on: 'score', passes: 'below', value: 'B' }], assign(firm));
    await createRule(api, [{ on: 'score', passes: 'above', value: 'B' }], assign(gentle));
    await saveCustomer(api, 'C-1');
    const settle = async (name: string, dueDate: string, grossAmount: number) => {
      await saveInvoice(api, 'C-1', name, dueDate, { grossAmount });
      await pay(api, `P-${name}`, grossAmount, '2026-11-20', [{ externalId: name, amount: grossAmount }]);
    };
    await settle('I-1', '2026-10-01', 1000);
    expect(await planOf(api)).toBeNull();
    await settle('I-2', '2026-06-01', 10_000);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ score: 'D', dunningPlanId: firm.id });
    await settle('I-3', '2026-11-20', 1_000_000);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ score: 'A', dunningPlanId: gentle.id });
  });

  test('RUL-1: with paid and overdue the average delay passes a value by time alone', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { scoreIncludes: 'paidAndOverdue' });
    await createRule(api, [{ on: 'averagePaymentDelay', passes: 'above', value: 30 }], notify);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await setClock(api, '2026-12-20');
    expect(await notified(api)).toBe(0);
    await setClock(api, '2026-12-21');
    expect(await notified(api)).toBe(1);
    await setClock(api, '2026-12-22');
    expect(await notified(api)).toBe(1);
  });

  test('RUL-1: a batch is one event per customer', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await createRule(api, UPDATED, notify);
    const invoices = [1, 2, 3].map((number) => ({
      externalId: `I-${number}`,
      number: `I-${number}`,
      customer: { externalId: 'C-1' },
      issuedAt: '2026-11-01',
      dueDate: '2026-12-20',
      currency: 'EUR',
      grossAmount: 1000,
    }));
    await api.post('/v1/invoices/batch', { invoices });
    expect(await notified(api)).toBe(1);
  });

  test('RUL-7: writes of plan and managers alone, and upserts that change nothing, are no updates', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    const { id: user } = await api.post<{ id: string }>('/v1/users', { name: 'Ana', email: 'ana@example.com' });
    await saveCustomer(api, 'C-1', { country: 'FR' });
    await createRule(api, UPDATED, notify);
    await api.put('/v1/customers/external:C-1', { dunningPlanId: plan.id, accountManagers: [user] });
    await api.post('/v1/assignments', { dunningPlanId: null, customers: ['external:C-1'] });
    await api.put('/v1/customers/external:C-1', { country: 'FR' });
    await api.post('/v1/customers/external:C-1/pause');
    expect(await notified(api)).toBe(0);
    await api.put('/v1/customers/external:C-1', { country: 'BE' });
    expect(await notified(api)).toBe(1);
  });

  test('CUS-2: an excluded customer is out of reach of rules, whatever happens to it', async () => {
    const api = await start(database);
    await createRule(api, UPDATED, notify);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-24');
    await api.post('/v1/customers/external:C-1/exclude');
    const before = await notified(api);
    await setClock(api, '2026-11-25');
    expect(await events(api, 'type=invoiceOverdue')).toHaveLength(1);
    expect(await notified(api)).toBe(before);
  });
});
