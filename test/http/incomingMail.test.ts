import { describe, expect, test } from 'vitest';
import type * as contract from '../../connector/src/http/contracts/incomingMail.ts';
import { databases } from '../support/databases.ts';
import {
  abuseReport,
  type About,
  answer,
  deliveryStatus,
  eximBounce,
  qmailBounce,
  readReceipt,
} from '../support/incomingMails.ts';
import { actions, events, run } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { type Output } from './api/client.ts';
import { type Action, contactOf, createDue, emailStep, readCustomer, saveCustomer, type User } from './api/records.ts';
import { start, startSink } from './api/start.ts';
import { listReplies, messageIdOf } from './api/replies.ts';

type Answer = Output<typeof contract.incomingMailAnswer>;

const handIn = (api: Client, source: string) =>
  api.post<Answer>('/v1/incoming-messages', { raw: Buffer.from(source).toString('base64') });
const told = async (api: Client, actionId: string) =>
  (await api.get<Action>(`/v1/actions/${actionId}`)).deliveries!.map(({ event, bounceType, address }) =>
    [event, bounceType, address].filter((each) => each !== null).join(' '),
  );
const isInvalid = async (api: Client) => (await readCustomer(api, 'C-1')).contacts.map((each) => each.isInvalid);

/** A reminder that went to Ann, and how a report names it. */
async function sendOne(api: Client): Promise<Action & { readonly about: About }> {
  await createDue(api, 1);
  await run(api);
  const [action] = await actions(api, 'status=executed');
  return { ...action!, about: { messageId: await messageIdOf(api, action!.id), recipient: 'ann@c-1.example' } };
}

const UNMATCHED = { kind: 'unmatched', deliveryId: null, replyId: null, actionId: null, customerId: null };

