import { describe, expect, test } from 'vitest';
import { readPostmark } from '../../../connector/src/delivery/mailServices/postmark.ts';

const ACTION = 'act_01k3example0123456789';

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
    expect(mail).toMatchObject({ from: 'ann@c-1.example', fromName: 'Ann', to: ['replies@inbound.example'] });
    expect(mail!.text).toBe('We pay on Friday.');
    expect(mail!.headers.get('in-reply-to')).toEqual([`<${ACTION}@example.com>`]);
    const whole = { ...inbound, RawEmail: 'From: bob@c-1.example\r\nSubject: Whole\r\n\r\nHello' };
    expect((await readPostmark(whole)).mails).toMatchObject([{ from: 'bob@c-1.example', subject: 'Whole' }]);
  });
});
