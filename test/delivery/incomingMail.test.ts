import { describe, expect, test } from 'vitest';
import { parseMail } from '../../connector/src/delivery/parseMail.ts';
import { classifyMail } from '../../connector/src/domain/incoming/classify.ts';
import {
  abuseReport,
  type About,
  answer,
  deliveryStatus,
  eximBounce,
  qmailBounce,
  readReceipt,
} from '../support/incomingMails.ts';

const OURS: About = { messageId: '<act_01k3example0123456789@example.com>', recipient: 'ann@c-1.example' };

const classified = async (source: string) => classifyMail(await parseMail(Buffer.from(source)));

describe('INV-7: delivery status notifications (RFC 3464)', () => {
  test('a refused recipient is a hard bounce of the message that the report returns', async () => {
    expect(await classified(deliveryStatus(OURS))).toEqual({
      kind: 'bounce',
      findings: [
        {
          event: 'bounced',
          bounceType: 'hard',
          addresses: ['ann@c-1.example'],
          text: '550 5.1.1 <ann@c-1.example>: Recipient address rejected: User unknown',
        },
      ],
      messageIds: [OURS.messageId],
      replyAddresses: ['accounts@localhost'],
    });
  });

  test.each([
    ['failed', '5.1.1', 'bounced', 'hard'],
    ['failed', '5.0.0', 'bounced', 'hard'],
    ['failed', '5.2.1', 'bounced', 'hard'],
    ['failed', '5.4.4', 'bounced', 'hard'],
    // A full mailbox, a message too large, a policy: not about the address.
    ['failed', '5.2.2', 'bounced', 'soft'],
    ['failed', '5.3.4', 'bounced', 'soft'],
    ['failed', '5.7.1', 'bounced', 'soft'],
    // Tried for days, and given up.
    ['failed', '4.4.7', 'bounced', 'soft'],
    ['delayed', '4.4.1', 'bounced', 'soft'],
    ['delivered', '2.0.0', 'delivered', undefined],
    ['relayed', '2.0.0', 'delivered', undefined],
  ])('action %s with status %s: %s %s', async (action, status, event, bounceType) => {
    const { findings } = await classified(deliveryStatus(OURS, { action, status, diagnostic: 'smtp; as it is' }));
    expect(findings).toMatchObject([{ event, text: 'as it is' }]);
    expect(findings[0]!.bounceType).toBe(bounceType);
  });

  test.each([
    ['5.0.0', '550 5.1.1 <ann@c-1.example>: User unknown', 'hard'],
    ['5.0.0', '550 No such user here', 'hard'],
    ['', '550 mailbox unavailable', 'hard'],
    ['5.0.0', '550 5.7.1 Message rejected as spam', 'soft'],
    ['5.0.0', '552 5.2.2 Mailbox full', 'soft'],
    ['5.0.0', '451 4.7.1 Greylisted, try again', 'soft'],
    ['5.0.0', '550 relay not permitted', 'soft'],
    ['5.0.0', '550 Sender verify failed', 'soft'],
    ['5.0.0', '550 <accounts@localhost>: Sender address rejected: Domain not found', 'soft'],
    ['5.0.0', '554 Your address 5.1.22.8 is on a blocklist', 'soft'],
    ['5.0.0', 'retry timeout exceeded', 'soft'],
    // Of the sender’s address, ours, though all other 5.1.x are the recipient’s.
    ['5.1.8', '550 5.1.8 Domain of sender address does not exist', 'soft'],
    ['5.1.7', '553 5.1.7 Bad sender’s mailbox address', 'soft'],
  ])('CUS-3: a report of status “%s” in which the server said “%s” is %s', async (status, diagnostic, bounceType) => {
    const told = { status, diagnostic: `smtp; ${diagnostic}` };
    expect((await classified(deliveryStatus(OURS, told))).findings).toMatchObject([{ event: 'bounced', bounceType }]);
  });

  test('one that was expanded to a list tells nothing', async () => {
    expect(await classified(deliveryStatus(OURS, { action: 'expanded', status: '2.0.0' }))).toMatchObject({
      kind: 'other',
      findings: [],
    });
  });

  test('of a forwarded message the recipient that it first went to comes first', async () => {
    const told = { finalRecipient: 'ann@home.example', originalRecipient: 'ann@c-1.example' };
    expect((await classified(deliveryStatus(OURS, told))).findings[0]!.addresses).toEqual([
      'ann@c-1.example',
      'ann@home.example',
    ]);
  });
});

describe('INV-7: bounces of systems that keep to no standard', () => {
  test('Exim names the recipient in a header and returns a copy', async () => {
    expect(await classified(eximBounce(OURS))).toMatchObject({
      kind: 'bounce',
      findings: [
        { event: 'bounced', bounceType: 'hard', addresses: ['ann@c-1.example'], text: '550 5.1.1 User unknown' },
      ],
      messageIds: [OURS.messageId],
    });
  });

  test.each([
    ['Sorry, no mailbox here by that name. (#5.1.1)', 'hard'],
    ['Remote host said: 550 No such user here', 'hard'],
    ['Remote host said: 552 Mailbox full', 'soft'],
    ['I wasn’t able to establish an SMTP connection. (#4.4.1)', 'soft'],
    // Nobody can read it: no address is lost by a guess.
    ['It just did not work out.', 'soft'],
  ])('qmail: “%s” is %s', async (reason, bounceType) => {
    const { kind, findings } = await classified(qmailBounce(OURS, reason));
    expect([kind, findings[0]!.bounceType]).toEqual(['bounce', bounceType]);
    expect(findings[0]!.addresses).toContain('ann@c-1.example');
  });
});

