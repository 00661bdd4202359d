import { DELIVERY_EVENT_TYPES } from './delivery.ts';

/** What an entry of a customer's history is about. */
export const KINDS = [
  'action',
  'message',
  'payment',
  'creditNote',
  'refund',
  'dispute',
  'promise',
  'note',
  'assignment',
  'pause',
  'change',
] as const;

export type TimelineKind = (typeof KINDS)[number];

const KIND_OF: ReadonlyMap<string, TimelineKind> = new Map([
  ...Object.values(DELIVERY_EVENT_TYPES).map((type) => [type, 'message'] as const),
  ...['replyRead', 'replyUnread'].map((type) => [type, 'message'] as const),
  ['paymentRecorded', 'payment'],
  ['creditNoteRecorded', 'creditNote'],
  ['refundRecorded', 'refund'],
  ...['disputeOpened', 'disputeClosed'].map((type) => [type, 'dispute'] as const),
  ...['promiseMade', 'promiseWithdrawn', 'promiseKept', 'promiseBroken'].map((type) => [type, 'promise'] as const),
  ...['noteAdded', 'noteDeleted'].map((type) => [type, 'note'] as const),
  ...['planAssigned', 'accountManagersAssigned'].map((type) => [type, 'assignment'] as const),
  ...['customerPaused', 'customerResumed', 'invoicePaused', 'invoiceResumed'].map((type) => [type, 'pause'] as const),
]);

/** How the types of events about actions begin. */
export const ACTION_TYPES = 'action';
/** Types of events that say what became of something that was handed over, and the channels on which that is a message. */
export const SENDING_TYPES: readonly string[] = ['actionExecuted', 'actionFailed', 'actionUncertain'];
export const MESSAGE_CHANNELS: readonly unknown[] = ['email', 'sms', 'letter'];

/** What was sent to the customer, and what became of it, is a message, all else about actions an action, what has no name of its own a change. */
export function kindOf(type: string, channel: unknown): TimelineKind {
  if (SENDING_TYPES.includes(type) && MESSAGE_CHANNELS.includes(channel)) return 'message';
  return type.startsWith(ACTION_TYPES) ? 'action' : (KIND_OF.get(type) ?? 'change');
}

/** The types of events of a kind that has its own; all of them together without one. */
export function typesOf(kind?: TimelineKind): string[] {
  return [...KIND_OF].flatMap(([type, of]) => (kind === undefined || of === kind ? [type] : []));
}
