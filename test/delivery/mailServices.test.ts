import { describe, expect, test } from 'vitest';
import { headersFor, mailServices } from '../../connector/src/delivery/mailServices/index.ts';
import { readMailgun } from '../../connector/src/delivery/mailServices/mailgun.ts';
import { readPostmark } from '../../connector/src/delivery/mailServices/postmark.ts';
import { readSendgrid } from '../../connector/src/delivery/mailServices/sendgrid.ts';
import { readSes } from '../../connector/src/delivery/mailServices/ses.ts';
import { MAILGUN_KEY, POSTMARK_SECRET, SENDGRID_PUBLIC_KEY, TOPIC } from '../support/mailServices.ts';

const ACTION = 'act_01k3example0123456789';

test('INV-7: messages carry what each service echoes, as far as it is set up', () => {
  const none = { postmarkSecret: null, sendgridPublicKey: null, mailgunSigningKey: null, sesTopicArns: [] };
  const read = () => Promise.reject(new Error('nobody asks'));
  expect(headersFor(mailServices(none, read), ACTION)).toEqual({});
  const all = {
    postmarkSecret: POSTMARK_SECRET,
    sendgridPublicKey: SENDGRID_PUBLIC_KEY,
    mailgunSigningKey: MAILGUN_KEY,
    sesTopicArns: [TOPIC],
  };
  expect(headersFor(mailServices(all, read), ACTION)).toEqual({
    'X-PM-Metadata-dunning-action': ACTION,
    'X-PM-KeepID': 'true',
    'X-SMTPAPI': `{"unique_args":{"dunning_action":"${ACTION}"}}`,
    'X-Mailgun-Variables': `{"dunning-action":"${ACTION}"}`,
    'X-SES-MESSAGE-TAGS': `dunning-action=${ACTION}`,
  });
});

