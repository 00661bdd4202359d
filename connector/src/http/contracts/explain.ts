import { z } from 'zod';
import { channel, day, level, mode } from './common.ts';
import { reason } from './reason.ts';

const nextAction = z
  .strictObject({
    level,
    plan: z.strictObject({ id: z.string(), name: z.string() }),
    step: z.strictObject({ id: z.string(), name: z.string(), position: z.int() }),
    channel,
    mode,
    dueOn: day,
    expiresOn: day.nullable(),
    recipients: z
      .array(z.string())
      .meta({ description: 'Whom it would go to now; empty where it goes to nobody outside, or cannot go out' }),
    referenceInvoice: z.strictObject({ id: z.string(), number: z.string() }),
  })
  .meta({ id: 'NextAction' });

const summary = z.string().meta({
  description: 'In plain words',
  example:
    '‘Second reminder’ about invoice 2026-0815 goes out by e-mail on Monday 2026-11-30 to accounting@example.com.',
});

const atLevel = z
  .strictObject({ level, summary, next: nextAction.nullable(), reasons: z.array(reason) })
  .meta({ id: 'LevelExplanation' });

/** `GET /v1/customers/{id}/explain`, `GET /v1/invoices/{id}/explain`. */
export const explanation = z
  .strictObject({
    summary,
    next: nextAction.nullable().meta({ description: 'What comes next, at whichever level; null if nothing does' }),
    reasons: z.array(reason).meta({ description: 'All that decided, each with its rule and the values' }),
    levels: z.array(atLevel).meta({ description: 'The same by level: the customer’s plan and the invoice’s own' }),
  })
  .meta({ id: 'Explanation' });

/** `GET /v1/actions/{id}/explain`. */
export const actionExplanation = z
  .strictObject({
    summary,
    next: nextAction.nullable().meta({ description: 'Where the action is still planned' }),
    reasons: z.array(reason),
  })
  .meta({ id: 'ActionExplanation' });
