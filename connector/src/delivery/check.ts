import type { TemplateRef } from '../domain/plan.ts';
import { checkFields } from './checkFields.ts';
import type { TemplateScope } from './fieldNames.ts';
import { lostInHtml } from './freeText.ts';
import { parseTemplate, positionAt, type Position } from './syntaxProblem.ts';

export type { TemplateScope } from './fieldNames.ts';

/** What is wrong with a template, said to the person who saves it; line and column count from 1. */
export interface TemplateProblem extends Position {
  part: 'key' | 'subject' | 'body';
  message: string;
}

/** INV-2: the shipped message that uses the fields of `invoice`, which a step has not. */
const INVOICE_MESSAGE = 'invoice';

/**
 * What keeps a template from being saved: an unknown key, a syntax error, a field that does not exist or not in this
 * scope, a line break in the subject, a field where HTML has no room for one. Empty if all is well.
 */
export function checkTemplate(
  template: TemplateRef,
  options: { scope: TemplateScope; keys: readonly string[] },
): TemplateProblem[] {
  if ('key' in template) return checkKey(template.key, options);
  return [...checkSubject(template.subject, options.scope), ...checkBody(template.body, options.scope)];
}

function checkKey(key: string, { scope, keys }: { scope: TemplateScope; keys: readonly string[] }): TemplateProblem[] {
  const problem = (message: string): TemplateProblem[] => [{ part: 'key', line: 1, column: 1, message }];
  if (!keys.includes(key)) return problem(`There is no template \`${key}\`; there are ${keys.join(', ')}`);
  if (scope === 'rule') return problem(`\`${key}\` is about invoices, which a rule's notification cannot name`);
  if (key !== INVOICE_MESSAGE || scope === 'invoice') return [];
  return problem(
    `\`${key}\` is the message that carries a new invoice: name it as \`invoiceMessage.template\`, above the steps`,
  );
}

function checkSubject(subject: string, scope: TemplateScope): TemplateProblem[] {
  if (subject.trim() === '') return [{ part: 'subject', line: 1, column: 1, message: 'The subject is empty' }];
  const lineBreak = subject.search(/[\r\n]/);
  if (lineBreak >= 0) {
    return [
      { part: 'subject', ...positionAt(subject, lineBreak), message: 'A subject is one line, without line breaks' },
    ];
  }
  return checkPart('subject', subject, scope);
}

function checkBody(body: string, scope: TemplateScope): TemplateProblem[] {
  if (body.trim() === '') return [{ part: 'body', line: 1, column: 1, message: 'The body is empty' }];
  const problems = checkPart('body', body, scope);
  if (problems.length > 0) return problems;
  return lostInHtml(body).map(({ source, offset }) => ({
    part: 'body',
    ...positionAt(body, offset),
    message: `\`${source}\` stands where the message has no text; fields go between tags or into the address of a link`,
  }));
}

function checkPart(part: 'subject' | 'body', source: string, scope: TemplateScope): TemplateProblem[] {
  const parsed = parseTemplate(source);
  const problems = 'problem' in parsed ? [parsed.problem] : checkFields(parsed.program, scope);
  return problems.map(({ line, column, message }) => ({ part, line, column, message }));
}
