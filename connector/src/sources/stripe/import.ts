import type Stripe from 'stripe';
import { z } from 'zod';
import type { ObjectKind, SourceRecord } from '../records.ts';
import type { ImportContext, SourceEvent } from '../source.ts';
import { recordsOfEvent, untoldBy } from './events.ts';
import { idOf, type Mapping } from './mapping.ts';
import { creditNoteRecord, customerRecord, invoiceRecord, refundRecord } from './reading.ts';
import type { StripeSettings } from './settings.ts';

type Context = Pick<ImportContext<StripeSettings>, 'timeZone' | 'settings' | 'now'>;

interface Told {
  readonly object: { readonly object: string; readonly id?: string; readonly deleted?: boolean };
  /** ms. */
  readonly at: number;
  readonly type: string | null;
}

/**
 * What an event of n8n's Stripe Trigger says, or a bare object of Stripe's, as if it had been read just now. Nobody is asked: what Stripe
 * does not tell with an invoice (single payments, what a direct debit is doing) is read from the invoice's own sums and dates.
 */
export function importOf(given: unknown, context: Context): readonly SourceRecord[] | null {
  const told = toldBy(given, context.now);
  if (told === null) return null;
  const { object, at, type } = told;
  const shape = shapeOf(object.object);
  if (!shape) return [];
  const isDeleted = object.deleted === true || type === 'invoice.deleted' || type === 'customer.deleted';
  if (isDeleted && typeof object.id !== 'string') return [];
  const misfit = isDeleted ? null : misfitOf(object, shape, at);
  if (misfit) return misfit;
  const mapping: Mapping = { timeZone: context.timeZone, settings: context.settings ?? NO_SETTINGS };
  switch (object.object) {
    case 'customer':
      return isDeleted ? goneCustomer(object, at, mapping) : [customerRecord(object as Stripe.Customer, at, mapping)];
    case 'invoice':
      return isDeleted
        ? [{ kind: 'invoice', externalId: object.id!, version: at + 999, deleted: true }]
        : invoiceRecords(object as Stripe.Invoice, at, type, mapping);
    case 'credit_note':
      return [creditNoteRecord({ ...(object as Stripe.CreditNote), refunds: refundsOf(object) }, at, mapping)];
    case 'charge':
      return refundRecords(object as Stripe.Charge, at, mapping);
    default:
      return [];
  }
}

/** Payments, refunds and charges that do not list theirs: Stripe itself has to be asked. */
export function hintsOf(given: unknown, now: number): readonly Asked[] {
  const told = toldBy(given, now);
  if (told === null) return [];
  const { object, at: version } = told;
  const isRefunded = told.type === 'charge.refunded' && !(object as Partial<Stripe.Charge>).refunds;
  if (isRefunded && object.id !== undefined) return [{ kind: 'refund', externalId: object.id, version }];
  const name = untoldBy(object);
  return name === null ? [] : [{ ...name, version }];
}

type Asked = Pick<SourceEvent, 'kind' | 'externalId' | 'version'>;

/** The customer as the event tells it, whole. */
function goneCustomer(object: Told['object'], version: number, mapping: Mapping): readonly SourceRecord[] {
  const { id } = object;
  if (id === undefined) return [];
  // Where it is bare, it tells no more than that.
  const payload = { id, deleted: true, last: object.deleted ? undefined : object };
  return recordsOfEvent({ id, kind: 'customer', externalId: id, version, payload }, mapping) ?? [];
}

const NO_SETTINGS: Mapping['settings'] = { customFields: {} };

