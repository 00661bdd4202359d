import { z } from 'zod';
import { isAlwaysManual } from '../../domain/plan.ts';
import { channel, level, mode } from './common.ts';
import { expected } from './issues.ts';
import { id, language, line } from './primitives.ts';
import { copies, recipients } from './recipients.ts';
import { template, templateAnswer } from './template.ts';

const days = (least: number, most: number) => {
  const error = expected(`a whole number of days from ${least} to ${most}`);
  return z.int({ error }).min(least, { error }).max(most, { error });
};

/** Left out, as `undefined` has it; null, as answers have it, is the same. */
const omittable = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined);

const step = z
  .strictObject({
    id: omittable(id).meta({ description: 'Of a step that is there already (PLN-5); left out, the name finds it' }),
    name: line(),
    when: z
      .strictObject({ anchor: z.enum(['due', 'issue']), days: days(-365, 365) })
      .meta({ description: 'Days after the due or the issue date; negative is before' }),
    channel,
    mode,
    template: template.nullish().transform((value) => value ?? null),
    sender: omittable(id).meta({
      description: '`accountManager`, a user’s id or `alias:<id>`; left out, the organisation’s address',
    }),
    recipients: omittable(recipients),
    cc: omittable(copies),
    responsible: omittable(id).meta({
      description: 'A user’s id, `accountManager`, `financeUser` (whoever is one) or `group:<id>`',
    }),
    attachInvoices: omittable(z.boolean()).meta({
      description: 'The PDFs of the reference invoice and, at customer level, of all that are overdue and not disputed',
    }),
    attachStatement: omittable(z.boolean()).meta({ description: 'A statement of account, made by the connector' }),
  })
  .superRefine(({ channel: by, mode: how, template: text }, { addIssue }) => {
    if (isAlwaysManual(by) && how === 'automatic') {
      addIssue({ code: 'custom', path: ['mode'], message: `a ${by} is done by a person: its mode must be 'manual'` });
    }
    if (!isAlwaysManual(by) && text === null)
      addIssue({ code: 'custom', path: ['template'], message: `is required: the text of the ${by}` });
  })
  .meta({ id: 'StepInput' });

function refuseRepeats(
  list: readonly { id?: string | undefined; name: string }[],
  { addIssue }: z.core.$RefinementCtx,
): void {
  for (const key of ['id', 'name'] as const) {
    list.forEach((one, index) => {
      const first = list.findIndex((other) => other[key] !== undefined && other[key] === one[key]);
      if (first < 0 || first === index) return;
      addIssue({
        code: 'custom',
        path: [index, key],
        message: `'${one[key]!}' is already the ${key} of step ${first + 1}: each step needs its own`,
      });
    });
  }
}

const steps = z
  .array(step, { error: expected('a list of steps') })
  .min(1, 'a plan needs at least one step')
  .max(100)
  .superRefine(refuseRepeats);

const invoiceMessage = z
  .strictObject({
    automatic: z.boolean(),
    delayDays: days(0, 365),
    template,
    recipients: omittable(recipients),
    cc: omittable(copies),
  })
  .meta({ id: 'InvoiceMessageInput', description: 'The message that carries a new invoice (INV-2)' });

const logic = z.enum(['standard', 'contextual']);
const minimumContactDelayDays = days(0, 30).meta({ description: 'Least number of days between two contacts (MIN-1)' });

/** A plan that was read may be sent back whole: these change nothing. */
const readOnly = {
  id: id.optional().meta({ readOnly: true }),
  version: z.int().optional().meta({ readOnly: true }),
};

const named = {
  name: line(),
  level,
  logic,
  minimumContactDelayDays,
  isDefault: z.boolean().meta({ description: 'Whether new records of its level get this plan' }),
  language: language.nullable(),
  invoiceMessage: invoiceMessage.nullable(),
  steps,
};

/** `POST /v1/plans`. */
export const planInput = z
  .strictObject({
    ...readOnly,
    ...named,
    level: named.level.default('customer'),
    logic: named.logic.default('standard'),
    minimumContactDelayDays: named.minimumContactDelayDays.default(0),
    isDefault: named.isDefault.default(false),
    language: named.language.default(null),
    invoiceMessage: named.invoiceMessage.default(null),
  })
  .meta({ id: 'PlanInput' });

/** `PUT /v1/plans/{id}` changes what it names; steps are replaced as a whole. */
export const planPatch = z
  .strictObject({ ...readOnly, ...named })
  .partial()
  .meta({ id: 'PlanPatch' });

const stepAnswer = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    when: z.strictObject({ anchor: z.enum(['due', 'issue']), days: z.int() }),
    channel,
    mode,
    template: templateAnswer.nullable(),
    sender: z.string().optional(),
    recipients: z.array(z.string()).optional(),
    cc: z.array(z.string()).optional(),
    responsible: z.string().optional(),
    attachInvoices: z.boolean().optional(),
    attachStatement: z.boolean().optional(),
  })
  .meta({ id: 'Step' });

export const plan = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    version: z.int(),
    level,
    logic,
    minimumContactDelayDays: z.int(),
    isDefault: z.boolean(),
    language: z.string().nullable(),
    invoiceMessage: z
      .strictObject({
        automatic: z.boolean(),
        delayDays: z.int(),
        template: templateAnswer,
        recipients: z.array(z.string()).optional(),
        cc: z.array(z.string()).optional(),
      })
      .nullable(),
    steps: z.array(stepAnswer),
  })
  .meta({ id: 'Plan' });
