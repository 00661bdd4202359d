import Stripe from 'stripe';
import type { ObjectKind, SourceRecord } from '../records.ts';
import { type SourceEvent, type WebhookDelivery, WebhookRefused } from '../source.ts';
import { idOf, type Mapping } from './mapping.ts';
import { creditNoteRecord, customerRecord, invoiceRecord } from './reading.ts';
import { isOfOtherMode } from './modes.ts';
import type { StripeSecrets } from './settings.ts';

/** What is listened to: at most 20, by Stripe's rules for lists of events. */
export const EVENT_TYPES = [
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'invoice.created',
  'invoice.updated',
  'invoice.finalized',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'invoice.overpaid',
  'invoice.voided',
  'invoice.marked_uncollectible',
  'invoice.deleted',
  'invoice_payment.paid',
  'credit_note.created',
  'credit_note.updated',
  'credit_note.voided',
  'refund.created',
  'refund.updated',
  'refund.failed',
] as const satisfies readonly Stripe.Event.Type[];

const KINDS: Readonly<Record<string, ObjectKind>> = {
  customer: 'customer',
  invoice: 'invoice',
  credit_note: 'creditNote',
  refund: 'refund',
};

/** Which version of the API this SDK's types are of; what comes in another one may be shaped otherwise. */
const API_VERSION: string = Stripe.API_VERSION;

/** Where an event's own picture of the object is not to be used, the payload is null: the object is asked for. */
export function sourceEvent(event: Stripe.Event): SourceEvent | null {
  const object = event.data.object as {
    readonly object: string;
    readonly id?: string;
    readonly invoice?: string | { id: string };
  };
  const version = event.created * 1000;
  if (object.object === 'invoice_payment') {
    const name = untoldBy(object);
    return name && { id: event.id, ...name, version, payload: null };
  }
  const kind = KINDS[object.object];
  if (!kind || object.id === undefined || !(EVENT_TYPES as readonly string[]).includes(event.type)) return null;
  const isDeleted = event.type === 'customer.deleted' || event.type === 'invoice.deleted';
  const isReadable = event.api_version === API_VERSION && kind !== 'refund';
  const last = isReadable && kind === 'customer' ? { last: object } : {};
  const payload = isDeleted ? { id: object.id, object: object.object, deleted: true, ...last } : object;
  return { id: event.id, kind, externalId: object.id, version, payload: isDeleted || isReadable ? payload : null };
}

/** The object that one of Stripe's is about and does not tell: of a payment its invoice, and refunds themselves, which name no customer. */
export function untoldBy(object: {
  readonly object: string;
  readonly id?: string;
  readonly invoice?: string | { id: string };
}): Pick<SourceEvent, 'kind' | 'externalId'> | null {
  if (object.object === 'refund' && object.id !== undefined) return { kind: 'refund', externalId: object.id };
  const invoice = object.object === 'invoice_payment' ? idOf(object.invoice) : null;
  return invoice === null ? null : { kind: 'invoice', externalId: invoice };
}

/** The records of a stored event's picture, or null where it does not tell all. */
export function recordsOfEvent(
  { kind, version, payload }: SourceEvent,
  mapping: Mapping,
): readonly SourceRecord[] | null {
  const object = payload as { readonly id: string; readonly deleted?: true; readonly last?: Stripe.Customer };
  if (object.deleted) {
    const last = object.last && customerRecord(object.last, version, mapping);
    const picture = last && 'name' in last ? { last } : {};
    return [{ kind, externalId: object.id, version, deleted: true, ...picture }];
  }
  if (kind === 'customer') return [customerRecord(payload as Stripe.Customer, version, mapping)];
  if (kind === 'creditNote') return [creditNoteRecord(payload as Stripe.CreditNote, version, mapping)];
  if (kind !== 'invoice') return null;
  const record = invoiceRecord(payload as Stripe.Invoice, version, mapping);
  return record && [record];
}

const TOLERANCE_S = 300;

/** Proves a webhook by Stripe's signature, five minutes old at most; one of the other mode than the key tells nothing. */
export function webhookEvents(secrets: StripeSecrets, { headers, body, now }: WebhookDelivery): SourceEvent[] {
  const { webhookSecret } = secrets;
  if (webhookSecret === undefined)
    throw new WebhookRefused('No signing secret is set for this source: set secrets.webhookSecret');
  const signature = headers['stripe-signature'];
  if (signature === undefined) throw new WebhookRefused('The header Stripe-Signature is missing');
  let event: Stripe.Event;
  try {
    event = Stripe.webhooks.constructEvent(body, signature, webhookSecret, TOLERANCE_S, undefined, now);
  } catch (error) {
    if (error instanceof SyntaxError) throw new WebhookRefused('The body is not JSON', 400);
    throw new WebhookRefused('The signature is not Stripe’s, of another endpoint, or older than five minutes');
  }
  if (event.object !== 'event') throw new WebhookRefused('The body is no event of Stripe’s', 400);
  const told = isOfOtherMode(secrets, event) ? null : sourceEvent(event);
  return told ? [told] : [];
}