describe('INV-7: Postmark', () => {
  const about = { MessageID: '883953f4-6105-42a2-a16a-77a8eac79483', Metadata: { 'dunning-action': ACTION } };
  const bounce = {
    ...about,
    RecordType: 'Bounce',
    ID: 901542550,
    Type: 'HardBounce',
    TypeCode: 1,
    Name: 'Hard bounce',
    Description: 'The server was unable to deliver your message (ex: unknown user, mailbox not found).',
    Details: 'smtp;550 5.1.1 The email account that you tried to reach does not exist.',
    Email: 'ann@c-1.example',
    BouncedAt: '2026-11-23T10:00:00.3963933+01:00',
  };

  test.each([
    [
      {
        ...about,
        RecordType: 'Delivery',
        Recipient: 'ann@c-1.example',
        DeliveredAt: '2026-11-23T09:00:07Z',
        Details: '250 ok',
      },
      { event: 'delivered', text: '250 ok', at: Date.parse('2026-11-23T09:00:07Z') },
    ],
    [
      {
        ...about,
        RecordType: 'Open',
        Recipient: 'ann@c-1.example',
        ReceivedAt: '2026-11-23T09:10:00Z',
        FirstOpen: true,
      },
      { event: 'opened', text: null },
    ],
    [
      { ...about, RecordType: 'Click', Recipient: 'ann@c-1.example', OriginalLink: 'https://example.com/portal' },
      { event: 'clicked', text: 'https://example.com/portal', at: null },
    ],
    [{ ...bounce, RecordType: 'SpamComplaint', Type: 'SpamComplaint' }, { event: 'complained' }],
    [
      bounce,
      { event: 'bounced', bounceType: 'hard', text: bounce.Details, at: Date.parse('2026-11-23T09:00:00.396Z') },
    ],
    [{ ...bounce, Metadata: { 'Dunning-Action': ACTION } }, { event: 'bounced' }],
    [
      { ...bounce, Type: 'BadEmailAddress' },
      { event: 'bounced', bounceType: 'hard' },
    ],
    [
      { ...bounce, Type: 'SoftBounce' },
      { event: 'bounced', bounceType: 'soft' },
    ],
    [
      { ...bounce, Type: 'Transient' },
      { event: 'bounced', bounceType: 'soft' },
    ],
    [
      { ...bounce, Type: 'Blocked' },
      { event: 'bounced', bounceType: 'soft' },
    ],
    [
      { ...bounce, Type: 'SpamNotification' },
      { event: 'bounced', bounceType: 'soft' },
    ],
  ])('%j', async (payload, wanted) => {
    const { events } = await readPostmark(payload);
    expect(events).toMatchObject([{ names: [ACTION], address: 'ann@c-1.example', ...wanted }]);
  });

  test.each([
    [{ ...bounce, Type: 'AutoResponder' }],
    [{ ...bounce, Type: 'Unsubscribe' }],
    [{ ...about, RecordType: 'SubscriptionChange', SuppressSending: true, SuppressionReason: 'HardBounce' }],
  ])('%j tells nothing', async (payload) => {
    expect(await readPostmark(payload)).toEqual({ events: [], mails: [] });
  });

  test('a message that came in, in pieces or whole', async () => {
    const inbound = {
      FromName: 'Ann',
      From: 'ann@c-1.example',
      FromFull: { Email: 'ann@c-1.example', Name: 'Ann' },
      To: '"Accounts" <replies@inbound.example>',
      OriginalRecipient: 'replies@inbound.example',
      Subject: 'Re: Reminder',
      Date: 'Mon, 23 Nov 2026 10:00:00 +0100',
      TextBody: 'We pay on Friday.',
      Headers: [{ Name: 'In-Reply-To', Value: `<${ACTION}@example.com>` }],
    };
    const [mail] = (await readPostmark(inbound)).mails;
    expect(mail).toMatchObject({ from: 'ann@c-1.example', to: ['replies@inbound.example'], text: 'We pay on Friday.' });
    expect(mail!.headers.get('in-reply-to')).toEqual([`<${ACTION}@example.com>`]);
    const whole = { ...inbound, RawEmail: 'From: bob@c-1.example\r\nSubject: Whole\r\n\r\nHello' };
    expect((await readPostmark(whole)).mails).toMatchObject([{ from: 'bob@c-1.example', subject: 'Whole' }]);
  });
});

describe('INV-7: SendGrid', () => {
  const about = {
    email: 'ann@c-1.example',
    timestamp: 1795424450,
    'smtp-id': `<${ACTION}@example.com>`,
    sg_event_id: 'nOSv8m0eTQ-vxvwNwt3fZQ',
    sg_message_id: 'wrfRRvF7Q0GgwUo2CvDmEA.filter0425p1mdw1.13037.57168B4A1D.0',
  };

  test.each([
    [
      { event: 'delivered', response: '250 2.0.0 OK' },
      { event: 'delivered', text: '250 2.0.0 OK' },
    ],
    [{ event: 'open', useragent: 'Mozilla/5.0' }, { event: 'opened' }],
    [
      { event: 'click', url: 'https://example.com/portal' },
      { event: 'clicked', text: 'https://example.com/portal' },
    ],
    [{ event: 'spamreport' }, { event: 'complained' }],
    [
      { event: 'bounce', type: 'bounce', status: '5.1.1', reason: '550 5.1.1 No such user' },
      { event: 'bounced', bounceType: 'hard', text: '550 5.1.1 No such user' },
    ],
    [
      { event: 'bounce', type: 'bounce', status: '5.2.2' },
      { event: 'bounced', bounceType: 'soft' },
    ],
    [
      { event: 'bounce', type: 'blocked', status: '5.1.1' },
      { event: 'bounced', bounceType: 'soft' },
    ],
    [
      { event: 'deferred', response: 'IPs were throttled', attempt: '1' },
      { event: 'bounced', bounceType: 'soft' },
    ],
    [
      { event: 'dropped', reason: 'Bounced Address' },
      { event: 'bounced', bounceType: 'hard' },
    ],
    [
      { event: 'dropped', reason: 'Invalid' },
      { event: 'bounced', bounceType: 'hard' },
    ],
    [
      { event: 'dropped', reason: 'Unsubscribed Address' },
      { event: 'bounced', bounceType: 'soft' },
    ],
  ])('%j', (payload, wanted) => {
    expect(readSendgrid([{ ...about, ...payload, dunning_action: ACTION }]).events).toMatchObject([
      {
        names: [ACTION, `<${ACTION}@example.com>`],
        address: 'ann@c-1.example',
        at: 1795424450_000,
        externalId: 'sendgrid-nOSv8m0eTQ-vxvwNwt3fZQ',
        ...wanted,
      },
    ]);
  });

  test('what nobody waits for tells nothing', () => {
    const kinds = ['processed', 'unsubscribe', 'group_unsubscribe', 'account_status_change'];
    expect(readSendgrid(kinds.map((event) => ({ ...about, event }))).events).toEqual([]);
  });
});