describe('INV-7: a machine’s answer is no reply (RFC 3834)', () => {
  test.each([
    [['Auto-Submitted: auto-replied']],
    [['Auto-Submitted: auto-generated (rejected)']],
    [['Auto-Submitted: auto-replied; owner-email="ann@c-1.example"']],
    [['X-Autoreply: yes']],
    [['X-Autorespond: OOO']],
    [['Precedence: auto_reply']],
    [['Precedence: bulk']],
    [['X-Auto-Response-Suppress: All', 'Subject: Automatic reply: Reminder']],
    [['X-Auto-Response-Suppress: OOF', 'Subject: Automatische Antwort: Zahlungserinnerung']],
    [['Precedence: list', 'Subject: Réponse automatique : Rappel']],
    [['List-Id: <all.c-1.example>', 'Subject: Out of office Re: Reminder']],
  ])('%s', async (headers) => {
    expect(await classified(answer(OURS, headers))).toMatchObject({
      kind: 'autoReply',
      findings: [{ event: 'autoReplied' }],
    });
  });

  test.each([
    // A person may write any subject.
    [['Subject: Out of office']],
    [['Subject: Abwesenheit von Frau Meier']],
    [['Auto-Submitted: no']],
    // Outlook and mailing lists put these on people's messages too.
    [['X-Auto-Response-Suppress: OOF']],
    [['Precedence: list']],
    [['Precedence: first-class']],
  ])('%s is on a person’s reply', async (headers) => {
    expect(await classified(answer(OURS, headers))).toMatchObject({
      kind: 'reply',
      findings: [
        { event: 'replied', addresses: ['ann@c-1.example'], text: expect.stringMatching(/^We pay on Friday/) },
      ],
      messageIds: [OURS.messageId],
    });
  });

  test.each([
    [['Auto-Submitted: auto-generated', 'Subject: Automatic reply: Reminder']],
    [['Auto-Submitted: auto-replied', 'Subject: Nieobecny']],
    [['Subject: Automatische Antwort: Zahlungserinnerung']],
  ])('CUS-3: without a return path (%s) it is no bounce, whatever numbers it names', async (headers) => {
    const text = 'Away until Monday. In urgent cases: ann@c-1.example or +33 1 550 22 33.';
    expect(await classified(answer(OURS, ['Return-Path: <>', ...headers], text))).toMatchObject({
      kind: 'autoReply',
      findings: [{ event: 'autoReplied' }],
    });
  });

  test('CUS-3: a telephone number in what comes without a return path is no code of a mail server', async () => {
    const source = answer(OURS, ['Return-Path: <>', 'Subject: Nieobecny'], 'ann@c-1.example, +33 1 550 22 33');
    expect(await classified(source)).toMatchObject({ kind: 'other', findings: [] });
  });

  test('what a mail system says without telling of a failure is none either', async () => {
    const source = answer({ ...OURS, recipient: 'postmaster@c-1.example' }, [], 'Your message waits for a moderator.');
    expect(await classified(source)).toMatchObject({ kind: 'other' });
  });
});

test('INV-7: a reply names its message by what it answers or where it went, never by its subject', async () => {
  const address = 'replies+01k3example0123456789-0123456789@example.com';
  expect(await classified(answer({ ...OURS, messageId: '' }, [`To: ${address}`]))).toMatchObject({
    kind: 'reply',
    messageIds: [],
    replyAddresses: [address],
  });
  const quoting = answer({ ...OURS, messageId: '' }, [], `> Message-ID: ${OURS.messageId}`);
  expect(await classified(quoting)).toMatchObject({ kind: 'reply', messageIds: [] });
});

test('INV-7: a read receipt says opened only if the message was displayed', async () => {
  expect(await classified(readReceipt(OURS))).toMatchObject({
    kind: 'receipt',
    findings: [{ event: 'opened', addresses: ['ann@c-1.example'] }],
    messageIds: [OURS.messageId],
  });
  const deleted = readReceipt(OURS, 'automatic-action/MDN-sent-automatically; deleted');
  expect(await classified(deleted)).toMatchObject({ kind: 'other', findings: [] });
});

test('INV-7: a feedback loop’s report of abuse is a complaint; one that says the opposite is none', async () => {
  expect(await classified(abuseReport(OURS))).toMatchObject({
    kind: 'complaint',
    findings: [{ event: 'complained', addresses: ['ann@c-1.example'] }],
    messageIds: [OURS.messageId],
  });
  expect(await classified(abuseReport(OURS, 'not-spam'))).toMatchObject({ kind: 'other', findings: [] });
});

test.each([
  ['nothing', ''],
  ['no headers', 'hello'],
  [
    'a report without its parts',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x--',
  ],
  ['headers without end', 'From: '.repeat(10_000)],
  ['bytes', '\u0000\u0001\uffff'.repeat(100)],
])('INV-7: what is no message is read as far as it goes: %s', async (_, source) => {
  expect(await classified(source)).toMatchObject({ messageIds: [] });
});
