import { z } from 'zod';
import { id, instant, paragraphs, recordId } from './common.ts';
import { actor } from './timeline.ts';

export const noteInput = z
  .strictObject({
    body: paragraphs(20_000).min(1, 'must not be empty').meta({ description: 'Plain text; tags are taken out' }),
    invoiceId: recordId.optional().meta({ description: 'An invoice of the customer that it is about' }),
    actionId: id.optional().meta({ description: 'An action of the customer that it is about' }),
    replyId: id.optional().meta({ description: 'A reply of the customer’s that it stands beside' }),
  })
  .meta({ id: 'NoteInput' });

export const note = z
  .object({
    id: z.string(),
    customerId: z.string(),
    invoiceId: z.string().nullable(),
    actionId: z.string().nullable(),
    replyId: z.string().nullable(),
    body: z.string(),
    author: actor,
    createdAt: instant,
  })
  .meta({ id: 'Note' });