describe('INV-7: Mailgun', () => {
  const about = {
    id: 'hTWCTD81RtiDN-abc',
    timestamp: 1795424450.153125,
    recipient: 'ann@c-1.example',
    'user-variables': { 'dunning-action': ACTION },
    message: { headers: { to: 'ann@c-1.example', 'message-id': `${ACTION}@example.com`, subject: 'Reminder' } },
  };
  const failed = (severity: string, reason: string, code: number, message: string) => ({
    event: 'failed',
    severity,
    reason,
    'delivery-status': { code, message, description: '' },
  });

  test.each([
    [
      { event: 'delivered', 'delivery-status': { code: 250, message: 'OK' } },
      { event: 'delivered', text: 'OK' },
    ],
    [{ event: 'opened' }, { event: 'opened' }],
    [
      { event: 'clicked', url: 'https://example.com/portal' },
      { event: 'clicked', text: 'https://example.com/portal' },
    ],
    [{ event: 'complained' }, { event: 'complained' }],
    [
      failed('permanent', 'bounce', 550, '5.1.1 The email account that you tried to reach does not exist.'),
      { event: 'bounced', bounceType: 'hard', text: expect.stringMatching(/^5\.1\.1/) },
    ],
    [
      failed('permanent', 'suppress-bounce', 605, 'Not delivering to previously bounced address'),
      { bounceType: 'hard' },
    ],
    [failed('permanent', 'suppress-complaint', 607, 'Not delivering to a user who complained'), { bounceType: 'soft' }],
    [failed('permanent', 'generic', 552, '5.2.2 Mailbox full'), { bounceType: 'soft' }],
    [failed('permanent', 'old', 602, 'Too old'), { event: 'bounced', bounceType: 'soft' }],
    [failed('temporary', 'generic', 498, 'No MX for nomx.example.com'), { event: 'bounced', bounceType: 'soft' }],
    [
      { event: 'rejected', reject: { reason: 'virus' } },
      { event: 'bounced', bounceType: 'soft', text: 'virus' },
    ],
  ])('%j', (payload, wanted) => {
    expect(readMailgun({ ...about, ...payload }).events).toMatchObject([
      {
        names: [ACTION, `${ACTION}@example.com`],
        address: 'ann@c-1.example',
        at: 1795424450_153,
        externalId: 'mailgun-hTWCTD81RtiDN-abc',
        ...wanted,
      },
    ]);
  });

  test.each(['accepted', 'stored', 'unsubscribed'])('%s tells nothing', (event) => {
    expect(readMailgun({ ...about, event }).events).toEqual([]);
  });
});

