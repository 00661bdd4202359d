import { describe, expect, test } from 'vitest';
import { readMailgun } from '../../../connector/src/delivery/mailServices/mailgun.ts';

const ACTION = 'act_01k3example0123456789';

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
