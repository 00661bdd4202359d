import { z } from 'zod';
import { amount, currency, email, id, instant, line, listOf, paragraphs, recordId } from './common.ts';
import { paymentMethod } from './customers.ts';
import { filter } from './filter.ts';
import { expected } from './issues.ts';

const passes = z.enum(['above', 'below']);
const score = z.enum(['A', 'B', 'C', 'D']);

const trigger = z
  .discriminatedUnion(
    'on',
    [
      z.strictObject({ on: z.literal('customerCreated') }),
      z.strictObject({ on: z.literal('customerCreatedOrUpdated') }),
      z.strictObject({
        on: z.literal('amountDue'),
        passes,
        value: amount,
        currency: currency
          .nullish()
          .transform((code) => code ?? null)
          .meta({ description: 'Left out: the organisation’s' }),
      }),
      z.strictObject({
        on: z.literal('score'),
        passes: passes.meta({ description: 'Above is a better letter' }),
        value: score,
      }),
      z.strictObject({ on: z.literal('averagePaymentDelay'), passes, value: z.int().meta({ description: 'Days' }) }),
    ],
    {
      error: expected(
        'one of the triggers customerCreated, customerCreatedOrUpdated, amountDue, score, averagePaymentDelay, as {on, …}',
      ),
    },
  )
  .meta({ id: 'RuleTrigger', description: 'Thresholds fire on the crossing only (RUL-1)' });

const assignUsers = z
  .strictObject({
    type: z.literal('assignUsers'),
    userIds: z.array(id).min(1, 'name at least one user').max(50).optional(),
    customField: id.optional().meta({ description: 'A custom field that holds addresses of users' }),
  })
  .refine(({ userIds, customField }) => (userIds === undefined) !== (customField === undefined), {
    path: ['userIds'],
    message: 'name users by userIds, or the customField that holds their addresses: one of the two',
  })
  .transform(({ type, userIds, customField }) =>
    userIds === undefined ? { type, customField: customField! } : { type, userIds: [...new Set(userIds)] },
  );

const notify = z.strictObject({
  type: z.literal('notify'),
  channel: z.enum(['email', 'event']).meta({
    description: 'email is sent by the connector; event is delivered by a workflow that a Dunning Trigger starts',
  }),
  to: z.array(email).max(50).default([]),
  subject: line(500).meta({ example: '{{customer.name}} owes more than 10,000' }),
  body: paragraphs(20_000)
    .min(1, 'must not be empty')
    .meta({ description: 'With fields of the customer only (RUL-3)' }),
});

const action = z
  .discriminatedUnion(
    'type',
    [
      z.strictObject({ type: z.literal('assignPlan'), dunningPlanId: id.nullable() }),
      assignUsers,
      z.strictObject({
        type: z.literal('assignPaymentMethods'),
        paymentMethods: z.array(paymentMethod).max(20),
      }),
      z.strictObject({ type: z.literal('excludeCustomer') }),
      notify.refine(({ channel, to }) => channel === 'event' || to.length > 0, {
        path: ['to'],
        message: 'an e-mail needs at least one address',
      }),
    ],
    {
      error: expected(
        'one of the actions assignPlan, assignUsers, assignPaymentMethods, excludeCustomer, notify, as {type, …}',
      ),
    },
  )
  .meta({ id: 'RuleAction' });

const named = {
  name: line(200),
  enabled: z.boolean(),
  triggers: z.array(trigger).min(1, 'a rule needs at least one trigger').max(20),
  filters: filter,
  action,
};

/** A rule that was read may be sent back whole: these change nothing. */
const readOnly = {
  id: id.optional().meta({ readOnly: true }),
  disabledReason: z.string().nullish().meta({ readOnly: true }),
  position: z.int().optional().meta({ readOnly: true }),
  createdAt: z.string().optional().meta({ readOnly: true }),
  updatedAt: z.string().optional().meta({ readOnly: true }),
};

export const ruleInput = z
  .strictObject({ ...readOnly, ...named, enabled: named.enabled.default(true), filters: named.filters.default([]) })
  .meta({ id: 'RuleInput' });

export const rulePatch = z
  .strictObject({ ...readOnly, ...named })
  .partial()
  .meta({ id: 'RulePatch' });

export const rule = z
  .object({
    id: z.string(),
    name: z.string(),
    enabled: z.boolean(),
    disabledReason: z.string().nullable().meta({ description: 'Why the connector switched it off' }),
    position: z.int().meta({ description: '1 is the top of the list, which has the last word (RUL-4)' }),
    triggers: z.array(z.record(z.string(), z.unknown())),
    filters: filter,
    action: z.record(z.string(), z.unknown()),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Rule' });

export const ruleOrder = z.strictObject({
  ids: z.array(id).max(1000).meta({ description: 'Every rule, the top one first' }),
});
export const ruleList = listOf(rule);

export const applyInput = z.strictObject({
  dryRun: z.boolean().default(false).meta({ description: 'Only say who would change, from what to what' }),
  customers: z
    .array(recordId)
    .min(1)
    .max(100_000)
    .optional()
    .meta({ description: 'Only these, such as a dry run’s list; left out: everybody who matches' }),
});

const changed = z.union([z.string(), z.boolean(), z.array(z.string()), z.null()]);

export const applyAnswer = z.object({
  matched: z.int(),
  changed: z.int(),
  changes: z
    .array(
      z.object({
        customer: z.object({ id: z.string(), externalId: z.string().nullable(), name: z.string() }),
        change: z.enum(['dunningPlanId', 'accountManagers', 'paymentMethods', 'excluded', 'notification']),
        from: changed,
        to: changed,
      }),
    )
    .meta({ description: 'The first 1,000' }),
});

export const evaluateInput = z
  .strictObject({
    ruleId: id.optional(),
    filters: filter.optional(),
    customers: z.array(recordId).min(1).max(1000),
  })
  .refine(({ ruleId, filters }) => (ruleId === undefined) !== (filters === undefined), {
    path: ['ruleId'],
    message: 'name a saved rule, or give filters: one of the two',
  });

export const evaluateAnswer = z.object({
  results: z
    .array(z.object({ id: z.string(), matched: z.boolean().nullable() }))
    .meta({ description: 'In the order of the request; null where there is no such customer' }),
});
