import { parseIsoDate } from './day.ts';
import { isEmailAddress } from './emailAddress.ts';

export const CUSTOM_FIELD_TYPES = Object.freeze([
  'text',
  'number',
  'date',
  'boolean',
  'select',
  'multiSelect',
  'email',
  'url',
] as const);
export type CustomFieldType = (typeof CUSTOM_FIELD_TYPES)[number];

/** CUS-4: a typed field of customers. */
export interface CustomField {
  readonly key: string;
  readonly label: string;
  readonly type: CustomFieldType;
  /** What select and multiSelect choose from; empty for the other types. */
  readonly options: readonly string[];
  /** What feeds it, such as `stripe`; null is the organisation's own. */
  readonly source: string | null;
}

export type CustomFieldValue = string | number | boolean | readonly string[];

/** Values as they are kept, and what is wrong with others; null takes a value away. */
export type CheckedValue = { readonly value: CustomFieldValue | null } | { readonly problem: string };

const LONGEST_QUOTE = 60;

function quote(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}

function isUrl(text: string): boolean {
  return /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text);
}

/** What a type takes, and how to say so. */
const TYPES: Record<CustomFieldType, { readonly what: string; fits(value: unknown, field: CustomField): boolean }> = {
  text: { what: 'a text', fits: (value) => typeof value === 'string' },
  number: { what: 'a number, such as 12.5', fits: (value) => typeof value === 'number' && Number.isFinite(value) },
  date: {
    what: 'a calendar date, such as 2026-11-23',
    fits: (value) => typeof value === 'string' && parseIsoDate(value) !== null,
  },
  boolean: { what: 'true or false', fits: (value) => typeof value === 'boolean' },
  select: {
    what: 'one of its options',
    fits: (value, { options }) => typeof value === 'string' && options.includes(value),
  },
  multiSelect: {
    what: 'a list of its options',
    fits: (value, { options }) => Array.isArray(value) && value.every((each) => options.includes(each as string)),
  },
  email: {
    what: 'an e-mail address, such as accounting@example.com',
    fits: (value) => typeof value === 'string' && isEmailAddress(value),
  },
  url: {
    what: 'a web address, such as https://example.com',
    fits: (value) => typeof value === 'string' && isUrl(value),
  },
};

const MOST_OPTIONS = 20;

function describe({ type, options }: CustomField): string {
  const { what } = TYPES[type];
  if (type !== 'select' && type !== 'multiSelect') return what;
  const shown = options.slice(0, MOST_OPTIONS).map((option) => `'${option}'`);
  return `${what}: ${shown.join(', ')}${options.length > MOST_OPTIONS ? ', …' : ''}`;
}

/**
 * CUS-4: a value for a defined field. An empty text, except in a text field, and an empty list take the value away, as null does; what
 * stands twice in a list is kept once.
 */
export function checkFieldValue(field: CustomField, value: unknown): CheckedValue {
  if (value === null || (value === '' && field.type !== 'text')) return { value: null };
  if (Array.isArray(value) && value.length === 0) return { value: null };
  const isSound = typeof value !== 'string' || value.isWellFormed();
  if (isSound && TYPES[field.type].fits(value, field)) {
    return { value: Array.isArray(value) ? [...new Set(value as string[])] : (value as CustomFieldValue) };
  }
  const remedy = 'send that, null for no value, or change the field’s type';
  return {
    problem: `${quote(value)} does not fit the ${field.type} field '${field.label}': it takes ${describe(field)}; ${remedy}`,
  };
}

/** A value for a key that nobody has defined: taken as it is, if it can be kept. */
export function checkUndefinedValue(value: CustomFieldValue | null): CheckedValue {
  const texts = Array.isArray(value) ? value : [value];
  if (texts.every((text) => typeof text !== 'string' || text.isWellFormed())) return { value };
  return { problem: 'holds half of a character (a lone surrogate): send the text in UTF-8' };
}
