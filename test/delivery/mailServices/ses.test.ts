import { describe, expect, test } from 'vitest';
import { readSes } from '../../../connector/src/delivery/mailServices/ses.ts';

const ACTION = 'act_01k3example0123456789';

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
