// What happened, and who is told of it.
import type { Generated } from 'kysely';
import type { DeliveryEvent } from '../../domain/delivery.ts';

export interface EventTable {
  seq: Generated<number>;
  id: string;
  type: string;
  at: number;
  actorJson: string;
  customerId: string | null;
  dataJson: string;
}

/** INV-7: what became of an action's message. */
export interface MailEventTable {
  id: string;
  /** Recognises what is told again. */
  dedupKey: string;
  actionId: string;
  customerId: string;
  event: DeliveryEvent;
  bounceType: 'hard' | 'soft' | null;
  address: string | null;
  at: number;
  /** A reply's words, or what the other server said. */
  text: string | null;
  createdAt: number;
}

/** A reply to an action's message (INV-7): what people read and answer, beside what `mailEvents` tells of it. */
export interface ReplyTable {
  id: string;
  deliveryId: string;
  actionId: string;
  customerId: string;
  /** Its own Message-ID in angle brackets, where it is known, and those it refers to, oldest first. */
  messageId: string | null;
  referencesJson: string;
  fromName: string | null;
  fromEmail: string | null;
  subject: string | null;
  /** What was written, without the history quoted below it. */
  text: string;
  /** The whole text, where that is more. */
  fullText: string | null;
  /** Sanitized. */
  html: string | null;
  at: number;
  /** Null while it is unread. */
  readAt: number | null;
  readByJson: string | null;
  createdAt: number;
}

/** How far an IMAP mailbox has been read (INV-7). */
export interface MailReceptionTable {
  mailbox: string;
  /** Null before the first reading; UIDs mean something within one validity only. */
  uidValidity: string | null;
  lastUid: number;
  /** Messages read so far. */
  received: number;
  /** Wall-clock ms. */
  readAt: number | null;
  /** Why the last attempt failed; null once one succeeds. */
  error: string | null;
  errorAt: number | null;
  /** The process that reads, and until when (wall-clock ms). */
  leaseToken: string | null;
  leaseUntil: number;
}

/** A webhook's token that is used up, and the body that it came with. */
export interface MailServiceTokenTable {
  tokenHash: string;
  bodyHash: string;
  createdAt: number;
}

export interface IdempotencyTable {
  keyId: string;
  idempotencyKey: string;
  fingerprint: string;
  status: number | null;
  bodyJson: string | null;
  createdAt: number;
  /** The process that carries the request out; null once it is answered. */
  heldBy: string | null;
}

export interface WebhookTable {
  id: string;
  url: string;
  /** Types of events, or `*`. */
  eventsJson: string;
  /** The thresholds that it watches (RUL-1). */
  thresholdsJson: string;
  /** Those that sign (events/signature.ts). */
  secretsJson: string;
  disabledAt: number | null;
  disabledReason: string | null;
  createdAt: number;
  updatedAt: number;
}

/** *Failed* is tried again, *dead* is not. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'dead';

/** The outbox: one row per event and webhook. Within a lane one follows the other. */
export interface WebhookDeliveryTable {
  /** The order in a lane. */
  seq: Generated<number>;
  webhookId: string;
  eventId: string;
  /** The customer; empty where an event is about none; the event itself for a redelivery, which holds nobody back. */
  lane: string;
  status: DeliveryStatus;
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  /** Wall-clock ms of the next attempt, 0 for the first, or of the end of the lease while it is made; null once nothing is to be done. */
  dueAt: number | null;
  /** The process that has it. */
  leaseToken: string | null;
  /** Wall-clock ms. */
  endedAt: number | null;
}

/** An event that its receiver has begun to work on, once and for all. */
export interface WebhookAcknowledgementTable {
  webhookId: string;
  eventId: string;
  /** Names the request that was first, which may ask again. */
  token: string;
  acknowledgedAt: number;
}

/** An e-mail that a rule sends to colleagues (RUL-3): written down with the change that fired the rule, sent right after. */
export interface NotificationTable {
  id: string;
  ruleId: string;
  customerId: string;
  status: 'waiting' | 'sending' | 'sent' | 'failed' | 'uncertain';
  messageJson: string;
  reason: string | null;
  attempts: number;
  /** Wall-clock ms (CLK-2). */
  retryAt: number;
  createdAt: number;
}
