import { z } from 'zod';
import {
  amount,
  currency,
  day,
  externalId,
  httpsUrl,
  id,
  inputDay,
  instant,
  line,
  paragraphs,
  reference,
} from './common.ts';

const automaticCharging = z.enum(['pending', 'failed']).nullable();

export const invoiceInput = z
  .strictObject({
    externalId: externalId.optional(),
    number: line(100),
    customer: reference,
    issuedAt: inputDay,
    dueDate: inputDay,
    currency,
    grossAmount: amount.min(0, 'must not be negative; record a credit note instead'),
    netAmount: amount.nullish(),
    title: line(300).nullish(),
    dunningPlanId: id
      .nullish()
      .meta({ description: 'An invoice-level plan; null is “No plan”; left out, new invoices get the default' }),
    automaticCharging: automaticCharging.optional().meta({
      description: 'Whether its source charges it by itself: pending holds automatic actions (HLD-1), failed does not',
    }),
    paymentUrl: httpsUrl.nullish().meta({
      description: 'Where the customer can pay it: a link on the portal page while it is open; it should not expire',
    }),
  })
  .refine(({ issuedAt, dueDate }) => dueDate >= issuedAt, { path: ['dueDate'], message: 'must not be before issuedAt' })
  .meta({ id: 'InvoiceInput' });

export const invoiceStatuses = z.enum(['toSend', 'due', 'overdue', 'paid', 'disputed', 'void']);

const promise = z
  .object({
    date: day,
    amount,
    madeOn: day,
    status: z.enum(['open', 'kept', 'broken']),
    pause: z.boolean(),
  })
  .meta({ id: 'PromiseToPay' });

const dispute = z.object({ reason: z.string(), comment: z.string().nullable(), openedOn: day }).meta({ id: 'Dispute' });

export const invoice = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    source: z.string(),
    number: z.string(),
    customer: z.object({ id: z.string(), externalId: z.string().nullable(), name: z.string() }),
    title: z.string().nullable(),
    issuedAt: day,
    dueDate: day,
    currency,
    grossAmount: amount,
    netAmount: amount.nullable(),
    outstanding: amount,
    status: invoiceStatuses,
    daysLate: z.int(),
    paidAt: day.nullable(),
    dunningPlanId: z.string().nullable(),
    paused: z.boolean(),
    pausedUntil: day.nullable(),
    promise: promise.nullable().meta({ description: 'The last promise to pay, and what became of it (PRO-1)' }),
    dispute: dispute.nullable(),
    automaticCharging: automaticCharging.meta({ description: 'Whether its source charges it by itself (HLD-1)' }),
    paymentUrl: z.string().nullable().meta({ description: 'Where the customer can pay it' }),
    hasPdf: z.boolean().meta({ description: 'Whether its PDF is there, for messages that attach it' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Invoice' });

export const disputeInput = z.strictObject({
  reason: id.meta({ description: 'A key of the setting disputeReasons', example: 'goods' }),
  comment: paragraphs(5000).nullish(),
});

export const promiseInput = z
  .strictObject({
    date: inputDay.meta({ description: 'The last day on which the money is in time; today or later' }),
    amount: amount.min(1, 'must be at least 1').optional().meta({ description: 'All that is open, if left out' }),
    pause: z
      .boolean()
      .optional()
      .meta({ description: 'Holds the invoice’s own reminders up to and including that day (PAU-1)' }),
  })
  .meta({ id: 'PromiseInput' });

const applied = z.union(
  [
    z.strictObject({ id, amount: amount.min(1, 'must be more than 0') }),
    z.strictObject({ externalId, amount: amount.min(1, 'must be more than 0') }),
  ],
  { error: 'must be {id or externalId, amount}, with an amount above 0 in the minor unit' },
);

const entryFields = {
  externalId,
  customer: reference,
  amount: amount.min(1, 'must be more than 0'),
  currency,
  invoices: z.array(applied).max(1000).optional().meta({ description: 'What is not applied stays unapplied (BAL-1)' }),
};

export const paymentInput = z.strictObject({ ...entryFields, paidAt: inputDay }).meta({ id: 'PaymentInput' });
export const creditNoteInput = z.strictObject({ ...entryFields, issuedAt: inputDay }).meta({ id: 'CreditNoteInput' });
export const refundInput = z
  .strictObject({ ...entryFields, paidAt: inputDay.optional(), issuedAt: inputDay.optional() })
  .refine(({ paidAt, issuedAt }) => (paidAt === undefined) !== (issuedAt === undefined), {
    path: ['paidAt'],
    message: 'name the day once, as paidAt or issuedAt',
  })
  .meta({ id: 'RefundInput' });

export const entry = z
  .object({
    id: z.string(),
    externalId: z.string(),
    kind: z.enum(['payment', 'creditNote', 'refund']),
    customer: z.object({ id: z.string(), externalId: z.string().nullable(), name: z.string() }),
    amount,
    currency,
    unapplied: amount,
    date: day,
    invoices: z.array(
      z.object({ id: z.string(), externalId: z.string().nullable(), number: z.string(), amount, applied: amount }),
    ),
  })
  .meta({ id: 'Entry' });
