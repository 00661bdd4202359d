import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { runWorkflow } from './harness.ts';
import { recipients } from './ledger.ts';
import { BEFORE_CUT_OFF, createBuyer, createInvoiceToSend, createSendingPlan, invoiceStatus } from './toSend.ts';

let connector: RunningConnector;
beforeEach(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: BEFORE_CUT_OFF } });
});
afterEach(() => connector.stop());

const sendInvoice = (operation: string, parameters = {}) => ({
  type: 'sendInvoice',
  parameters: { operation, ...parameters },
});

/** I-1 goes out today, I-2 has no PDF, I-3 nobody who would get it. */
async function threeInvoices() {
  const planId = await createSendingPlan(connector);
  await createBuyer(connector, 'C-1', planId);
  await createBuyer(connector, 'C-2', planId, { hasContact: false });
  return {
    ready: await createInvoiceToSend(connector, 'C-1', 'I-1'),
    noPdf: await createInvoiceToSend(connector, 'C-1', 'I-2', { hasPdf: false }),
    noContact: await createInvoiceToSend(connector, 'C-2', 'I-3'),
  };
}

describe('Get to Send', () => {
  const get = (parameters = {}) => ({ Get: sendInvoice('getToSend', { returnAll: true, ...parameters }) });

  test('INV-4: one item per invoice, with its day, recipients and the reason why it waits', async () => {
    const { ready } = await threeInvoices();
    const run = await runWorkflow(connector, get(), { input: [{}, {}] });
    expect(run.json('Get').map(({ number, sendOn, reason, recipients: to }) => [number, sendOn, reason, to])).toEqual([
      ['I-1', '2026-11-23', null, ['c-1@example.com']],
      ['I-2', '2026-11-23', 'noPdf', ['c-1@example.com']],
      ['I-3', '2026-11-23', 'noContact', []],
    ]);
    expect(run.output('Get')[0]).toMatchObject({
      json: { id: ready, grossAmount: 125_000, customer: { name: 'Customer C-1' }, plan: { name: expect.any(String) } },
      pairedItem: { item: 0 },
    });
    expect(run.json('Get')[0]).not.toHaveProperty('paused');
    expect((await runWorkflow(connector, get({ simplify: false }))).json('Get')[0]).toMatchObject({ hasPdf: true });
  });

  test('only those that wait, that go out next, or that wait for certain reasons; up to a limit', async () => {
    await threeInvoices();
    const numbers = async (parameters: object) =>
      (await runWorkflow(connector, get(parameters))).json('Get').map(({ number }) => number);
    expect(await numbers({ show: 'waiting' })).toEqual(['I-2', 'I-3']);
    expect(await numbers({ show: 'next' })).toEqual(['I-1']);
    expect(await numbers({ options: { reasons: ['noContact', 'weekend'] } })).toEqual(['I-3']);
    expect(await numbers({ show: 'waiting', returnAll: false, limit: 1 })).toEqual(['I-2']);
  });

  test('INV-1: while sending is switched off, a test run says so over the empty list', async () => {
    const inEditor = await runWorkflow(connector, get(), { mode: 'manual' });
    expect(inEditor.hints('Get')[0]?.message).toContain('Sending invoices is switched off');
    expect((await runWorkflow(connector, get())).hints('Get')).toEqual([]);
  });
});