describe.each(databases)('$name', (database) => {
  test('INV-7: the message that arrives at a real server can be answered: its reply is in the history, once', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    const { id } = await sendOne(api);
    const source = answer({ messageId: sink.mails[0]!.messageId, recipient: 'ann@c-1.example' });
    const first = await handIn(api, source);
    expect(first).toMatchObject({
      kind: 'reply',
      actionId: id,
      deliveryId: expect.stringMatching(/^dlv_/),
      customerId: expect.stringMatching(/^cus_/),
    });
    expect(await handIn(api, source)).toEqual(first);
    expect(await told(api, id)).toEqual(['replied ann@c-1.example']);
    expect(await events(api, 'type=messageReplied')).toMatchObject([
      { data: { text: expect.stringMatching(/^We pay on Friday/), at: '2026-11-23T09:00:00.000Z' } },
    ]);
  });

  test('INV-7: a reply in pieces, as n8n’s Email Trigger gives it, is the same reply', async () => {
    const api = await start(database);
    const { id, about } = await sendOne(api);
    const first = await handIn(api, answer(about));
    const pieces = {
      headers: {
        'message-id': 'Message-ID: <answer-1@c-1.example>',
        'in-reply-to': `In-Reply-To: ${about.messageId}`,
        references: [`References: <other@x>\r\n ${about.messageId}`],
      },
      from: { value: [{ address: 'ann@c-1.example', name: 'Ann' }], text: '"Ann" <ann@c-1.example>', html: '' },
      to: 'accounts@localhost',
      subject: 'Re: Reminder',
      text: 'We pay on Friday.',
      html: false,
      date: '2026-11-23T09:00:00.000Z',
    };
    expect(await api.post('/v1/incoming-messages', pieces)).toEqual(first);
    const automatic = { ...pieces, headers: { ...pieces.headers, 'auto-submitted': 'Auto-Submitted: auto-replied' } };
    expect(await api.post('/v1/incoming-messages', automatic)).toMatchObject({
      kind: 'autoReply',
      actionId: id,
    });
    const bounce = { headers: { from: 'MAILER-DAEMON@mx.example' }, from: 'MAILER-DAEMON@mx.example' };
    const text = `Final-Recipient: rfc822; ann@c-1.example\n550 5.1.1 no such user\n\nMessage-ID: ${about.messageId}`;
    expect(await api.post('/v1/incoming-messages', { ...bounce, text })).toMatchObject({
      kind: 'bounce',
      actionId: id,
    });
    expect(await told(api, id)).toEqual(['replied ann@c-1.example', 'bounced hard ann@c-1.example']);
  });

  test('INV-7: a mail in pieces keeps its sender’s name, as text or as n8n’s Email Trigger gives it', async () => {
    const api = await start(database);
    const { about } = await sendOne(api);
    for (const [number, from] of [
      '"Petit, Ann \\"A.\\"" <ann@c-1.example>',
      'Ann Petit <Ann@c-1.example>',
      { value: [{ address: 'ann@c-1.example', name: '刘安' }], text: '"刘安" <ann@c-1.example>', html: '' },
      'ann@c-1.example',
      'ann@c-1.example <ann@c-1.example>',
    ].entries()) {
      const headers = { 'message-id': `<answer-${number}@c-1.example>`, 'in-reply-to': about.messageId };
      await api.post('/v1/incoming-messages', { headers, from, text: 'We pay on Friday.' });
    }
    const told = (await listReplies(api)).map(({ from }) => from).toReversed();
    const email = 'ann@c-1.example';
    expect(told).toEqual(['Petit, Ann "A."', 'Ann Petit', '刘安', null, null].map((name) => ({ name, email })));
  });

  test('INV-7: a reply is matched by the address of its message, and by no subject', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { replyAddress: 'replies@example.com' });
    const { id, about } = await sendOne(api);
    const { message } = await api.get<Action>(`/v1/actions/${id}`);
    const lost = { recipient: 'boss@c-1.example', messageId: '' };
    expect(await handIn(api, answer(lost, [`Subject: Re: ${message!.subject}`]))).toEqual(UNMATCHED);
    const forged = message!.replyTo!.replace(/-./, (start) => (start === '-0' ? '-1' : '-0'));
    expect(await handIn(api, answer(lost, [`To: ${forged}`]))).toEqual(UNMATCHED);
    expect(await handIn(api, answer(lost, [`To: Accounts <${message!.replyTo!}>`]))).toMatchObject({ kind: 'reply' });
    const delivered = answer({ ...lost, own: '<2@x>' }, [`Delivered-To: ${message!.replyTo!}`, 'To: all@example.com']);
    expect(await handIn(api, delivered)).toMatchObject({ kind: 'reply', actionId: id });
    // A bounce knows the returned message by its address for answers too, should a mail service have changed its Message-ID.
    const renamed = deliveryStatus({ ...about, messageId: `<ses@x>\r\nReply-To: ${message!.replyTo!}` });
    expect(await handIn(api, renamed)).toMatchObject({ kind: 'bounce', actionId: id });
  });

  test('INV-7: out-of-office messages, copies of our own and what colleagues write in the thread are no replies', async () => {
    const api = await start(database);
    await api.post<User>('/v1/users', { name: 'Bea', email: 'bea@example.com', position: 'accountManager' });
    const { id, about } = await sendOne(api);
    expect(await handIn(api, answer(about, ['Auto-Submitted: auto-replied']))).toMatchObject({ kind: 'autoReply' });
    expect(await handIn(api, answer({ ...about, own: about.messageId }))).toEqual(UNMATCHED);
    await api.post('/v1/sender-aliases', { name: 'Collections', email: 'Collections@example.com' });
    for (const recipient of ['bea@example.com', 'accounts@localhost', 'collections@example.com'])
      expect(await handIn(api, answer({ ...about, recipient }))).toEqual(UNMATCHED);
    expect(await told(api, id)).toEqual(['autoReplied ann@c-1.example']);
    expect(await api.all('/v1/replies')).toEqual([]);
    expect(await handIn(api, answer({ ...about, recipient: 'boss@c-1.example' }))).toMatchObject({ kind: 'reply' });
  });

  test('CUS-3: a returned message makes the address invalid; two bounces for one message count once', async () => {
    const api = await start(database);
    const { id, about } = await sendOne(api);
    const first = await handIn(api, deliveryStatus(about));
    expect(first).toMatchObject({ kind: 'bounce', actionId: id });
    expect(await isInvalid(api)).toEqual([true]);
    expect(await handIn(api, eximBounce(about))).toEqual(first);
    expect(await handIn(api, deliveryStatus({ ...about, own: '<another@mx.example>' }))).toEqual(first);
    expect(await told(api, id)).toEqual(['bounced hard ann@c-1.example']);
    expect(await events(api, 'type=contactInvalidated')).toHaveLength(1);
  });

  test('CUS-3: an address in letters beyond ASCII is found in a report, which spells it as it went over the wire', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await saveCustomer(api, 'C-1', { contacts: [{ firstName: 'Ann', email: 'ann@bücher.example' }] });
    await run(api);
    const [{ id }] = (await actions(api, 'status=executed')) as [Action];
    const about = { messageId: await messageIdOf(api, id), recipient: 'ann@xn--bcher-kva.example' };
    expect(await handIn(api, deliveryStatus(about))).toMatchObject({ kind: 'bounce', actionId: id });
    expect(await told(api, id)).toEqual(['bounced hard ann@bücher.example']);
    expect(await isInvalid(api)).toEqual([true]);
  });

  test('CUS-3: a delay, a full mailbox and what nobody can read leave the address good', async () => {
    const api = await start(database);
    const { id, about } = await sendOne(api);
    await handIn(api, deliveryStatus(about, { action: 'delayed', status: '4.4.1' }));
    await handIn(api, deliveryStatus(about, { status: '5.2.2' }));
    await handIn(api, qmailBounce(about, 'It just did not work out.'));
    // It speaks of somebody else, to whom Ann’s mailbox may have passed it on.
    await handIn(api, qmailBounce(about).replace('<ann@c-1.example>:', '<boss@c-1.example>:'));
    expect(await isInvalid(api)).toEqual([false]);
    expect(await told(api, id)).toEqual(['bounced soft ann@c-1.example']);
  });

  test('INV-7: of several recipients a bounce is about those that the report names', async () => {
    const api = await start(database);
    await createDue(api, 1, { steps: [emailStep('First', 3, { recipients: ['main', 'payer'] })] });
    await saveCustomer(api, 'C-1', {
      contacts: [contactOf('C-1'), { email: 'payer@c-1.example', position: 'payer' }],
    });
    await run(api);
    const [{ id }] = (await actions(api, 'status=executed')) as [Action];
    const about = { messageId: await messageIdOf(api, id), recipient: 'payer@c-1.example' };
    expect(await handIn(api, qmailBounce(about).replaceAll('payer@', 'somebody@'))).toEqual(UNMATCHED);
    await handIn(api, deliveryStatus(about));
    await handIn(
      api,
      deliveryStatus({ ...about, recipient: 'ann@c-1.example' }, { action: 'delivered', status: '2.0.0' }),
    );
    expect(await told(api, id)).toEqual(['bounced hard payer@c-1.example', 'delivered ann@c-1.example']);
    expect(await isInvalid(api)).toEqual([false, true]);
  });

  test('INV-7: a complaint is told; a read receipt counts only where tracking is on', async () => {
    const api = await start(database);
    const { id, about } = await sendOne(api);
    expect(await handIn(api, abuseReport(about))).toMatchObject({ kind: 'complaint', actionId: id });
    expect(await handIn(api, readReceipt(about))).toMatchObject({ kind: 'receipt', actionId: id, deliveryId: null });
    expect(await told(api, id)).toEqual(['complained ann@c-1.example']);
    await api.put('/v1/settings', { trackOpens: true });
    expect(await handIn(api, readReceipt(about))).toMatchObject({ deliveryId: expect.stringMatching(/^dlv_/) });
    expect(await told(api, id)).toEqual(['complained ann@c-1.example', 'opened ann@c-1.example']);
  });

  test('INV-7: what is not a message in either form is refused by field', async () => {
    const api = await start(database);
    const refused = async (body: object) => {
      const { status, errors } = await api.problem('POST', '/v1/incoming-messages', { body });
      return [status, errors?.[0]?.path];
    };
    expect(await refused({})).toEqual([400, 'raw']);
    expect(await refused({ raw: 'aGk=', headers: {} })).toEqual([400, 'raw']);
    expect(await refused({ raw: 'From: not base64' })).toEqual([400, 'raw']);
    expect(await refused({ headers: { subject: 1 } })).toEqual([400, 'headers.subject']);
    expect(await refused({ headers: {}, date: 'yesterday' })).toEqual([400, 'date']);
    expect(await refused({ headers: {}, sender: 'x' })).toEqual([400, 'sender']);
    expect(await refused({ headers: {}, text: 'x'.repeat(2 ** 20 + 1) })).toEqual([400, 'text']);
    expect(await api.post('/v1/incoming-messages', { raw: 'AAAA' })).toEqual(UNMATCHED);
  });
});
