import { z } from 'zod';
import type { FieldError } from '../../domain/errors.ts';

const LONGEST_QUOTE = 60;
const MOST_NAMES = 25;

/** A value as an error quotes it: short, on one line. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  const line = text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}

/** The message of a schema that takes `what`: says that it is missing, or quotes what was given instead. */
export function expected(what: string): (issue: { input?: unknown }) => string {
  return ({ input }) => (input === undefined ? `is required: ${what}` : `${quote(input)} is not ${what}`);
}

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function quantity(
  issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall>,
  limit: string,
): string {
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
  return unit === '' ? `${quote(issue.input)} is out of range: ${limit}` : `must have ${limit}${unit}`;
}

/** The names that an object takes, for whoever mistyped one. */
function knownNames(schema: unknown): string {
  if (!(schema instanceof z.ZodObject)) return '';
  const names = Object.keys(schema.shape);
  return names.length > MOST_NAMES ? '' : `; known are ${names.join(', ')}`;
}

/** Messages for what no schema has its own words for; they name what is allowed. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return expected(TYPES[String(issue['expected'])] ?? String(issue['expected']))(issue);
    case 'invalid_value':
      return expected(`one of ${(issue['values'] as unknown[]).map((value) => quote(value)).join(', ')}`)(issue);
    case 'too_small':
      return quantity(issue, `at least ${String(issue['minimum'])}`);
    case 'too_big':
      return quantity(issue, `at most ${String(issue['maximum'])}`);
    case 'unrecognized_keys':
      return `is not known here${knownNames(issue.inst)}`;
    default:
      return undefined;
  }
}

function toFieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.map(String);
  const names = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
  return names.map((name) => ({ path: name.join('.'), message: issue.message }));
}

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Checks a value from outside; what is wrong comes back field by field. */
export function check<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  const result = schema.safeParse(value, { error: explain });
  if (result.success) return { ok: true, value: result.data };
  // Two checks may say the same of one field.
  const errors = new Map(result.error.issues.flatMap(toFieldErrors).map((error) => [JSON.stringify(error), error]));
  return { ok: false, errors: [...errors.values()] };
}
