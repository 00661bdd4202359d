import { z } from 'zod';
import { groupHeaders, withoutName } from '../../domain/incoming/mail.ts';
import { instant } from './common.ts';
import { expected } from './issues.ts';

const LONGEST_TEXT = 1024 * 1024;
const text = z.string().max(LONGEST_TEXT);

/** As text, or as mailparser and n8n's Email Trigger give it. */
const people = z
  .union([text, z.looseObject({ text })], { error: expected('addresses, such as Ann <ann@example.com>') })
  .transform((value) => (typeof value === 'string' ? value : value.text))
  .meta({ override: { type: ['string', 'object'] }, example: 'Ann <ann@example.com>' });

const headers = z
  .record(z.string(), z.union([text, z.array(text)]))
  .transform((record) =>
    groupHeaders(
      Object.entries(record).flatMap(([name, values]) =>
        [values].flat().map((value) => [name, withoutName(name, value)] as const),
      ),
    ),
  )
  .meta({
    override: { type: 'object', additionalProperties: { type: ['string', 'array'], items: { type: 'string' } } },
  });

const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

export const incomingMailInput = z
  .strictObject({
    raw: z
      .string()
      .transform((value) => value.replace(/\s+/g, ''))
      .refine((value) => BASE64.test(value), 'must be the message as it came (RFC 822), in base64')
      .optional()
      .meta({ description: 'The whole message in base64: what tells most' }),
    headers: headers.optional().meta({
      description:
        'Or its pieces, as n8n’s Email Trigger gives them: at least Message-ID, In-Reply-To, References, Auto-Submitted, Content-Type where they are there',
    }),
    from: people.optional(),
    to: people.optional(),
    subject: text.optional(),
    text: text.optional(),
    html: z.union([text, z.literal(false)]).optional(),
    date: text
      .transform((value) => Date.parse(value))
      .refine((ms) => !Number.isNaN(ms), 'must be a date, such as 2026-11-23T09:00:00Z')
      .optional()
      .meta({ override: { type: 'string' } }),
  })
  .refine(({ raw, headers: named }) => (raw === undefined) !== (named === undefined), {
    path: ['raw'],
    message: 'hand in the message either whole (raw) or in pieces (headers, from, to, subject, text)',
  })
  .meta({ id: 'IncomingMailInput' });

export const mailReception = z
  .object({
    mailbox: z.string().nullable().meta({ description: 'As user@host/folder; null while DUNNING_IMAP_URL is not set' }),
    readAt: instant.nullable().meta({ description: 'When it was last read to its end' }),
    received: z.int().meta({ description: 'Messages read so far' }),
    error: z.string().nullable().meta({ description: 'Why the last attempt failed; null once one succeeds' }),
    errorAt: instant.nullable(),
  })
  .meta({ id: 'MailReception' });

export const incomingMailAnswer = z
  .object({
    kind: z.enum(['reply', 'bounce', 'complaint', 'receipt', 'autoReply', 'unmatched']).meta({
      description:
        'Receipt: it arrived or was opened. Auto-replies stand in the history and hold nothing. Unmatched: names no message of ours, or is forged; it changed nothing',
    }),
    deliveryId: z.string().nullable().meta({ description: 'What was written down, or known already' }),
    replyId: z.string().nullable(),
    actionId: z.string().nullable(),
    customerId: z.string().nullable(),
  })
  .meta({ id: 'IncomingMailResult' });
