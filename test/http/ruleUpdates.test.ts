import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../connector/src/config.ts';
import { createDeps } from '../../connector/src/connector.ts';
import { CONNECTOR } from '../../connector/src/domain/actor.ts';
import { openStore } from '../../connector/src/store/store.ts';
import { saveInvoices } from '../../connector/src/usecases/invoices/saveInvoices.ts';
import { databases } from '../support/databases.ts';
import { events, run, setClock } from './api/cadence.ts';
import { importCsv } from './api/csv.ts';
import { createDue, createPlan, pay, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { amountDue, createRule, notified, notify, UPDATED } from './api/rules.ts';
import { start, type Started, startSink } from './api/start.ts';

type Step = readonly [what: string, work: () => Promise<unknown>, isUpdate: boolean];

/** Does one thing after the other and says of each whether a rule on updates saw it. */
async function seen(api: Started, steps: readonly Step[]): Promise<[string, boolean][]> {
  const result: [string, boolean][] = [];
  for (const [what, work] of steps) {
    const before = await notified(api);
    await work();
    const times = (await notified(api)) - before;
    expect(times, what).toBeLessThanOrEqual(1);
    result.push([what, times === 1]);
  }
  return result;
}

const expected = (steps: readonly Step[]) => steps.map(([what, , isUpdate]) => [what, isUpdate]);

/** An invoice of C-1 as it stands in a batch. */
const invoice = (number: string, grossAmount: number, more: object = {}) => ({
  externalId: number,
  number,
  customer: { externalId: 'C-1' },
  issuedAt: '2026-11-01',
  dueDate: '2026-12-20',
  currency: 'EUR',
  grossAmount,
  ...more,
});

describe.each(databases)('$name', (database) => {
  test('RUL-7: changes of contacts, fields, balances, score and delay are updates; nothing else is', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { level: 'invoice' });
    await saveCustomer(api, 'C-1');
    await createRule(api, UPDATED, notify);
    const save =
      (number: string, dueDate: string, more: object = {}) =>
      () =>
        saveInvoice(api, 'C-1', number, dueDate, more);
    const customer = '/v1/customers/external:C-1';
    const spare = { externalId: 'P-2', customer: { externalId: 'C-1' }, amount: 500, currency: 'EUR' };
    const steps: Step[] = [
      ['a field', () => api.put(customer, { country: 'FR' }), true],
      ['the same again', () => api.put(customer, { country: 'FR' }), false],
      ['a contact', () => api.post(`${customer}/contacts`, { email: 'new@example.com' }), true],
      ['a new invoice', save('I-1', '2026-12-20'), true],
      ['its title', save('I-1', '2026-12-20', { title: 'Consulting' }), false],
      ['its number and plan', save('I-1', '2026-12-20', { number: '1', dunningPlanId: plan.id }), false],
      ['another due date to come', save('I-1', '2026-12-21', { number: '1' }), false],
      ['a due date in the past', save('I-1', '2026-11-20', { number: '1' }), true],
      ['a pause', () => api.post('/v1/invoices/external:I-1/pause'), false],
      ['a dispute', () => api.post('/v1/invoices/external:I-1/dispute', { reason: 'goods' }), false],
      ['its end', () => api.post('/v1/invoices/external:I-1/dispute/close'), false],
      ['an invoice of nothing', save('I-0', '2026-12-20', { grossAmount: 0 }), false],
      ['a payment', () => pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 4_000 }), true],
      ['the same again', () => pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 4_000 }), false],
      ['money for no invoice', () => api.post('/v1/payments', { ...spare, paidAt: '2026-11-23' }), true],
      [
        'which an invoice takes',
        () =>
          api.post('/v1/payments', { ...spare, paidAt: '2026-11-23', invoices: [{ externalId: 'I-1', amount: 500 }] }),
        true,
      ],
      ['void', () => api.post('/v1/invoices/external:I-1/void'), true],
      ['another day', () => setClock(api, '2026-11-24'), false],
    ];
    expect(await seen(api, steps)).toEqual(expected(steps));
  });

  test('RUL-7: an invoice still to send changes no balance, nor does what is paid on it, until it is sent', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { sendInvoices: true });
    await saveCustomer(api, 'C-1');
    await createRule(api, UPDATED, notify);
    const steps: Step[] = [
      ['an invoice to send', () => saveInvoice(api, 'C-1', 'I-1', '2026-12-20'), false],
      ['its amount', () => saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { grossAmount: 20_000 }), false],
      ['marked as sent', () => api.post('/v1/invoices/external:I-1/mark-sent'), true],
    ];
    expect(await seen(api, steps)).toEqual(expected(steps));
  });

  test('RUL-7: becoming overdue moves money from due to overdue, of a disputed invoice too; each once', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-23');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-25');
    await saveInvoice(api, 'C-1', 'I-3', '2026-11-25');
    await api.post('/v1/invoices/external:I-2/dispute', { reason: 'goods' });
    await createRule(api, UPDATED, notify);
    const steps: Step[] = [
      ['24 November', () => setClock(api, '2026-11-24'), true],
      ['25 November', () => setClock(api, '2026-11-25'), false],
      ['26 November, two invoices', () => setClock(api, '2026-11-26'), true],
      ['27 November', () => setClock(api, '2026-11-27'), false],
    ];
    expect(await seen(api, steps)).toEqual(expected(steps));
    expect((await events(api, 'type=invoiceOverdue')).map(({ data }) => data['externalId'])).toEqual(['I-1', 'I-3']);
  });

  test('RUL-7, CUS-3: an address that the mail server refuses is an update', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 1);
    await createRule(api, UPDATED, notify);
    sink.behaviour.recipient = () => ({ code: 550, text: '5.1.1 No such user' });
    const steps: Step[] = [
      ['refused', () => run(api), true],
      ['nobody is left to write to', () => run(api), false],
    ];
    expect(await seen(api, steps)).toEqual(expected(steps));
  });

  test('RUL-7: with paid and overdue the delay grows by a day, which is an update', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { scoreIncludes: 'paidAndOverdue' });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await createRule(api, UPDATED, notify);
    const steps: Step[] = [
      ['24 November', () => setClock(api, '2026-11-24'), true],
      ['the same day', () => setClock(api, '2026-11-24T18:00:00Z'), false],
      ['paid with no delay before', () => pay(api, 'C-1', 'P-1', '2026-11-24', { 'I-1': 10_000 }), true],
      ['25 November', () => setClock(api, '2026-11-25'), false],
    ];
    expect(await seen(api, steps)).toEqual(expected(steps));
  });

  test('RUL-1: a batch is one event per customer, though it names them twice; the crossing is from before it to after it', async () => {
    const api = await start(database);
    await createRule(api, UPDATED, notify);
    const customers = [1, 2].map((country) => ({
      externalId: 'C-1',
      name: 'Twice',
      country: country === 1 ? 'FR' : 'DE',
    }));
    await api.post('/v1/customers/batch', { customers });
    expect([await notified(api), await readCustomer(api, 'C-1')]).toMatchObject([1, { country: 'DE' }]);
    // What comes back to nothing within a batch is no first value, and no update.
    await api.post('/v1/invoices/batch', { invoices: [invoice('I-9', 400), invoice('I-9', 0)] });
    expect(await notified(api)).toBe(1);
    await createRule(api, amountDue('above', 100_000), { ...notify, subject: 'Passed' });
    const passed = async () =>
      (await events(api, 'type=ruleNotification')).filter(({ data }) => data['subject'] === 'Passed').length;
    // Up and down again within the batch: nothing has been crossed.
    await api.post('/v1/invoices/batch', { invoices: [invoice('I-1', 200_000), invoice('I-1', 50_000)] });
    expect([await passed(), await notified(api)]).toEqual([0, 2]);
    await api.post('/v1/invoices/batch', { invoices: [invoice('I-1', 90_000), invoice('I-1', 150_000)] });
    expect([await passed(), await notified(api)]).toEqual([1, 4]);
    const payment = (amount: number) => ({
      externalId: 'P-1',
      customer: { externalId: 'C-1' },
      currency: 'EUR',
      amount,
    });
    const payments = [60_000, 10_000].map((amount) => ({ ...payment(amount), paidAt: '2026-11-23' }));
    await api.post('/v1/payments/batch', { payments });
    await api.post('/v1/payments/batch', { payments: [payments[1]] });
    expect([await passed(), await notified(api)]).toEqual([1, 5]);
  });

  test('RUL-1: a line that brings an invoice and what is paid of it is one event', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await createRule(api, amountDue('above', 100_000), notify);
    const header = 'externalId,number,customer,issuedAt,dueDate,currency,grossAmountDecimal,openAmountDecimal';
    const line = (number: number, gross: number, open: number) =>
      `I-${number},${number},C-1,2026-11-01,2026-12-01,EUR,${gross}.00,${open}.00`;
    expect(await importCsv(api, 'invoices', [header, line(1, 5000, 900)])).toMatchObject({ created: 1 });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ balances: [{ outstanding: 90_000 }] });
    expect(await notified(api)).toBe(0);
    await importCsv(api, 'invoices', [header, line(2, 5000, 0), line(3, 200, 200)]);
    expect(await notified(api)).toBe(1);
  });

  test('RUL-5: what a database from before figures were kept says is no news, once it is opened', async () => {
    const before = await start(database);
    await saveCustomer(before, 'C-1');
    await saveInvoice(before, 'C-1', 'I-1', '2026-12-20', { grossAmount: 500_000 });
    await before.stop();
    const store = await openStore(before.database.url);
    await store.session.db.deleteFrom('seenFigures').execute();
    await store.session.db.deleteFrom('stateValues').where('key', '=', 'figuresSeen').execute();
    await store.close();
    const api = await start(database, { on: before.database });
    await createRule(api, amountDue('above', 100_000), notify);
    await createRule(api, UPDATED, notify);
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { grossAmount: 500_000, title: 'Consulting' });
    expect(await notified(api)).toBe(0);
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20');
    expect(await notified(api)).toBe(1);
  });
});

test.each(databases)(
  'RUL-1: of a batch that breaks in a later part nothing is written, told or ruled ($name)',
  async (database) => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await createRule(api, amountDue('above', 0), notify);
    const deps = await createDeps(readConfig({ DUNNING_DATABASE_URL: api.database.url }));
    onTestFinished(() => deps.store.close());
    const value = {
      externalId: 'I-1',
      number: 'I-1',
      customer: { externalId: 'C-1' },
      issuedAt: 20_000,
      dueDate: 30_000,
      currency: 'EUR',
      grossAmount: 10_000,
    };
    // What the contract keeps out breaks the second part, which the repeated external id begins.
    const broken = { ...value, number: null as unknown as string };
    const before = await events(api);
    const records = [value, broken].map((each, index) => ({ index, value: each }));
    await expect(saveInvoices(deps, CONNECTOR, records)).rejects.toThrow();
    expect(await api.all('/v1/invoices')).toEqual([]);
    expect(await events(api)).toEqual(before);
  },
);
