import { z } from 'zod';
import { channel, day, inputDay, level, mode, recordId } from './common.ts';
import { filter } from './filter.ts';
import { planInput } from './plans.ts';

const window = {
  from: inputDay.optional().meta({
    description: 'The day on which the plan is entered; left out, everybody enters it with the first invoice',
  }),
  to: inputDay.optional().meta({ description: 'Today, if left out; on days to come nothing more is paid' }),
  customers: z.array(recordId).min(1).max(100_000).optional(),
  where: filter.optional().meta({ description: 'Customers for whom all filters hold now; all, if left out' }),
  limit: z.int().min(1).max(10_000_000).optional().meta({ description: 'So many customers at most' }),
  sampleSize: z
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .meta({ description: 'How many actions are listed; 50, if left out' }),
};

const ONE_SELECTION = { path: ['where'], message: 'name either customers or where' };

interface Selection {
  readonly customers?: unknown;
  readonly where?: unknown;
}

const isOneSelection = ({ customers, where }: Selection) => customers === undefined || where === undefined;

/** `POST /v1/plans/{id}/backtest`. */
export const backtestInput = z.strictObject(window).refine(isOneSelection, ONE_SELECTION).meta({ id: 'BacktestInput' });

/** `POST /v1/plans/backtest`: of a plan that is not saved. */
export const draftBacktestInput = z
  .strictObject({
    plan: planInput.meta({ description: 'Not saved; with the id of a plan, an edit of that one' }),
    ...window,
  })
  .refine(isOneSelection, ONE_SELECTION)
  .meta({ id: 'DraftBacktestInput' });

const dayCount = z.strictObject({ date: day, count: z.int() });

export const backtestAnswer = z
  .strictObject({
    plan: z.strictObject({ id: z.string().nullable(), name: z.string(), level }),
    from: day.nullable().meta({ description: 'null where there is no invoice' }),
    to: day,
    actions: z.int().meta({ description: 'What would have gone out, manual steps included' }),
    customers: z.int().meta({ description: 'Who would have got something' }),
    considered: z
      .strictObject({ customers: z.int(), invoices: z.int() })
      .meta({ description: 'What was gone through' }),
    complete: z.boolean().meta({ description: 'false where `limit` left customers out' }),
    byStep: z.array(
      z.strictObject({ stepId: z.string(), name: z.string(), position: z.int(), channel, mode, count: z.int() }),
    ),
    byDay: z.array(dayCount).meta({ description: 'Days on which something would have gone out' }),
    byMonth: z.array(z.strictObject({ month: z.string().meta({ example: '2026-11' }), count: z.int() })),
    maximumOnOneDay: dayCount.nullable(),
    sample: z
      .array(
        z.strictObject({
          date: day,
          customer: z.strictObject({ id: z.string(), externalId: z.string().nullable(), name: z.string() }),
          step: z.strictObject({ id: z.string(), name: z.string(), position: z.int() }),
          referenceInvoice: z.strictObject({ id: z.string(), number: z.string(), dueDate: day }),
        }),
      )
      .meta({ description: 'The earliest actions' }),
    takenIntoAccount: z.array(z.string()),
    notTakenIntoAccount: z.array(z.string()),
  })
  .meta({ id: 'Backtest', description: 'What the plan would have sent over the past in the database' });
