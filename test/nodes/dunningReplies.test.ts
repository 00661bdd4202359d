import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { runWorkflow } from './harness.ts';
import { createDebtor, createPlan, NOW } from './ledger.ts';

// One connector for all; each test has customers of its own.
let connector: RunningConnector;
let planId: string;

beforeAll(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
  planId = (await createPlan(connector)).id;
});
afterAll(() => connector.stop());

const replies = (operation: string, parameters = {}) => ({
  type: 'dunning',
  parameters: { resource: 'reply', operation, ...parameters },
});
const mailCount = async () => (await connector.call<{ data: object[] }>('GET', '/mailbox')).data.length;

/** An e-mail to a new debtor, and an answer to it as n8n's Email Trigger (IMAP) gives it with the format *Resolved*. */
async function answered(name: string) {
  await createDebtor(connector, name, planId);
  const sent = await connector.call<{ id: string; message: { messageId: string } }>(
    'POST',
    `/v1/customers/external:${name}/actions`,
    {
      channel: 'email',
      template: { subject: 'A word', body: 'Hello' },
    },
  );
  const mail = {
    headers: {
      'message-id': `Message-ID: <${name}@customer.example>`,
      'in-reply-to': `In-Reply-To: ${sent.message.messageId}`,
      from: 'From: Ann <ann@customer.example>',
    },
    from: { value: [{ address: 'ann@customer.example', name: 'Ann' }], html: '', text: '"Ann" <ann@customer.example>' },
    to: { value: [{ address: 'accounts@localhost', name: '' }], html: '', text: 'accounts@localhost' },
    subject: 'Re: A word',
    text: 'We pay on Friday.',
    html: false,
    date: '2026-11-23T09:30:00.000Z',
    messageId: `<${name}@customer.example>`,
    attributes: { uid: 7 },
  };
  return { actionId: sent.id, mail };
}

test('INV-7: mails of the Email Trigger are handed in, in each of its formats that has headers', async () => {
  const { actionId, mail } = await answered('R-1');
  const { headers, text, html: _, attributes, messageId: __, ...rest } = mail;
  const simple = { ...rest, from: mail.from.text, to: mail.to.text, metadata: headers, textPlain: text, attributes };
  const run = await runWorkflow(connector, { Log: replies('log') }, { input: [mail, simple] });
  expect(run.error).toBeUndefined();
  const [first, second] = run.json('Log');
  expect(first).toMatchObject({ kind: 'reply', actionId, replyId: expect.stringMatching(/^rpl_/) });
  expect(second).toEqual(first);
  const automatic = {
    ...mail,
    headers: { ...headers, 'auto-submitted': 'Auto-Submitted: auto-replied', 'message-id': '<2@x>' },
  };
  const other = { ...mail, headers: { 'message-id': '<3@x>' } };
  const others = await runWorkflow(connector, { Log: replies('log') }, { input: [automatic, other] });
  expect(others.json('Log').map(({ kind }) => kind)).toEqual(['autoReply', 'unmatched']);
  const raw = await runWorkflow(
    connector,
    { Log: replies('log') },
    { input: [{ raw: 'Only the text, as Raw gives it' }] },
  );
  expect(`${raw.error?.message} ${raw.error?.description}`).toMatch(/Resolved/);
});

test('INV-7: an email that is none keeps those behind it from nothing: whoever fetched them has marked them as read', async () => {
  const { mail } = await answered('R-3');
  const run = await runWorkflow(connector, { Log: replies('log') }, { input: [{ text: 'no headers' }, mail] });
  expect(run.error).toMatchObject({ context: { itemIndex: 0 } });
  const filters = { customerId: { __rl: true, mode: 'externalId', value: 'R-3' }, status: 'unread' };
  expect((await runWorkflow(connector, { List: replies('getAll', { filters }) })).json('List')).toHaveLength(1);
});

test('HLD-1: replies are read, listed, marked and answered from a workflow; a test run hands in and sends nothing', async () => {
  const { mail } = await answered('R-2');
  const dry = await runWorkflow(connector, { Log: replies('log') }, { input: [mail], mode: 'manual' });
  expect(dry.json('Log')).toMatchObject([{ testRun: true, wouldDo: 'log' }]);
  const of = { filters: { customerId: { __rl: true, mode: 'externalId', value: 'R-2' } } };
  const list = async (status: string) => {
    const filters = { filters: { ...of.filters, status } };
    return (await runWorkflow(connector, { List: replies('getAll', filters) })).json('List');
  };
  expect(await list('unread')).toEqual([]);
  const run = await runWorkflow(
    connector,
    { Log: replies('log'), Get: replies('get', { replyId: '={{ $json.replyId }}' }) },
    { input: [mail] },
  );
  const [reply] = run.json('Get');
  expect(reply).toMatchObject({ unread: true, text: 'We pay on Friday.', customer: { externalId: 'R-2' } });
  expect(await list('unread')).toMatchObject([{ id: reply!['id'] }]);
  const replyId = reply!['id'] as string;
  for (const [operation, unread] of [
    ['markRead', false],
    ['markUnread', true],
  ] as const)
    expect((await runWorkflow(connector, { Mark: replies(operation, { replyId }) })).json('Mark')).toMatchObject([
      { id: replyId, unread },
    ]);
  const before = await mailCount();
  const answer = { Answer: replies('answer', { replyId, body: 'Dear {{customer.name}}, thank you.' }) };
  const shown = await runWorkflow(connector, answer, { mode: 'manual' });
  expect(shown.json('Answer')).toMatchObject([{ testRun: true, wouldDo: 'answer', reply: replyId }]);
  expect(await mailCount()).toBe(before);
  const sent = await runWorkflow(connector, answer);
  expect(sent.json('Answer')).toMatchObject([{ status: 'executed', message: { subject: 'Re: A word' } }]);
  expect(await mailCount()).toBe(before + 1);
  expect(await list('answered')).toMatchObject([{ id: replyId, unread: false }]);
});
