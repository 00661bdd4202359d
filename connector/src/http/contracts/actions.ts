import { z } from 'zod';
import { channel, day, id, inputDay, instant, level, listOf, mode, page, paragraphs, recordId } from './common.ts';
import { customer } from './customers.ts';
import { delivery } from './deliveries.ts';
import { filter } from './filter.ts';
import { stopped } from './sendingLimit.ts';
import { invoice } from './invoices.ts';

export const actionStatus = z.enum([
  'todo',
  'planned',
  'executed',
  'ignored',
  'expired',
  'cancelled',
  'failed',
  'uncertain',
]);

const planName = z.object({ id: z.string(), name: z.string() });
const stepName = z.object({ id: z.string(), name: z.string(), position: z.int() });

export const message = z
  .object({
    from: z.object({ name: z.string().nullable(), email: z.string() }),
    to: z.array(z.string()),
    cc: z.array(z.string()),
    replyTo: z.string().nullable().meta({ description: 'Where answers go; null: to the sender' }),
    messageId: z.string().nullable().meta({
      description:
        'Of an e-mail. Whoever sends it in the connector’s place gives it this Message-ID where they can: by it answers and bounces are matched',
    }),
    subject: z.string(),
    html: z.string(),
    text: z.string(),
    attachments: z
      .array(z.object({ fileName: z.string(), url: z.string() }))
      .meta({ description: 'Each link gives its file without a key, for seven days' }),
    sms: z
      .object({ encoding: z.enum(['GSM-7', 'UCS-2']), characters: z.int(), segments: z.int() })
      .optional()
      .meta({ description: 'How an SMS is charged' }),
  })
  .meta({ id: 'Message' });

const actionFields = {
  id: z.string(),
  status: actionStatus,
  channel,
  mode,
  responsible: z.string().nullable().meta({ description: 'As the step names them (PLN-2)' }),
  dueOn: day,
  executedAt: instant.nullable(),
  claimedUntil: instant.nullable(),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  plan: planName.nullable(),
  planVersion: z.int().nullable(),
  step: stepName.nullable(),
  customer: z.object({
    id: z.string(),
    externalId: z.string().nullable(),
    name: z.string(),
    unreadReplies: z.int().meta({ description: 'Read them first: GET /v1/replies?status=unread (HLD-1)' }),
  }),
  referenceInvoice: z.object({ id: z.string(), externalId: z.string().nullable(), number: z.string() }).nullable(),
  actor: z.unknown(),
};

export const action = z.object(actionFields).meta({ id: 'Action' });
export const actionList = listOf(action).extend({
  unreadReplies: z
    .int()
    .optional()
    .meta({ description: 'With status=todo: how many replies wait for a person too, under GET /v1/replies' }),
});
export const actionWithMessage = z
  .object({
    ...actionFields,
    message: message.nullable().optional(),
    deliveries: z.array(delivery).optional().meta({ description: 'What became of the message (INV-7)' }),
  })
  .meta({ id: 'ActionWithMessage' });

export const runInput = z
  .strictObject({
    dryRun: z.boolean().optional().meta({ description: 'Says what would go out, with the messages; sends nothing' }),
    limit: z.int().min(1).max(1_000_000).optional(),
    planId: id.optional(),
  })
  .meta({ id: 'RunInput' });

export const runAnswer = z
  .object({
    executed: z.int().meta({ description: 'Messages accepted by the mail server' }),
    toDo: z.int().meta({ description: 'Actions that wait for a person' }),
    cancelled: z.int(),
    failed: z.int(),
    uncertain: z.int(),
    remaining: z.int().meta({ description: 'Automatic actions that are due and not yet out' }),
    toClaim: z.int().optional().meta({
      description: 'Of the remaining, SMS and letters: a run leaves them, POST /v1/actions/claims hands them out',
    }),
    stopped: stopped.optional(),
    actions: z
      .array(actionWithMessage)
      .meta({ description: 'The first 50: executed ones, others that ended, then what waits for a person' }),
  })
  .meta({ id: 'RunResult' });

export const claimInput = z
  .strictObject({
    limit: z.int().min(1).max(1000).optional(),
    planId: id.optional(),
    stepId: id.optional(),
    channel: channel.optional(),
    leaseSeconds: z.int().min(1).max(86_400).optional().meta({ description: '900, if left out' }),
    dryRun: z.boolean().optional().meta({ description: 'Answers the same, with claimToken null, and claims nothing' }),
  })
  .meta({ id: 'ClaimInput' });

