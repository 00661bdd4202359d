import { z } from 'zod';
import type { TemplateRef } from '../../domain/plan.ts';
import { line, paragraphs } from './primitives.ts';

export const subject = line(500).meta({ example: 'Your invoice {{referenceInvoice.number}}' });
export const body = paragraphs(100_000).min(1, 'must not be empty').meta({ example: 'Dear {{contact.name}}, …' });

interface TemplateFields {
  readonly key?: string | undefined;
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
}

/** `{key}` of a template, shipped or the organisation's own, or a text for this place alone: `{subject, body}`. */
export const template = z
  .strictObject({
    key: line(100).optional().meta({ description: 'A template of GET /v1/templates', example: 'first-reminder' }),
    subject: subject.optional(),
    body: body.optional(),
  })
  .refine(isOneText, 'give either key, or subject and body')
  .meta({ id: 'Template', description: 'Either `{key}` or `{subject, body}`; fields in Handlebars' })
  .transform(toTemplateRef);

function isOneText({ key, subject: title, body: text }: TemplateFields): boolean {
  return key === undefined ? title !== undefined && text !== undefined : title === undefined && text === undefined;
}

function toTemplateRef({ key, subject: title, body: text }: TemplateFields): TemplateRef {
  return key === undefined ? { subject: title!, body: text! } : { key };
}

export const templateAnswer = z.strictObject({
  key: z.string().optional(),
  subject: z.string().optional(),
  body: z.string().optional(),
});