describe('INV-7: Amazon SES', () => {
  const mail = {
    timestamp: '2026-11-23T09:00:00.000Z',
    source: 'accounts@example.com',
    messageId: '00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa0680-000000',
    destination: ['jane@example.com', 'mary@example.com'],
    headersTruncated: false,
    headers: [
      { name: 'X-Dunning-Action', value: ACTION },
      { name: 'Message-ID', value: `<${ACTION}@example.com>` },
    ],
    commonHeaders: { messageId: `<${ACTION}@example.com>`, subject: 'Reminder' },
  };
  const bounce = (bounceType: string, status?: string) => ({
    bounceType,
    bounceSubType: 'General',
    bouncedRecipients: [
      {
        emailAddress: 'jane@example.com',
        ...(status && { status }),
        action: 'failed',
        diagnosticCode: 'smtp; 550 5.1.1 <jane@example.com>... User unknown',
      },
    ],
    timestamp: '2026-11-23T09:00:44.101Z',
  });
  const jane = { address: 'jane@example.com', externalId: 'ses-sns-1-jane@example.com' };

  test.each([
    [
      { notificationType: 'Bounce', bounce: bounce('Permanent', '5.1.1') },
      { ...jane, event: 'bounced', bounceType: 'hard', at: Date.parse('2026-11-23T09:00:44.101Z') },
    ],
    [
      { eventType: 'Bounce', bounce: bounce('Permanent') },
      { ...jane, bounceType: 'hard' },
    ],
    [
      { eventType: 'Bounce', bounce: bounce('Permanent', '5.2.2') },
      { ...jane, bounceType: 'soft' },
    ],
    [
      { eventType: 'Bounce', bounce: bounce('Transient', '5.1.1') },
      { ...jane, bounceType: 'soft' },
    ],
    [
      { eventType: 'Bounce', bounce: bounce('Undetermined') },
      { ...jane, bounceType: 'soft' },
    ],
    [
      {
        eventType: 'Delivery',
        delivery: { recipients: ['jane@example.com'], timestamp: '2026-11-23T09:00:07Z', smtpResponse: '250 ok' },
      },
      { ...jane, event: 'delivered', text: '250 ok' },
    ],
    [
      {
        notificationType: 'Complaint',
        complaint: { complainedRecipients: [{ emailAddress: 'jane@example.com' }], complaintFeedbackType: 'abuse' },
      },
      { ...jane, event: 'complained', text: 'abuse' },
    ],
    [
      {
        eventType: 'DeliveryDelay',
        deliveryDelay: { delayType: 'MailboxFull', delayedRecipients: [{ emailAddress: 'jane@example.com' }] },
      },
      { ...jane, event: 'bounced', bounceType: 'soft' },
    ],
    [
      { eventType: 'Open', open: { timestamp: '2026-11-23T09:10:00Z' } },
      { event: 'opened', address: null },
    ],
    [
      { eventType: 'Click', click: { link: 'https://example.com/portal' } },
      { event: 'clicked', address: null },
    ],
  ])('%j', async (notification, wanted) => {
    const names = [ACTION, `<${ACTION}@example.com>`, `<${ACTION}@example.com>`];
    expect((await readSes({ ...notification, mail }, 'sns-1')).events).toMatchObject([{ names, ...wanted }]);
  });

  test('without headers a published event names the action by its tag', async () => {
    const tagged = { destination: ['jane@example.com'], tags: { 'dunning-action': [ACTION] } };
    const { events } = await readSes({ eventType: 'Open', mail: tagged, open: {} }, 'sns-1');
    expect(events).toMatchObject([{ names: [ACTION], address: 'jane@example.com' }]);
  });

  test('a message that SES received comes whole', async () => {
    const content = Buffer.from('From: ann@c-1.example\r\nSubject: Hello\r\n\r\nHello').toString('base64');
    const received = {
      notificationType: 'Received',
      receipt: { action: { type: 'SNS', encoding: 'BASE64' } },
      content,
    };
    expect((await readSes(received, 'sns-1')).mails).toMatchObject([{ from: 'ann@c-1.example', subject: 'Hello' }]);
  });

  test('sending itself, and what failed before, tells nothing', async () => {
    for (const eventType of ['Send', 'Rendering Failure', 'Subscription'])
      expect(await readSes({ eventType, mail }, 'sns-1')).toEqual({ events: [], mails: [] });
  });
});