export const claimAnswer = z
  .object({
    actions: z.array(
      z
        .object({
          id: z.string(),
          claimToken: z.string().nullable(),
          channel,
          mode,
          dueOn: day,
          reason: z.string().nullable(),
          plan: planName.nullable().meta({ description: 'Null of an ad hoc action (ADH-1), as is its step' }),
          step: stepName.nullable(),
          customer,
          referenceInvoice: invoice.nullable(),
          message: message.nullable(),
        })
        .meta({ id: 'ClaimedAction' }),
    ),
  })
  .meta({ id: 'ClaimResult' });

const claimToken = z
  .string()
  .max(100)
  .nullish()
  .meta({ description: 'What the claim answered; needed for a claimed action' });

export const finishInput = z
  .strictObject({
    claimToken,
    note: paragraphs(5000).nullish(),
    reason: paragraphs(1000).nullish(),
    until: inputDay.optional(),
  })
  .meta({ id: 'FinishInput' });
export const sendInput = z.strictObject({ claimToken }).meta({ id: 'SendInput' });

export const actionQuery = {
  status: actionStatus.optional(),
  customerId: recordId.optional(),
  invoiceId: recordId.optional(),
  planId: id.optional(),
  channel: channel.optional(),
  responsible: recordId.optional().meta({
    description:
      'A user: what is theirs by name, by group, by position or as account manager of the customer. `none`: what is nobody’s',
    example: 'usr_01k3example',
  }),
  dueFrom: inputDay.optional(),
  dueTo: inputDay.optional().meta({ description: 'Included' }),
  executedFrom: inputDay.optional().meta({ description: 'Only what was executed, ignored or handed over' }),
  executedTo: inputDay.optional().meta({ description: 'Included' }),
};

export const actionListQuery = page.extend({
  ...actionQuery,
  view: id.optional().meta({ description: 'A saved view of actions: gives the parameters that are left out' }),
});

export const assignmentInput = z
  .strictObject({
    dunningPlanId: id.nullish().meta({ description: 'null is “No plan”; left out, the plan stays' }),
    accountManagers: z.array(id).max(50).optional(),
    customers: z.array(recordId).min(1).max(100_000).optional(),
    invoices: z.array(recordId).min(1).max(100_000).optional(),
    filter: z.strictObject({ level, where: filter }).optional().meta({
      description: 'All customers, or all invoices, for which every filter holds; an empty list is all of them',
    }),
    dryRun: z.boolean().optional().meta({ description: 'Changes nothing; the answer says what would change' }),
  })
  .refine((body) => [body.customers, body.invoices, body.filter].filter((each) => each !== undefined).length === 1, {
    path: ['customers'],
    message: 'name exactly one of customers, invoices and filter',
  })
  .refine(({ dunningPlanId, accountManagers }) => dunningPlanId !== undefined || accountManagers !== undefined, {
    path: ['dunningPlanId'],
    message: 'say what to assign: a dunningPlanId (null for no plan) or accountManagers',
  })
  .meta({ id: 'AssignmentInput' });

const assignedThings = z.object({
  dunningPlanId: z.string().nullable().optional(),
  accountManagers: z.array(z.string()).optional(),
});

export const assignmentAnswer = z
  .object({
    assigned: z.int().meta({ description: 'How many have it now, those that had it before included' }),
    changed: z.int().meta({ description: 'How many of them had something else before' }),
    refused: z
      .array(z.object({ id: z.string(), reason: z.string() }))
      .meta({ description: 'Of what a filter found, the first 1,000' }),
    refusedCount: z.int(),
    warnings: z
      .array(z.object({ id: z.string(), code: z.string() }))
      .meta({ description: 'collectedAtBothLevels (ASG-4); of what a filter found, the first 1,000' }),
    warningCount: z.int(),
    changes: z
      .array(
        z.object({
          id: z.string(),
          externalId: z.string().nullable(),
          name: z.string().meta({ description: 'The customer’s name, the invoice’s number' }),
          from: assignedThings,
          to: assignedThings,
        }),
      )
      .optional()
      .meta({ description: 'On a dry run: the first 50 that would change' }),
  })
  .meta({ id: 'AssignmentResult' });
