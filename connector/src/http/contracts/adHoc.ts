import { z } from 'zod';
import type { TemplateRef } from '../../domain/plan.ts';
import { channel, id, paragraphs, recordId } from './common.ts';
import { copies, recipients } from './recipients.ts';
import { body, subject, template } from './template.ts';

interface Text {
  readonly template?: TemplateRef | undefined;
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
}

function isOneText({ template: named, subject: title, body: text }: Text): boolean {
  return named === undefined
    ? (title === undefined) === (text === undefined)
    : title === undefined && text === undefined;
}

function textOf({ template: named, subject: title, body: text }: Text): TemplateRef | null {
  return named ?? (title === undefined || text === undefined ? null : { subject: title, body: text });
}

/** ADH-1. */
export const adHocInput = z
  .strictObject({
    channel,
    template: template.optional(),
    subject: subject.optional(),
    body: body.optional(),
    invoiceId: recordId.optional().meta({
      description: 'What it is about: the message then counts as a contact about this invoice too (MIN-3)',
    }),
    recipients: recipients.optional(),
    cc: copies.optional(),
    sender: id.optional().meta({ description: '`accountManager`, a user’s id or `alias:<id>`' }),
    responsible: id.optional().meta({
      description: 'Who has it to do: a user’s id, `accountManager`, `financeUser` or `group:<id>`',
    }),
    note: paragraphs(5000).optional(),
  })
  .refine(isOneText, { path: ['template'], message: 'give either template, or subject and body' })
  .refine(
    ({ channel: by, template: named, subject: title, body: text }) =>
      by !== 'email' || named !== undefined || title !== undefined || text !== undefined,
    {
      path: ['template'],
      message: 'is required: the text of the e-mail, as template or as subject and body',
    },
  )
  .meta({ id: 'AdHocActionInput' })
  .transform(({ subject: title, body: text, template: named, ...input }) => ({
    ...input,
    template: textOf({ template: named, subject: title, body: text }),
  }));
