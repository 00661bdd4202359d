import { z } from 'zod';
import {
  country,
  currency,
  day,
  email,
  externalId,
  formOfAddress,
  id,
  inputDay,
  inputInstant,
  instant,
  language,
  line,
  timeOfDay,
  timeZone,
} from './common.ts';
import { paymentMethod } from './customers.ts';

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
  paymentMethods: z.array(paymentMethod),
};

export const settings = z
  .object({ ...settingsFields, holidays: z.object({ country: z.string().nullable(), dates: z.array(day) }) })
  .meta({ id: 'Settings' });

export const settingsInput = z
  .strictObject({
    ...settingsFields,
    holidays: z.strictObject({
      country: country.nullable().default(null),
      dates: z.array(inputDay).max(1000).default([]),
    }),
  })
  .partial()
  .meta({ id: 'SettingsInput' });

export const testClock = z.object({ now: instant }).meta({ id: 'TestClock' });
export const testClockInput = z.strictObject({ now: inputInstant }).meta({ id: 'TestClockInput' });

export const role = z.enum(['owner', 'admin', 'member']);
const userFields = {
  externalId: externalId.nullish(),
  name: line(200),
  email,
  phone: line(50).nullish(),
  role: role.optional().meta({ description: 'member, if left out' }),
  position: z.enum(['financeUser', 'accountManager']).optional(),
};
export const userInput = z.strictObject(userFields).meta({ id: 'UserInput' });
export const userPatch = z.strictObject(userFields).partial().meta({ id: 'UserPatch' });
export const user = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    name: z.string(),
    email: z.string(),
    phone: z.string().nullable(),
    role,
    position: z.enum(['financeUser', 'accountManager']),
    createdAt: instant,
  })
  .meta({ id: 'User' });

export const keyInput = z
  .strictObject({ name: line(200), role: role.optional(), userId: id.nullish() })
  .meta({ id: 'ApiKeyInput' });
export const key = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().meta({ description: 'The last four characters' }),
    role,
    userId: z.string().nullable(),
    createdAt: instant,
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export const createdKey = z
  .object({ id: z.string(), key: z.string().meta({ description: 'Shown this once' }) })
  .meta({ id: 'CreatedApiKey' });

export const me = z
  .object({
    keyId: z.string(),
    name: z.string(),
    role,
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
    actor: z.object({ type: z.string(), id: z.string(), name: z.string() }),
    customerId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });

export const templateInfo = z.object({ key: z.string() }).meta({ id: 'Template' });
export const deleted = z.object({ deleted: z.literal(true) }).meta({ id: 'Deleted' });
