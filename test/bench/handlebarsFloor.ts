import Handlebars from 'handlebars';
import { FieldValue } from '../../connector/src/delivery/fieldValue.ts';
import type { MessageSource } from '../../connector/src/delivery/templates.ts';

/** A message's parts by Handlebars as it comes, over values as they print. */
export interface PlainTemplate {
  subject(fields: unknown): string;
  html(fields: unknown): string;
  text(fields: unknown): string;
}

const plain = Handlebars.create();
plain.registerHelper('gt', (a: unknown, b: unknown) => Number(a) > Number(b));
plain.registerHelper('eq', (a: unknown, b: unknown) => a === b);
plain.registerHelper('plural', (count: unknown, one: string, other: string) =>
  Number(count) === 1 ? `${String(count)} ${one}` : `${String(count)} ${other}`,
);

export function compilePlain({ subject, html, text }: MessageSource): PlainTemplate {
  return {
    subject: plain.compile(subject, { noEscape: true }),
    html: plain.compile(html),
    text: plain.compile(text, { noEscape: true }),
  };
}

/** Our fields as plain values that Handlebars prints, and tests with `{{#if}}`, as our engine does. */
export function plainFields(value: unknown): unknown {
  if (value instanceof FieldValue) return value.raw ? value.text : value.raw;
  if (Array.isArray(value)) return value.map(plainFields);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainFields(inner)]));
}