describe('Send Due', () => {
  test('INV-3: sends what is due to go out, once, and puts out a summary with what waits', async () => {
    const { ready } = await threeInvoices();
    const run = await runWorkflow(connector, { Due: sendInvoice('sendDue') }, { input: [{ a: 1 }, { a: 2 }] });
    expect(run.output('Due')).toHaveLength(1);
    expect(run.output('Due')[0]).toMatchObject({
      json: { dryRun: false, sent: 1, failed: 0, invoiceIds: [ready], waitingByReason: { noPdf: 1, noContact: 1 } },
      pairedItem: { item: 0 },
    });
    expect(await recipients(connector)).toEqual(['c-1@example.com']);
    const again = await runWorkflow(connector, { Due: sendInvoice('sendDue') });
    expect(again.json('Due')).toMatchObject([{ sent: 0, waitingByReason: { noPdf: 1, noContact: 1 } }]);
    expect(await recipients(connector)).toHaveLength(1);
  });

  test('puts out one item per invoice that stays to send', async () => {
    const { noPdf, noContact } = await threeInvoices();
    const run = await runWorkflow(connector, { Due: sendInvoice('sendDue', { shape: 'waiting' }) });
    expect(run.json('Due')).toMatchObject([
      { id: noPdf, number: 'I-2', reason: 'noPdf', recipients: ['c-1@example.com'], failure: null },
      { id: noContact, number: 'I-3', reason: 'noContact', customer: { name: 'Customer C-2' } },
    ]);
    expect(run.hints('Due')[0]?.message).toContain('1 invoice was sent');
    expect(await recipients(connector)).toHaveLength(1);
  });

  test('stops after the maximum; the others go with the next run', async () => {
    const { ready } = await threeInvoices();
    await createInvoiceToSend(connector, 'C-1', 'I-4');
    const once = () => runWorkflow(connector, { Due: sendInvoice('sendDue', { options: { maximumInvoices: 1 } }) });
    expect((await once()).json('Due')).toMatchObject([{ sent: 1, invoiceIds: [ready] }]);
    expect((await once()).json('Due')).toMatchObject([{ sent: 1 }]);
    expect(await recipients(connector)).toHaveLength(2);
  });

  test('says when a limit of messages ended the run, and which invoices it left', async () => {
    await connector.stop();
    connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: BEFORE_CUT_OFF, DUNNING_MESSAGES_PER_HOUR: '1' } });
    await threeInvoices();
    await createInvoiceToSend(connector, 'C-1', 'I-4');
    const run = await runWorkflow(connector, { Due: sendInvoice('sendDue', { shape: 'waiting' }) });
    expect(run.json('Due').find(({ number }) => number === 'I-4')).toMatchObject({
      reason: null,
      failure: expect.stringContaining('Not sent yet: the limit of messages per hour is reached, until'),
    });
    expect(run.hints('Due')[0]?.message).toContain('Sending ended before all was out');
    expect(await recipients(connector)).toHaveLength(1);
  });

  test('a test run sends nothing and shows what would go out and to whom', async () => {
    const { ready } = await threeInvoices();
    const run = await runWorkflow(connector, { Due: sendInvoice('sendDue') }, { mode: 'manual' });
    expect(run.json('Due')).toMatchObject([
      { dryRun: true, sent: 1, wouldSend: [{ id: ready, number: 'I-1', recipients: ['c-1@example.com'] }] },
    ]);
    expect(run.hints('Due').at(-1)?.message).toContain('Test run: nothing was sent');
    expect(await recipients(connector)).toEqual([]);
    expect(await invoiceStatus(connector, ready)).toBe('toSend');

    const waiting = sendInvoice('sendDue', { shape: 'waiting' });
    const items = await runWorkflow(connector, { Due: waiting }, { mode: 'manual' });
    expect(items.json('Due').map(({ number, dryRun }) => [number, dryRun])).toEqual([
      ['I-2', true],
      ['I-3', true],
    ]);
  });

  test('a test run sends when “Send During Test Runs” is on', async () => {
    await threeInvoices();
    const due = sendInvoice('sendDue', { sendDuringTestRuns: true });
    expect((await runWorkflow(connector, { Due: due }, { mode: 'manual' })).json('Due')).toMatchObject([{ sent: 1 }]);
    expect(await recipients(connector)).toEqual(['c-1@example.com']);
  });

  test('a connector that does not answer is an error that says so, or an item of it', async () => {
    const gone = { url: 'http://127.0.0.1:9', key: 'none' };
    const run = await runWorkflow(gone, { Due: { ...sendInvoice('sendDue'), onError: 'continueRegularOutput' } });
    expect(run.output('Due')[0]).toMatchObject({
      json: { error: expect.stringContaining('does not answer') },
      pairedItem: { item: 0 },
    });
  });
});
