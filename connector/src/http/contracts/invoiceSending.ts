import { z } from 'zod';
import { WAITING_REASONS } from '../../domain/invoiceSending.ts';
import { day, listOf, recordId } from './common.ts';
import { invoice } from './invoices.ts';
import { expected } from './issues.ts';
import { stopped } from './sendingLimit.ts';

const reason = z.enum(WAITING_REASONS).meta({ description: 'Why it waits (INV-3, INV-4)' });
const recipients = z.array(z.string()).meta({ description: 'Who would get it, for a person to confirm' });

export const sendingInput = z
  .strictObject({
    dryRun: z.boolean().default(false).meta({ description: 'Only say what would be sent' }),
    limit: z
      .int({ error: expected('a whole number from 1') })
      .min(1)
      .optional()
      .meta({ description: 'Send at most so many' }),
  })
  .meta({ id: 'SendingInput' });

export const sendingAnswer = z
  .object({
    sent: z.int().meta({ description: 'In a dry run: how many would be' }),
    failed: z.int().meta({ description: 'Refused by the mail server, or uncertain; those refused stay to send' }),
    invoiceIds: z.array(z.string()).meta({ description: 'What was sent, or would be: the first 1,000' }),
    waiting: z
      .array(
        z.object({
          id: z.string(),
          reason,
          recipients,
          detail: z
            .string()
            .nullable()
            .meta({ description: 'What the source said that was asked for the PDF, if one was and did not give it' }),
        }),
      )
      .meta({ description: 'What stays to send, and why: the first 1,000' }),
    failures: z
      .array(z.object({ id: z.string(), reason: z.string() }))
      .meta({ description: 'What the mail server said: the first 1,000' }),
    stopped: stopped.optional(),
  })
  .meta({ id: 'SendingResult' });

const chosen = z
  .strictObject({
    invoices: z.array(recordId).min(1, 'name at least one invoice').max(1000),
  })
  .meta({ id: 'ChosenInvoices' });
export const sendInput = chosen;
export const markSentInput = chosen;

export const markSentAnswer = z
  .object({ marked: z.int(), invoiceIds: z.array(z.string()) })
  .meta({ id: 'MarkSentResult' });

export const toSendList = listOf(
  z
    .object({
      invoice,
      dueOn: day.nullable().meta({ description: 'UTC date on which it goes out by itself (INV-3); null: by hand' }),
      reason: reason.nullable().meta({ description: 'Null: the next run sends it' }),
      recipients,
      plan: z.object({ id: z.string(), name: z.string() }).nullable(),
    })
    .meta({ id: 'InvoiceToSend' }),
);
