import { describe, expect, test } from 'vitest';
import { readSendgrid } from '../../../connector/src/delivery/mailServices/sendgrid.ts';

const ACTION = 'act_01k3example0123456789';

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
