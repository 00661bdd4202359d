import { z } from 'zod';
import { PAYMENT_METHODS } from '../../domain/paymentMethods.ts';
import {
  amount,
  country,
  currency,
  day,
  email,
  externalId,
  formOfAddress,
  id,
  inputDay,
  instant,
  language,
  line,
  paragraphs,
  position,
  recordId,
} from './common.ts';
import { filter } from './filter.ts';
import { expected } from './issues.ts';

export const contactInput = z
  .strictObject({
    externalId: externalId.optional(),
    firstName: line().nullish(),
    lastName: line().nullish(),
    email: email.nullish(),
    phone: line(50).nullish(),
    position: position.optional().meta({ description: 'other, if left out' }),
    isMain: z.boolean().optional(),
  })
  .meta({ id: 'ContactInput' });

export const customFieldKey = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'a key is letters, digits and _');
const customFieldValue = z.union(
  [paragraphs(2000), z.number(), z.boolean(), z.array(line()).max(100), z.null()],
  'must be a text, a number, true or false, a list of texts, or null',
);

export const paymentMethod = z.enum(PAYMENT_METHODS);

const customerFields = {
  externalId: externalId.optional(),
  name: line(300),
  language: language.nullish(),
  formOfAddress: formOfAddress.nullish(),
  country: country.nullish(),
  contacts: z.array(contactInput).max(200).optional().meta({ description: 'All contacts; who is left out is removed' }),
  accountManagers: z.array(id).max(50).optional().meta({ description: 'User ids, the first one leads' }),
  dunningPlanId: id
    .nullish()
    .meta({ description: 'A customer-level plan; null is “No plan”; left out, new customers get the default' }),
  paymentMethods: z.array(paymentMethod).nullish().meta({ description: 'null: the organisation’s default' }),
  customFields: z
    .record(customFieldKey, customFieldValue)
    .optional()
    .meta({ description: 'By key; null takes a value away. A defined field takes values of its type only (CUS-4)' }),
};

export const customerInput = z.strictObject(customerFields).meta({ id: 'CustomerInput' });
export const customerPatch = z
  .strictObject({ ...customerFields, name: line(300).optional() })
  .meta({ id: 'CustomerPatch' });
/** In a batch a customer that exists needs no name. */
export const customerRecord = customerPatch;

export const contact = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    position: z.string(),
    isMain: z.boolean(),
    isInvalid: z.boolean().meta({ description: 'Bounced; nothing is sent there until it is validated (CUS-3)' }),
    invalidReason: z.string().nullable(),
  })
  .meta({ id: 'Contact' });

export const balance = z
  .object({ currency, outstanding: amount, due: amount, overdue: amount, unapplied: amount })
  .meta({ id: 'Balance' });

export const customer = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    source: z.string(),
    name: z.string(),
    language: z.string().nullable(),
    formOfAddress: formOfAddress.nullable(),
    country: z.string().nullable(),
    contacts: z.array(contact),
    accountManagers: z.array(z.string()),
    accountManagersSource: z.string().nullable().meta({
      description:
        'The source that says who the account managers are, and where alone they are changed; null: people here do',
    }),
    dunningPlanId: z.string().nullable(),
    paymentMethods: z.array(z.string()),
    customFields: z.record(z.string(), z.unknown()),
    excluded: z.boolean(),
    paused: z.boolean(),
    pausedUntil: day.nullable(),
    unreadReplies: z.int().meta({ description: 'They hold automatic actions until somebody has read them (HLD-1)' }),
    balances: z.array(balance),
    score: z.enum(['A', 'B', 'C', 'D']).nullable(),
    averagePaymentDelayDays: z.int().nullable(),
    lastDunningDate: day.nullable(),
    warnings: z.array(z.string()),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Customer' });

export const pauseInput = z.strictObject({
  until: inputDay.nullish().meta({ description: 'From that day’s start the plan goes on; left out: until resumed' }),
});

const someMethods = z.array(paymentMethod).max(20);

export const bulkInput = z
  .strictObject({
    customers: z.array(recordId).min(1).max(100_000).optional(),
    filter: filter.optional().meta({ description: 'All customers for whom every filter holds' }),
    set: z.strictObject({
      paymentMethods: z
        .union(
          [someMethods, z.strictObject({ add: someMethods.optional(), remove: someMethods.optional() }), z.null()],
          { error: expected('a list of payment methods, {add, remove}, or null for the organisation’s default') },
        )
        .optional()
        .meta({ description: 'All of them anew, some more and some fewer, or null: the organisation’s default' }),
      customFields: customerFields.customFields,
      language: customerFields.language,
      formOfAddress: customerFields.formOfAddress,
      country: customerFields.country,
    }),
    dryRun: z.boolean().optional().meta({ description: 'Changes nothing; the answer says what would change' }),
  })
  .refine(({ customers, filter: found }) => (customers === undefined) !== (found === undefined), {
    path: ['customers'],
    message: 'name either customers or a filter',
  })
  .refine(({ set }) => Object.keys(set).length > 0, { path: ['set'], message: 'say what to set' })
  .meta({ id: 'BulkChangeInput' });

export const bulkAnswer = z
  .object({
    changed: z.int(),
    unchanged: z.int(),
    refusedCount: z.int(),
    refused: z
      .array(z.object({ id: z.string(), reason: z.string() }))
      .meta({ description: 'Of what a filter found, the first 1,000' }),
  })
  .meta({ id: 'BulkChangeResult' });
