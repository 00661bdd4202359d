import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, lines, run, runDaily, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Event, Invoice } from './api/records.ts';
import { createPlan, emailStep, pay, readInvoice, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

const INVOICE = '/v1/invoices/external:I-1';

/** C-1 with I-1 of 100.00 EUR, due on Friday 20 November 2026. */
async function withInvoice(api: Client): Promise<void> {
  await saveCustomer(api, 'C-1');
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
}

function promise(api: Client, body: object): Promise<Invoice> {
  return api.post(`${INVOICE}/promise`, body);
}

async function told(api: Client): Promise<Event[]> {
  return (await events(api)).filter(({ type }) => type.startsWith('promise'));
}

const types = async (api: Client) => (await told(api)).map(({ type }) => type);

/** Records a credit note or refund on I-1. */
function record(api: Client, path: string, date: string, amount: number): Promise<unknown> {
  const invoices = [{ externalId: 'I-1', amount }];
  const body = { externalId: `${path} ${date}`, customer: { externalId: 'C-1' }, amount, currency: 'EUR', invoices };
  return api.post(`/v1/${path}`, { ...body, issuedAt: date });
}

describe.each(databases)('$name', (database) => {
  test('PRO-1: a promise is for all that is outstanding unless it names an amount, and is told', async () => {
    const api = await start(database);
    await withInvoice(api);
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 2_500 });
    const all = { date: '2026-11-27', amount: 7_500, madeOn: '2026-11-23', status: 'open', pause: false };
    expect(await promise(api, { date: '2026-11-27' })).toMatchObject({ promise: all, paused: false });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ promise: all });
    expect(await told(api)).toMatchObject([
      {
        type: 'promiseMade',
        data: { number: 'I-1', date: '2026-11-27', amount: 7_500, currency: 'EUR', pause: false, replaces: null },
      },
    ]);
  });

  test('PRO-1: a later promise takes the place of the earlier one; the same one again is nothing new', async () => {
    const api = await start(database);
    await withInvoice(api);
    await promise(api, { date: '2026-11-25', amount: 1_000 });
    expect(await promise(api, { date: '2026-11-27', amount: 4_000 })).toMatchObject({ promise: { amount: 4_000 } });
    await promise(api, { date: '2026-11-27', amount: 4_000 });
    expect((await told(api)).map(({ data }) => data['replaces'])).toMatchObject([
      null,
      { date: '2026-11-25', amount: 1_000 },
    ]);
    await setClock(api, '2026-11-26');
    expect(await types(api)).toEqual(['promiseMade', 'promiseMade']);
    await setClock(api, '2026-11-28');
    expect(await types(api)).toEqual(['promiseMade', 'promiseMade', 'promiseBroken']);
  });

  test('PRO-1: with pause the invoice’s own actions are held up to and including that day, the customer’s are not', async () => {
    const api = await start(database);
    const atCustomer = await createPlan(api, { steps: [emailStep('Customer', 3)] });
    const steps = [emailStep('Invoice', 3)];
    const atInvoice = await createPlan(api, { name: 'Per invoice', level: 'invoice', steps });
    await saveCustomer(api, 'C-1', { dunningPlanId: atCustomer.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: atInvoice.id });
    expect(await promise(api, { date: '2026-11-25', pause: true })).toMatchObject({
      paused: true,
      pausedUntil: '2026-11-26',
      promise: { pause: true },
    });
    await runDaily(api, '2026-11-23', '2026-11-26');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Customer I-1', '2026-11-26 Invoice I-1']);
  });

  test('PRO-1, PAU-1: a promise’s pause replaces an earlier pause; without one the pause stays', async () => {
    const api = await start(database);
    await withInvoice(api);
    await api.post(`${INVOICE}/pause`);
    expect(await promise(api, { date: '2026-11-25' })).toMatchObject({ paused: true, pausedUntil: null });
    expect(await promise(api, { date: '2026-11-25', pause: true })).toMatchObject({ pausedUntil: '2026-11-26' });
    expect(await api.post(`${INVOICE}/pause`, { until: '2026-12-24' })).toMatchObject({ pausedUntil: '2026-12-24' });
    expect(await promise(api, { date: '2026-11-25', pause: true })).toMatchObject({ pausedUntil: '2026-11-26' });
  });

  test('PRO-1: paid by the end of that day it is kept, as soon as the money is recorded', async () => {
    const api = await start(database);
    await withInvoice(api);
    await promise(api, { date: '2026-11-25' });
    await pay(api, 'C-1', 'P-1', '2026-11-24', { 'I-1': 9_999 });
    expect((await readInvoice(api, 'I-1')).promise).toMatchObject({ status: 'open' });
    await setClock(api, '2026-11-25T23:59:00Z');
    await pay(api, 'C-1', 'P-2', '2026-11-25', { 'I-1': 1 });
    expect((await readInvoice(api, 'I-1')).promise).toMatchObject({ status: 'kept', amount: 10_000 });
    const [, kept] = await told(api);
    const [payment] = (await events(api, 'type=paymentRecorded')).slice(-1);
    expect(kept).toMatchObject({ type: 'promiseKept', at: payment!.at, actor: payment!.actor });
    expect(kept!.data).toMatchObject({ number: 'I-1', date: '2026-11-25', amount: 10_000, outstanding: 0 });
    await runDaily(api, '2026-11-26', '2026-11-30');
    expect(await types(api)).toEqual(['promiseMade', 'promiseKept']);
  });

  test('PRO-1: a part that was promised is kept by that part, paid or credited since, whatever was paid before', async () => {
    const api = await start(database);
    await withInvoice(api);
    await pay(api, 'C-1', 'P-1', '2026-11-20', { 'I-1': 5_000 });
    await promise(api, { date: '2026-11-25', amount: 3_000 });
    await pay(api, 'C-1', 'P-2', '2026-11-24', { 'I-1': 1_000 });
    await record(api, 'refunds', '2026-11-24', 500);
    await record(api, 'credit-notes', '2026-11-24', 2_000);
    expect(await types(api)).toEqual(['promiseMade']);
    await pay(api, 'C-1', 'P-3', '2026-11-24', { 'I-1': 500 });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ outstanding: 2_000, promise: { status: 'kept' } });
  });

  test('PRO-1: an unapplied payment keeps no promise on an invoice', async () => {
    const api = await start(database);
    await withInvoice(api);
    await promise(api, { date: '2026-11-25' });
    await pay(api, 'C-1', 'P-1', '2026-11-24', {}, { amount: 10_000 });
    await setClock(api, '2026-11-26');
    expect(await types(api)).toEqual(['promiseMade', 'promiseBroken']);
  });

  test('PRO-1: the day ends in the organisation’s zone; broken is told once, by time alone', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { timeZone: 'America/New_York' });
    await withInvoice(api);
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 4_000 });
    await promise(api, { date: '2026-11-25' });
    await setClock(api, '2026-11-26T04:59:00Z');
    expect(await types(api)).toEqual(['promiseMade']);
    await setClock(api, '2026-11-26T05:00:00Z');
    expect(await told(api)).toMatchObject([
      { type: 'promiseMade' },
      {
        type: 'promiseBroken',
        actor: { type: 'connector' },
        data: { number: 'I-1', date: '2026-11-25', amount: 6_000, currency: 'EUR', outstanding: 6_000 },
      },
    ]);
    expect((await readInvoice(api, 'I-1')).promise).toMatchObject({ status: 'broken' });
    await setClock(api, '2026-12-24');
    expect(await types(api)).toEqual(['promiseMade', 'promiseBroken']);
  });

  test('PRO-1: two processes on one database tell a broken promise once', async ({ skip }) => {
    skip(database.name === 'SQLite', 'one process has it');
    const api = await start(database);
    await withInvoice(api);
    await promise(api, { date: '2026-11-24' });
    const other = await start(database, { on: api.database });
    await Promise.all([api, other].map((each) => setClock(each, '2026-11-25T00:00:00Z')));
    expect(await types(api)).toEqual(['promiseMade', 'promiseBroken']);
  });

  test('PRO-1: money dated by the promised day but recorded later keeps it after all; dated later it does not', async () => {
    const api = await start(database);
    await withInvoice(api);
    await promise(api, { date: '2026-11-25' });
    await setClock(api, '2026-11-30');
    await pay(api, 'C-1', 'P-1', '2026-11-26', { 'I-1': 4_000 });
    expect((await readInvoice(api, 'I-1')).promise).toMatchObject({ status: 'broken' });
    await record(api, 'refunds', '2026-11-30', 4_000);
    await pay(api, 'C-1', 'P-2', '2026-11-25', { 'I-1': 10_000 });
    expect((await readInvoice(api, 'I-1')).promise).toMatchObject({ status: 'kept' });
    expect(await types(api)).toEqual(['promiseMade', 'promiseBroken', 'promiseKept']);
    expect((await told(api)).at(-1)!.data).toMatchObject({ wasBroken: true });
  });

  test('PRO-1: money that is recorded by the promised day is in time, whatever day the bank gives it', async () => {
    const api = await start(database);
    await withInvoice(api);
    await promise(api, { date: '2026-11-23' });
    await pay(api, 'C-1', 'P-1', '2026-11-24', { 'I-1': 10_000 });
    expect((await readInvoice(api, 'I-1')).promise).toMatchObject({ status: 'kept' });
  });

  test('PRO-1: a kept promise stays kept when the money goes back, and a new one may follow', async () => {
    const api = await start(database);
    await withInvoice(api);
    await promise(api, { date: '2026-11-25' });
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    await record(api, 'refunds', '2026-11-24', 10_000);
    await setClock(api, '2026-11-26');
    expect((await readInvoice(api, 'I-1')).promise).toMatchObject({ status: 'kept' });
    expect(await promise(api, { date: '2026-11-27' })).toMatchObject({ promise: { status: 'open', amount: 10_000 } });
    expect(await types(api)).toEqual(['promiseMade', 'promiseKept', 'promiseMade']);
  });

  test('PRO-1: a promise can be withdrawn, with the pause that it brought, and is not broken then', async () => {
    const api = await start(database);
    await withInvoice(api);
    expect(await api.problem('POST', `${INVOICE}/promise/withdraw`)).toMatchObject({ status: 422 });
    await promise(api, { date: '2026-11-25', pause: true });
    expect(await api.post(`${INVOICE}/promise/withdraw`)).toMatchObject({ promise: null, paused: false });
    await promise(api, { date: '2026-11-25', pause: true });
    await api.post(`${INVOICE}/pause`, { until: '2026-12-24' });
    expect(await api.post(`${INVOICE}/promise/withdraw`)).toMatchObject({ pausedUntil: '2026-12-24' });
    await setClock(api, '2026-11-27');
    expect(await types(api)).toEqual(['promiseMade', 'promiseWithdrawn', 'promiseMade', 'promiseWithdrawn']);
  });

  test('PRO-1: a void invoice has no open promise any more; a dispute leaves it as it is', async () => {
    const api = await start(database);
    await withInvoice(api);
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
    await promise(api, { date: '2026-11-25' });
    await api.post('/v1/invoices/external:I-2/promise', { date: '2026-11-25' });
    expect(await api.post(`${INVOICE}/void`)).toMatchObject({ promise: null });
    await api.post('/v1/invoices/external:I-2/dispute', { reason: 'price' });
    await setClock(api, '2026-11-26');
    expect(await told(api)).toMatchObject([
      { type: 'promiseMade' },
      { type: 'promiseMade' },
      { type: 'promiseBroken', data: { number: 'I-2' } },
    ]);
    expect((await events(api, 'type=invoiceVoided'))[0]!.data).toMatchObject({
      withdrawnPromise: { date: '2026-11-25', amount: 10_000 },
    });
  });

  test('PRO-1: an invoice whose amount is lowered to what is paid keeps its promise', async () => {
    const api = await start(database);
    await withInvoice(api);
    await promise(api, { date: '2026-11-25' });
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 6_000 });
    expect(await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { grossAmount: 6_000 })).toMatchObject({
      status: 'paid',
      promise: { status: 'kept' },
    });
  });

  test.each([
    [{ date: '2026-11-22' }, 422, 'date'],
    [{ date: '2026-11-30', amount: 10_001 }, 422, 'amount'],
    [{ date: '2026-11-30', amount: 0 }, 400, 'amount'],
    [{ date: '2026-11-30', amount: 1.5 }, 400, 'amount'],
    [{ date: 'tomorrow' }, 400, 'date'],
    [{}, 400, 'date'],
  ])('PRO-1: the promise %j is refused', async (body, status, path) => {
    const api = await start(database);
    await withInvoice(api);
    expect(await api.problem('POST', `${INVOICE}/promise`, { body })).toMatchObject({ status, errors: [{ path }] });
    expect([(await readInvoice(api, 'I-1')).promise, await told(api)]).toEqual([null, []]);
  });

  test('PRO-1: nothing is promised on an invoice that is paid, void or to send; today is early enough', async () => {
    const api = await start(database);
    await withInvoice(api);
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-2': 10_000 });
    await saveInvoice(api, 'C-1', 'I-3', '2026-11-20');
    await api.post('/v1/invoices/external:I-3/void');
    await api.put('/v1/settings', { sendInvoices: true });
    await saveInvoice(api, 'C-1', 'I-4', '2026-11-20');
    for (const number of ['I-2', 'I-3', 'I-4']) {
      const body = { date: '2026-11-25' };
      expect(await api.problem('POST', `/v1/invoices/external:${number}/promise`, { body })).toMatchObject({
        status: 422,
        detail: expect.stringContaining(number),
      });
    }
    expect(await promise(api, { date: '2026-11-23' })).toMatchObject({ promise: { status: 'open' } });
    await run(api, '2026-11-24');
    expect(await types(api)).toEqual(['promiseMade', 'promiseBroken']);
  });
});
