import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp.ts';
import { type NodeSpec, runWorkflow } from './harness.ts';
import { createBuyer, createInvoiceToSend, createSendingPlan, invoiceStatus } from './toSend.ts';

/** A Saturday: who sends by hand overrules the schedule (INV-4). */
const SATURDAY = '2026-11-28T10:00:00Z';

let sink: SmtpSink;
let connector: RunningConnector;
let planId: string;

beforeEach(async () => {
  sink = await startSmtpSink();
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: SATURDAY, DUNNING_SMTP_URL: sink.url } });
  planId = await createSendingPlan(connector);
  await createBuyer(connector, 'C-1', planId);
});
afterEach(async () => {
  await connector.stop();
  await sink.down();
});

const sendInvoice = (operation: string, parameters = {}, onError?: NodeSpec['onError']) => ({
  type: 'sendInvoice',
  parameters: { operation, ...parameters },
  onError,
});
const byExternalId = { invoiceId: { __rl: true, mode: 'externalId', value: '={{ $json.number }}' } };
const invoice = (number: string, options?: { hasPdf?: boolean }) =>
  createInvoiceToSend(connector, 'C-1', number, options);
const subjects = () => sink.mails.map(({ subject }) => subject);

describe('Send', () => {
  test('INV-4: sends the invoice of each item with its PDF, whatever the day, and puts the invoice out', async () => {
    const ids = [await invoice('I-1'), await invoice('I-2')];
    const run = await runWorkflow(connector, { Send: sendInvoice('send') }, { input: ids.map((id) => ({ id })) });
    expect(run.output('Send')).toMatchObject([
      { json: { id: ids[0], status: 'due' }, pairedItem: { item: 0 } },
      { json: { id: ids[1], status: 'due' }, pairedItem: { item: 1 } },
    ]);
    expect(subjects()).toEqual(['Invoice I-1', 'Invoice I-2']);
    expect(sink.mails[0]?.attachments).toMatchObject([{ fileName: 'I-1.pdf', contentType: 'application/pdf' }]);
  });

  test('one that cannot go out is an error of its item that says what is missing', async () => {
    const input = [{ id: await invoice('I-1', { hasPdf: false }) }, { id: await invoice('I-2') }, { id: '' }];
    const stopped = await runWorkflow(connector, { Send: sendInvoice('send') }, { input });
    expect(stopped.error).toMatchObject({ message: expect.stringContaining('I-1'), context: { itemIndex: 0 } });
    expect(stopped.error?.message).toContain('no PDF');

    const send = sendInvoice('send', {}, 'continueErrorOutput');
    const run = await runWorkflow(connector, { Send: send }, { input });
    expect(run.json('Send')).toMatchObject([{ number: 'I-2', status: 'due' }]);
    expect(run.json('Send', 1)).toMatchObject([
      { id: input[0]!.id, error: expect.stringContaining('no PDF') },
      { error: 'No invoice is chosen' },
    ]);
    expect(subjects()).toEqual(['Invoice I-2']);
  });

  test('what the mail server refuses is an error with its answer', async () => {
    sink.behaviour.afterData = () => ({ code: 452, text: '4.2.2 Mailbox full' });
    const run = await runWorkflow(connector, { Send: sendInvoice('send') }, { input: [{ id: await invoice('I-1') }] });
    expect(run.error?.message).toContain('Mailbox full');
  });

  test('all at once: one request, one summary linked to all of its items', async () => {
    await invoice('I-1');
    await invoice('I-2');
    const send = sendInvoice('send', { ...byExternalId, allAtOnce: true });
    const run = await runWorkflow(connector, { Send: send }, { input: [{ number: 'I-1' }, { number: 'I-2' }] });
    expect(run.output('Send')).toMatchObject([
      { json: { sent: 2, failed: 0 }, pairedItem: [{ item: 0 }, { item: 1 }] },
    ]);
    expect(subjects().sort()).toEqual(['Invoice I-1', 'Invoice I-2']);
  });

  test('all at once: if one cannot go out none does, and every item says which', async () => {
    const input = [{ id: await invoice('I-1') }, { id: await invoice('I-2', { hasPdf: false }) }];
    const send = sendInvoice('send', { allAtOnce: true }, 'continueRegularOutput');
    const run = await runWorkflow(connector, { Send: send }, { input });
    expect(run.json('Send').map(({ error }) => error)).toEqual([
      expect.stringContaining('I-2'),
      expect.stringContaining('I-2'),
    ]);
    expect(subjects()).toEqual([]);
  });

  test('all at once: what the mail server refuses is said over the output', async () => {
    sink.behaviour.afterData = ({ subject }) =>
      subject.endsWith('I-2') ? { code: 452, text: '4.2.2 Mailbox full' } : 'accept';
    const input = [{ id: await invoice('I-1') }, { id: await invoice('I-2') }];
    const run = await runWorkflow(connector, { Send: sendInvoice('send', { allAtOnce: true }) }, { input });
    expect(run.json('Send')).toMatchObject([{ sent: 1, failed: 1, failures: [{ id: input[1]!.id }] }]);
    expect(run.hints('Send')[0]?.message).toMatch(/1 invoice was not sent for sure.*Mailbox full/);
  });
});

