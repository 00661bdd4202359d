import { z } from 'zod';
import { REPLY_STATUSES } from '../../domain/reply.ts';
import { actionStatus } from './actions.ts';
import { instant, page, recordId } from './common.ts';
import { note } from './notes.ts';
import { copies } from './recipients.ts';
import { body, subject } from './template.ts';
import { actor } from './timeline.ts';

const fields = {
  id: z.string(),
  customer: z.object({ id: z.string(), externalId: z.string().nullable(), name: z.string() }),
  message: z
    .object({
      actionId: z.string(),
      stepName: z.string().nullable(),
      subject: z.string().nullable(),
      executedAt: instant.nullable(),
    })
    .meta({ description: 'The message that it answers' }),
  invoice: z
    .object({ id: z.string(), externalId: z.string().nullable(), number: z.string() })
    .nullable()
    .meta({ description: 'The reference invoice of that message' }),
  from: z.object({ name: z.string().nullable(), email: z.string().nullable() }),
  at: instant,
  subject: z.string().nullable(),
  text: z.string().meta({ description: 'What was written, without the history quoted below it' }),
  unread: z.boolean().meta({ description: 'Holds the customer’s automatic actions (HLD-1)' }),
  readAt: instant.nullable(),
  readBy: actor.nullable(),
  answers: z
    .array(z.object({ actionId: z.string(), status: actionStatus, executedAt: instant.nullable(), by: actor }))
    .meta({ description: 'E-mails that answer it, oldest first' }),
};

export const listedReply = z.object(fields).meta({ id: 'Reply' });

export const reply = z
  .object({
    ...fields,
    deliveryId: z.string(),
    messageId: z.string().nullable().meta({ description: 'Its own Message-ID' }),
    fullText: z.string().meta({ description: 'With the history' }),
    html: z.string().nullable().meta({ description: 'Sanitized: nothing that runs or calls anybody' }),
    notes: z.array(note).meta({ description: 'What colleagues wrote beside it' }),
  })
  .meta({ id: 'ReplyInFull' });

export const replyListQuery = page.extend({
  status: z
    .enum(REPLY_STATUSES)
    .optional()
    .meta({ description: 'Unread ones come oldest first, all others newest first' }),
  customerId: recordId.optional(),
});

export const answerInput = z
  .strictObject({
    subject: subject.optional().meta({ description: '“Re:” and the reply’s subject, if left out' }),
    body,
    cc: copies.optional(),
  })
  .meta({ id: 'AnswerInput' });
