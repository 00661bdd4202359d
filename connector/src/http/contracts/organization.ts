import { z } from 'zod';
import { WAYS } from '../../domain/actor.ts';
import {
  country,
  currency,
  day,
  email,
  formOfAddress,
  inputDay,
  inputInstant,
  instant,
  language,
  line,
  paragraphs,
  timeOfDay,
  timeZone,
} from './common.ts';
import { position, role } from './access.ts';
import { paymentMethod } from './customers.ts';
import { expected } from './issues.ts';

const reasonKey = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,49}$/, { error: expected('a key: a letter, then up to 49 letters, digits, _ or -') });

/** Of the 64 characters that the part before the @ may have (RFC 5321), 33 go into `+<token>`. */
const LONGEST_REPLY_ADDRESS = 31;

const settingsFields = {
  organizationName: line(200),
  timeZone,
  sendTime: timeOfDay,
  sendInvoices: z
    .boolean()
    .meta({ description: 'Switch the source’s own sending off first: the customer would get each invoice twice' }),
  scoreIncludes: z.enum(['paid', 'paidAndOverdue']),
  currency,
  language,
  formOfAddress,
  senderAddress: email,
  replyToAddress: email.nullable().meta({ description: 'Where answers go; null: to the sender' }),
  replyAddress: email
    .refine((address) => address.lastIndexOf('@') <= LONGEST_REPLY_ADDRESS, {
      error: `must have at most ${LONGEST_REPLY_ADDRESS} characters before the @, since a token of 32 is put behind them`,
    })
    .nullable()
    .meta({
      description:
        'Gives each message an address for answers of its own, `local+<token>@domain` (INV-7); its mailbox must take such addresses',
      example: 'replies@example.com',
    }),
  trackOpens: z.boolean().meta({
    description: 'Whether it is kept that messages were opened and links clicked; off, unless people know of it',
  }),
  holdOnUnreadReply: z.boolean().meta({
    description: 'Whether a reply holds the customer’s automatic actions until somebody has read it (HLD-1)',
  }),
  holdOnAutomaticCharging: z.boolean().meta({
    description: 'Whether invoices that their source charges by itself hold them, until that fails (HLD-1)',
  }),
  paymentMethods: z.array(paymentMethod),
  paymentInstructions: paragraphs(2000)
    .nullable()
    .meta({ description: 'How to pay, such as an IBAN: plain text below the invoices of the portal page; null: none' }),
  disputeReasons: z
    .array(z.strictObject({ key: reasonKey, label: line(100) }))
    .min(1)
    .max(100)
    .refine((reasons) => new Set(reasons.map(({ key }) => key)).size === reasons.length, 'must have each key once')
    .meta({
      description: 'Why customers dispute invoices (DIS-1); a reason that an open dispute has cannot be removed',
    }),
};

export const settings = z
  .object({ ...settingsFields, holidays: z.object({ country: z.string().nullable(), dates: z.array(day) }) })
  .meta({ id: 'Settings' });

export const settingsInput = z
  .strictObject({
    ...settingsFields,
    holidays: z.strictObject({ country: country.nullable(), dates: z.array(inputDay).max(1000) }).partial(),
  })
  .partial()
  .meta({ id: 'SettingsInput' });

export const testClock = z.object({ now: instant }).meta({ id: 'TestClock' });
export const testClockInput = z.strictObject({ now: inputInstant }).meta({ id: 'TestClockInput' });

export const me = z
  .object({
    keyId: z.string(),
    name: z.string(),
    role,
    userId: z.string().nullable().meta({ description: 'Whom the key belongs to' }),
    position: position
      .nullable()
      .meta({ description: 'A member who is an account manager sees their own customers only' }),
    organizationName: z.string(),
    version: z.string(),
    today: day,
    now: instant,
    isTestClock: z.boolean(),
  })
  .meta({ id: 'Me' });

export const event = z
  .object({
    id: z.string(),
    type: z.string(),
    at: instant,
    actor: z.object({ type: z.string(), id: z.string(), name: z.string(), via: z.enum(WAYS).optional() }),
    customerId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });

export const deleted = z.object({ deleted: z.literal(true) }).meta({ id: 'Deleted' });