describe('a test run', () => {
  test.each([false, true])(
    'sends nothing and shows to whom each invoice would go (all at once: %s)',
    async (allAtOnce) => {
      const id = await invoice('I-1');
      await invoice('I-2', { hasPdf: false });
      const send = sendInvoice('send', { ...byExternalId, allAtOnce });
      const input = [{ number: 'I-1' }, { number: 'I-2' }];
      const run = await runWorkflow(connector, { Send: send }, { input, mode: 'manual' });
      expect(run.output('Send')).toMatchObject([
        { json: { testRun: true, wouldDo: 'send', id, recipients: ['c-1@example.com'] }, pairedItem: { item: 0 } },
        { json: { testRun: true, wouldDo: 'nothing', number: 'I-2', reason: 'noPdf' }, pairedItem: { item: 1 } },
      ]);
      expect(run.hints('Send')[0]?.message).toContain('Test run: nothing was sent');
      expect(subjects()).toEqual([]);
    },
  );

  test('says of an invoice that is not to be sent, or not there, what a real run would', async () => {
    const id = await invoice('I-1');
    await connector.call('POST', `/v1/invoices/${id}/mark-sent`, {});
    const send = sendInvoice('send', {}, 'continueRegularOutput');
    const run = await runWorkflow(connector, { Send: send }, { input: [{ id }, { id: 'inv_none' }], mode: 'manual' });
    expect(run.json('Send')).toMatchObject([
      { error: 'Invoice I-1 is not to be sent: it is due' },
      { details: { status: 404 } },
    ]);
  });

  test('of Mark as Sent marks nothing', async () => {
    const id = await invoice('I-1', { hasPdf: false });
    const mark = sendInvoice('markSent');
    const run = await runWorkflow(connector, { Mark: mark }, { input: [{ id }], mode: 'manual' });
    expect(run.json('Mark')).toMatchObject([{ testRun: true, wouldDo: 'markSent', id, number: 'I-1' }]);
    expect(await invoiceStatus(connector, id)).toBe('toSend');
  });

  test('acts when “Send During Test Runs” is on', async () => {
    const id = await invoice('I-1');
    const send = sendInvoice('send', { sendDuringTestRuns: true });
    const run = await runWorkflow(connector, { Send: send }, { input: [{ id }], mode: 'manual' });
    expect(run.json('Send')).toMatchObject([{ id, status: 'due' }]);
    expect(subjects()).toEqual(['Invoice I-1']);
  });
});

describe('Mark as Sent', () => {
  test.each([false, true])('INV-5: the invoices count, and nobody is told (all at once: %s)', async (allAtOnce) => {
    const ids = [await invoice('I-1', { hasPdf: false }), await invoice('I-2')];
    const mark = sendInvoice('markSent', { allAtOnce });
    const run = await runWorkflow(connector, { Mark: mark }, { input: ids.map((id) => ({ id })) });
    expect(run.json('Mark')).toMatchObject(
      allAtOnce ? [{ marked: 2, invoiceIds: ids }] : ids.map((id) => ({ id, status: 'due' })),
    );
    for (const id of ids) expect(await invoiceStatus(connector, id)).toBe('due');
    expect(subjects()).toEqual([]);
  });
});