const id = z.string().min(1);
const whole = z.int();
/** What the mapping relies on, of objects that anybody may hand over. */
const SHAPES: Readonly<Record<string, z.ZodType>> = {
  customer: z.looseObject({ id }),
  invoice: z.looseObject({
    id,
    currency: z.string(),
    total: whole,
    amount_paid: whole,
    amount_remaining: whole,
    attempt_count: whole,
    created: whole,
    status_transitions: z.looseObject({}),
  }),
  credit_note: z.looseObject({ id, currency: z.string(), pre_payment_amount: whole, created: whole }),
  charge: z.looseObject({ id }),
};
/** Whoever hands things over may write any name. */
const shapeOf = (object: string) => (Object.hasOwn(SHAPES, object) ? SHAPES[object] : undefined);
/** Those that tell of others, and not enough of them. */
const UNTOLD = ['refund', 'invoice_payment'];
const KINDS: Readonly<Record<string, ObjectKind>> = {
  customer: 'customer',
  invoice: 'invoice',
  credit_note: 'creditNote',
};

/** The object as put aside, where it lacks what the mapping needs. */
function misfitOf(object: Told['object'], shape: z.ZodType, version: number): readonly SourceRecord[] | null {
  const checked = shape.safeParse(object);
  if (checked.success) return null;
  const kind = KINDS[object.object];
  if (kind === undefined || typeof object.id !== 'string') return [];
  const [issue] = checked.error.issues;
  const problem = `Stripe’s object cannot be read: ${issue!.path.join('.')}: ${issue!.message}`;
  return [{ kind, externalId: object.id, version, raw: object, problem }];
}

function toldBy(given: unknown, now: number): Told | null {
  const { object, data, created, type } = given as Partial<Stripe.Event> & { readonly object?: string };
  if (object === 'event') {
    const inner = data?.object as Told['object'] | undefined;
    if (typeof inner?.object !== 'string' || typeof created !== 'number') return null;
    return { object: inner, at: created * 1000, type: type ?? null };
  }
  return object !== undefined && (shapeOf(object) !== undefined || UNTOLD.includes(object))
    ? { object: given as Told['object'], at: now, type: null }
    : null;
}

/** Several states of an invoice may be told of one second: what has come further is the newer one. */
const RANK: Readonly<Record<string, number>> = { draft: 0, open: 100, uncollectible: 400, paid: 500, void: 600 };

function invoiceRecords(invoice: Stripe.Invoice, at: number, type: string | null, mapping: Mapping): SourceRecord[] {
  const rank = (RANK[invoice.status ?? 'draft'] ?? 0) + Math.min(invoice.attempt_count, 99);
  const record = invoiceRecord(withPayments(invoice), at + rank, mapping);
  if (record === null) return [];
  if (!('automaticCharging' in record) || record.automaticCharging !== 'failed') return [record];
  // A direct debit that takes days looks like a charge that failed, but for the event and the next attempt.
  const hasFailed =
    type === 'invoice.payment_failed' || (invoice.attempt_count > 0 && invoice.next_payment_attempt !== null);
  return [hasFailed ? record : { ...record, automaticCharging: 'pending' }];
}

function withPayments(invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.payments) return invoice;
  const paid = {
    id: `${invoice.id}:paid`,
    status: 'paid',
    amount_paid: invoice.amount_paid,
    status_transitions: { paid_at: invoice.status_transitions.paid_at ?? null },
    created: invoice.status_transitions.finalized_at ?? invoice.created,
  };
  const data = invoice.amount_paid > 0 ? [paid] : [];
  return { ...invoice, payments: { object: 'list', url: '', has_more: false, data } } as unknown as Stripe.Invoice;
}

/** Older versions of the API leave them out. */
function refundsOf(note: Told['object']): Stripe.CreditNote['refunds'] {
  return (note as Partial<Stripe.CreditNote>).refunds ?? [];
}

/**
 * Refunds name no customer; the charge that they are of does, in versions of the API that list them there. Those name the charge's invoice, too:
 * where it has none, its money never was part of a balance.
 */
function refundRecords(charge: Stripe.Charge, at: number, mapping: Mapping): SourceRecord[] {
  const customer = idOf(charge.customer);
  const { invoice } = charge as { readonly invoice?: unknown };
  if (customer === null || invoice === null) return [];
  return (charge.refunds?.data ?? []).map((refund) => refundRecord(refund, customer, at, mapping));
}
