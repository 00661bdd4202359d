import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { setClock } from './api/cadence.ts';
import type { Entry } from './api/records.ts';
import { pay, readCustomer, readInvoice, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

const EUR = (outstanding: number, due: number, overdue: number, unapplied: number) => ({
  currency: 'EUR',
  outstanding,
  due,
  overdue,
  unapplied,
});

describe.each(databases)('$name', (database) => {
  test('BAL-1: outstanding = due + overdue − unapplied, over invoices, payments, credit notes and refunds', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const balances = async () => (await readCustomer(api, 'C-1')).balances;
    expect(await balances()).toEqual([]);
    await saveInvoice(api, 'C-1', 'LATE', '2026-11-20', { grossAmount: 10_000 });
    await saveInvoice(api, 'C-1', 'TODAY', '2026-11-23', { grossAmount: 2_000 });
    await saveInvoice(api, 'C-1', 'LATER', '2026-12-20', { grossAmount: 500 });
    expect(await balances()).toEqual([EUR(12_500, 2_500, 10_000, 0)]);
    await pay(api, 'C-1', 'P-1', '2026-11-21', { LATE: 4_000 }, { amount: 4_300 });
    expect(await balances()).toEqual([EUR(8_200, 2_500, 6_000, 300)]);
    const entry = { customer: { externalId: 'C-1' }, currency: 'EUR' };
    await api.post('/v1/credit-notes', {
      ...entry,
      externalId: 'N-1',
      amount: 2_000,
      issuedAt: '2026-11-22',
      invoices: [{ externalId: 'TODAY', amount: 2_000 }],
    });
    expect(await balances()).toEqual([EUR(6_200, 500, 6_000, 300)]);
    await api.post('/v1/refunds', { ...entry, externalId: 'R-1', amount: 300, paidAt: '2026-11-23' });
    expect(await balances()).toEqual([EUR(6_500, 500, 6_000, 0)]);
    await api.post('/v1/refunds', {
      ...entry,
      externalId: 'R-2',
      amount: 1_000,
      issuedAt: '2026-11-23',
      invoices: [{ externalId: 'LATE', amount: 1_000 }],
    });
    expect(await balances()).toEqual([EUR(7_500, 500, 7_000, 0)]);
    expect(await readInvoice(api, 'TODAY')).toMatchObject({ status: 'paid', outstanding: 0, paidAt: '2026-11-22' });
    expect(await readInvoice(api, 'LATE')).toMatchObject({ status: 'overdue', outstanding: 7_000, paidAt: null });
  });

  test('BAL-1: what is due becomes overdue on the day after the due date', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-23');
    expect((await readCustomer(api, 'C-1')).balances).toEqual([EUR(10_000, 10_000, 0, 0)]);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'due', daysLate: 0 });
    await setClock(api, '2026-11-24T00:00:00Z');
    expect((await readCustomer(api, 'C-1')).balances).toEqual([EUR(10_000, 0, 10_000, 0)]);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'overdue', daysLate: 1 });
  });

  test('MON-1: each currency has a balance of its own, in its own minor unit', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { currency: 'KWD', grossAmount: 1_234 });
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { currency: 'JPY', grossAmount: 5_000 });
    await pay(api, 'C-1', 'P-1', '2026-11-21', {}, { amount: 700, currency: 'EUR' });
    expect((await readCustomer(api, 'C-1')).balances).toEqual([
      EUR(-700, 0, 0, 700),
      { currency: 'JPY', outstanding: 5_000, due: 5_000, overdue: 0, unapplied: 0 },
      { currency: 'KWD', outstanding: 1_234, due: 1_234, overdue: 0, unapplied: 0 },
    ]);
  });

  test('BAL-2: a disputed invoice stays in the balance', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    expect(await api.post('/v1/invoices/external:I-1/dispute', { reason: 'goods' })).toMatchObject({
      status: 'disputed',
    });
    expect((await readCustomer(api, 'C-1')).balances).toEqual([EUR(10_000, 0, 10_000, 0)]);
  });

  test('BAL-3: a void invoice counts nowhere, and what was paid on it is unapplied', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { grossAmount: 3_000 });
    await pay(api, 'C-1', 'P-1', '2026-11-21', { 'I-1': 4_000 });
    expect(await api.post('/v1/invoices/external:I-1/void')).toMatchObject({ status: 'void' });
    expect((await readCustomer(api, 'C-1')).balances).toEqual([EUR(-1_000, 3_000, 0, 4_000)]);
    const again = await api.request<Entry>('POST', '/v1/payments', {
      body: {
        externalId: 'P-2',
        customer: { externalId: 'C-1' },
        amount: 500,
        currency: 'EUR',
        paidAt: '2026-11-22',
        invoices: [{ externalId: 'I-1', amount: 500 }],
      },
    });
    expect(again.body).toMatchObject({ unapplied: 500, invoices: [{ amount: 500, applied: 0 }] });
  });

  test('BAL-3: an invoice to send, and what is paid on it, counts nowhere until it is sent', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { sendInvoices: true });
    await saveCustomer(api, 'C-1');
    expect(await saveInvoice(api, 'C-1', 'I-1', '2026-11-20')).toMatchObject({ status: 'toSend' });
    await pay(api, 'C-1', 'P-1', '2026-11-21', { 'I-1': 4_000 });
    const { balances, score } = await readCustomer(api, 'C-1');
    expect(balances.filter(({ outstanding, unapplied }) => outstanding !== 0 || unapplied !== 0)).toEqual([]);
    expect(score).toBeNull();
  });

  test('SCO-1: the article’s example: 140 seven days late and 85 fifty-five days late make 25 days, an A', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    expect(await readCustomer(api, 'C-1')).toMatchObject({ score: null, averagePaymentDelayDays: null });
    await saveInvoice(api, 'C-1', 'I-1', '2026-09-01', { grossAmount: 14_000 });
    await saveInvoice(api, 'C-1', 'I-2', '2026-09-01', { grossAmount: 8_500 });
    await pay(api, 'C-1', 'P-1', '2026-09-08', { 'I-1': 14_000 });
    await pay(api, 'C-1', 'P-2', '2026-10-26', { 'I-2': 8_500 });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ score: 'A', averagePaymentDelayDays: 25 });
  });

  test('SCO-2: the letter follows the rounded figure, in fixed slots', async () => {
    const api = await start(database, { now: '2027-06-01T09:00:00Z' });
    const scored = async (customer: string, paidAt: string) => {
      await saveCustomer(api, customer);
      await saveInvoice(api, customer, `I-${customer}`, '2026-09-01');
      await pay(api, customer, `P-${customer}`, paidAt, { [`I-${customer}`]: 10_000 });
      return (await readCustomer(api, customer)).score;
    };
    const days = {
      30: '2026-10-01',
      31: '2026-10-02',
      60: '2026-10-31',
      61: '2026-11-01',
      90: '2026-11-30',
      91: '2026-12-01',
    };
    const letters = [];
    for (const [late, paidAt] of Object.entries(days)) letters.push(await scored(`C-${late}`, paidAt));
    expect(letters.join('')).toBe('ABBCCD');
  });

  test('SCO-2: with paid and overdue, what is overdue or disputed counts as if paid today', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-13');
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-13');
    await saveInvoice(api, 'C-1', 'I-3', '2026-11-03');
    await pay(api, 'C-1', 'P-1', '2026-11-03', { 'I-3': 10_000 });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ averagePaymentDelayDays: 0 });
    await api.put('/v1/settings', { scoreIncludes: 'paidAndOverdue' });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ averagePaymentDelayDays: 5 });
    await api.post('/v1/invoices/external:I-2/dispute', { reason: 'price' });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ averagePaymentDelayDays: -3 });
  });

  test('SCO-3: half a day rounds away from zero', async () => {
    const api = await start(database);
    for (const [customer, dates] of Object.entries({
      LATE: ['2026-11-03', '2026-11-04'],
      EARLY: ['2026-10-29', '2026-10-30'],
    })) {
      await saveCustomer(api, customer);
      for (const [index, paidAt] of dates.entries()) {
        await saveInvoice(api, customer, `${customer}-${index}`, '2026-11-01');
        await pay(api, customer, `P-${customer}-${index}`, paidAt, { [`${customer}-${index}`]: 10_000 });
      }
    }
    expect(await readCustomer(api, 'LATE')).toMatchObject({ averagePaymentDelayDays: 3 });
    expect(await readCustomer(api, 'EARLY')).toMatchObject({ averagePaymentDelayDays: -3 });
  });

  test('SCO-3: shown is the organisation’s currency, else the one with most paid invoices', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const paid = async (number: string, currency: string, paidAt: string) => {
      await saveInvoice(api, 'C-1', number, '2026-11-01', { currency });
      await pay(api, 'C-1', `P-${number}`, paidAt, { [number]: 10_000 }, { currency });
    };
    await paid('I-1', 'USD', '2026-11-03');
    await paid('I-2', 'GBP', '2026-11-11');
    await paid('I-3', 'GBP', '2026-11-11');
    expect(await readCustomer(api, 'C-1')).toMatchObject({ averagePaymentDelayDays: 10 });
    await paid('I-4', 'EUR', '2026-11-21');
    expect(await readCustomer(api, 'C-1')).toMatchObject({ averagePaymentDelayDays: 20 });
  });

  test('SCO-3: the paid date is that of the entry that closed the invoice, in whatever order entries arrive', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-01');
    await pay(api, 'C-1', 'P-2', '2026-11-11', { 'I-1': 6_000 });
    await pay(api, 'C-1', 'P-1', '2026-11-05', { 'I-1': 4_000 });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'paid', paidAt: '2026-11-11' });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ averagePaymentDelayDays: 10 });
  });

  test('INV-6: an invoice of nothing is paid from the start', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    expect(await saveInvoice(api, 'C-1', 'I-1', '2026-11-01', { grossAmount: 0 })).toMatchObject({
      status: 'paid',
      outstanding: 0,
    });
  });

  test('an invoice’s changed amount changes what is open, and gives back what it took too much', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await pay(api, 'C-1', 'P-1', '2026-11-21', { 'I-1': 8_000 });
    expect(await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { grossAmount: 5_000 })).toMatchObject({
      status: 'paid',
      outstanding: 0,
    });
    expect((await readCustomer(api, 'C-1')).balances).toEqual([EUR(-3_000, 0, 0, 3_000)]);
    expect(await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { grossAmount: 9_000 })).toMatchObject({
      status: 'overdue',
      outstanding: 1_000,
    });
    expect((await readCustomer(api, 'C-1')).balances).toEqual([EUR(1_000, 0, 1_000, 0)]);
  });
});
