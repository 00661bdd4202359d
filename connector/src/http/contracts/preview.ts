import { z } from 'zod';
import { FORECAST_OUTCOMES } from '../../domain/forecast.ts';
import { RULE_IDS } from '../../domain/explainReasons.ts';
import { channel, day, inputDay, level, mode, recordId } from './common.ts';
import { planInput } from './plans.ts';
import { reason } from './reason.ts';

const imaginedInvoice = z
  .strictObject({ issuedAt: inputDay, dueDate: inputDay })
  .refine(({ issuedAt, dueDate }) => dueDate >= issuedAt, { path: ['dueDate'], message: 'must not be before issuedAt' })
  .meta({ id: 'ImaginedInvoice', description: 'An invoice that need not be there' });

const target = {
  invoiceId: recordId.optional(),
  customerId: recordId
    .optional()
    .meta({ description: 'The customer’s reference invoice (REF-1); customer-level plans' }),
  invoice: imaginedInvoice.optional(),
  from: inputDay.optional().meta({ description: 'The day from which it is looked ahead; today, if left out' }),
  enteringOn: inputDay.optional().meta({ description: 'As `from`: the day on which the `invoice` enters the plan' }),
};

interface Target {
  readonly invoiceId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly invoice?: { readonly issuedAt: number; readonly dueDate: number } | undefined;
  readonly from?: number | undefined;
  readonly enteringOn?: number | undefined;
}

function checkTarget(body: Target, { addIssue }: z.core.$RefinementCtx): void {
  const named = [body.invoiceId, body.customerId, body.invoice].filter((each) => each !== undefined);
  if (named.length !== 1)
    addIssue({ code: 'custom', path: ['invoiceId'], message: 'name exactly one of invoiceId, customerId and invoice' });
  if (body.enteringOn === undefined) return;
  if (body.invoice === undefined)
    addIssue({ code: 'custom', path: ['enteringOn'], message: 'goes with invoice: records that are there take from' });
  if (body.from !== undefined)
    addIssue({ code: 'custom', path: ['enteringOn'], message: 'says the same as from: give one of them' });
}

/** `POST /v1/plans/{id}/preview`. */
export const previewInput = z.strictObject(target).superRefine(checkTarget).meta({ id: 'PreviewInput' });

/** `POST /v1/plans/preview`: of a plan that is not saved. */
export const draftPreviewInput = z
  .strictObject({
    plan: planInput.meta({ description: 'Not saved; with the id of a plan, an edit of that one' }),
    ...target,
  })
  .superRefine(checkTarget)
  .meta({ id: 'DraftPreviewInput' });

const forecastStep = z
  .strictObject({
    step: z.strictObject({ id: z.string(), name: z.string(), position: z.int() }),
    channel,
    mode,
    triggerDate: day.meta({ description: 'TRG-1' }),
    earliestDate: day.nullable().meta({
      description:
        'The earliest day by the minimum contact delay, pauses and snoozing, before rolling; for a step that expires first, when it could have come',
    }),
    dueOn: day.nullable().meta({ description: 'The day it comes (MIN-2); null if it does not' }),
    expiresOn: day
      .nullable()
      .meta({ description: 'From the start of this day it cannot be done any more (LOG-1, LOG-2)' }),
    outcome: z
      .enum(FORECAST_OUTCOMES)
      .meta({ description: '`due`: it comes; `expired`: it is passed over; `done`: it was carried out or ignored' }),
    reason: z.string().meta({ description: 'Why, in a few sentences' }),
    rules: z
      .array(z.enum(RULE_IDS))
      .meta({ description: 'The rules that decided', example: ['TRG-1', 'MIN-1', 'DAT-2'] }),
    reasons: z.array(reason),
  })
  .meta({ id: 'ForecastStep' });

export const planPreview = z
  .strictObject({
    plan: z.strictObject({ id: z.string().nullable(), name: z.string(), level }),
    from: day,
    customer: z.strictObject({ id: z.string(), externalId: z.string().nullable(), name: z.string() }).nullable(),
    referenceInvoice: z
      .strictObject({
        id: z.string().nullable(),
        externalId: z.string().nullable(),
        number: z.string().nullable(),
        issuedAt: day,
        dueDate: day,
      })
      .nullable()
      .meta({ description: 'null where the customer has no invoice that could drive the plan' }),
    steps: z.array(forecastStep),
    warnings: z.array(reason).meta({ description: 'What keeps the plan from running like that today' }),
  })
  .meta({ id: 'PlanPreview', description: 'If each step is carried out on its day and nothing is paid' });
