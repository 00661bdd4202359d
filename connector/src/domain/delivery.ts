/** What can become of a message that a mail server has accepted (INV-7); *autoReplied*: a program answered, nobody did. */
export const DELIVERY_EVENTS = [
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'replied',
  'autoReplied',
] as const;
export type DeliveryEvent = (typeof DELIVERY_EVENTS)[number];

/** *Hard*: the address is none, for good (CUS-3); *soft*: it may work another time. */
export const BOUNCE_TYPES = ['hard', 'soft'] as const;
export type BounceType = (typeof BOUNCE_TYPES)[number];

/** How the history tells of each. */
export const DELIVERY_EVENT_TYPES = {
  delivered: 'messageDelivered',
  opened: 'messageOpened',
  clicked: 'messageClicked',
  bounced: 'messageBounced',
  complained: 'messageComplained',
  replied: 'messageReplied',
  autoReplied: 'messageAutoReplied',
} as const satisfies Record<DeliveryEvent, string>;

/** Whether an event counts only where the organisation follows what people do with their mail. */
export function isTracking(event: DeliveryEvent): boolean {
  return event === 'opened' || event === 'clicked';
}

const MESSAGE_ID = /^<?(act_[0-9a-z]{21})(?:\.([0-9a-f]{10}))?@[^<>\s]+>?$/;

/** What a Message-ID of ours says, with or without its angle brackets; null for another's. Messages of earlier versions have no signature. */
export function namedByMessageId(
  messageId: string,
): { readonly actionId: string; readonly signature: string | null } | null {
  const [, actionId, signature = null] = MESSAGE_ID.exec(messageId.trim()) ?? [];
  return actionId === undefined ? null : { actionId, signature };
}

export interface ToldDelivery {
  readonly actionId: string;
  readonly event: DeliveryEvent;
  readonly bounceType: BounceType | null;
  readonly address: string | null;
  /** As it was told; null where it was not. */
  readonly at: number | null;
  readonly externalId: string | null;
  /** The answer's own Message-ID. */
  readonly replyMessageId: string | null;
}

/**
 * Recognises what is told again: an answer by its Message-ID, whichever way it comes; all else by its external id, else by message, event,
 * address and instant. One message bounces once per address.
 */
export function dedupKeyOf(told: ToldDelivery): string {
  const { actionId, event, bounceType, address, at, externalId, replyMessageId } = told;
  if (replyMessageId !== null) return `reply|${replyMessageId.trim().replace(/^<|>$/g, '')}`;
  const about = [actionId, event, address?.toLowerCase() ?? ''];
  if (event === 'bounced') return [...about, bounceType].join('|');
  return externalId === null ? [...about, at ?? ''].join('|') : `external|${externalId}`;
}
