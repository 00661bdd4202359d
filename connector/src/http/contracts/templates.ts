import { z } from 'zod';
import { day, fieldError, formOfAddress, id, inputDay, language, recordId } from './common.ts';
import { message } from './actions.ts';
import { line } from './primitives.ts';
import { body, subject, template } from './template.ts';

export const templateKey = line(100)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be of small letters, digits, dots and dashes, such as friendly-reminder')
  .meta({ example: 'friendly-reminder' });

const variant = z
  .strictObject({
    language,
    formOfAddress: formOfAddress
      .nullish()
      .transform((value) => value ?? null)
      .meta({ description: 'Left out: for both' }),
    subject,
    body: body.meta({ description: 'Plain text or HTML, with fields in Handlebars' }),
  })
  .meta({ id: 'TemplateVariantInput' });

const named = {
  name: line(),
  variants: z
    .array(variant)
    .min(1, 'a template needs at least one variant')
    .max(200)
    .meta({ description: 'The first serves where none fits (PLN-3)' }),
};

/** `POST /v1/templates`. */
export const templateInput = z.strictObject({ key: templateKey, ...named }).meta({ id: 'TemplateInput' });

/** `PUT /v1/templates/{key}`; the key may be sent back, and stays. */
export const templatePatch = z
  .strictObject({ key: templateKey, ...named })
  .partial()
  .meta({ id: 'TemplatePatch' });

export const keyParams = z.strictObject({ key: z.string().max(100) });

const shape = { language: z.string(), formOfAddress: formOfAddress.nullable() };

export const templateInfo = z
  .strictObject({
    key: z.string(),
    name: z.string(),
    isShipped: z.boolean(),
    variants: z.array(z.strictObject(shape)),
  })
  .meta({ id: 'TemplateInfo' });

export const ownTemplate = z
  .strictObject({
    key: z.string(),
    name: z.string(),
    isShipped: z.boolean(),
    version: z.int().nullable().meta({ description: 'Counts edits; null for a shipped one' }),
    variants: z.array(z.strictObject({ ...shape, subject: z.string(), body: z.string() })),
    warnings: z
      .array(fieldError)
      .meta({ description: 'What was taken out of HTML just now: scripts, forms, event handlers, addresses' }),
  })
  .meta({ id: 'MessageTemplate' });

const who = {
  customerId: recordId,
  invoiceId: recordId.optional().meta({ description: 'The reference invoice; left out, the one by REF-1' }),
  date: inputDay.optional().meta({ description: 'Left out: today' }),
  language: language.optional().meta({ description: 'Instead of the customer’s own' }),
  formOfAddress: formOfAddress.optional().meta({ description: 'Instead of the customer’s own' }),
};

/** `POST /v1/templates/preview`: a template, or a plan's step. */
export const previewInput = z
  .strictObject({ ...who, template: template.optional(), planId: id.optional(), stepId: id.optional() })
  .superRefine(({ template: text, planId, stepId }, { addIssue }) => {
    if (
      text === undefined ? planId !== undefined && stepId !== undefined : planId === undefined && stepId === undefined
    )
      return;
    addIssue({ code: 'custom', path: ['template'], message: 'give either a template, or planId and stepId' });
  })
  .meta({ id: 'MessagePreviewInput' });

export const preview = z
  .strictObject({
    ...message.shape,
    channel: z.enum(['email', 'sms', 'letter', 'call', 'task']),
    date: day,
    language: z.string(),
    warnings: z.array(z.string()).meta({ description: 'What would keep it from going out like this' }),
  })
  .meta({ id: 'MessagePreview' });
