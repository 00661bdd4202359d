import type { Field } from 'jsforce/lib/types/index.js';
import { localTime } from '../../clock.ts';
import type { CustomFieldType, CustomFieldValue } from '../../domain/customField.ts';
import { toIsoDate } from '../../domain/day.ts';

const TYPES: Readonly<Record<string, CustomFieldType>> = {
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'date',
  picklist: 'select',
  multipicklist: 'multiSelect',
  email: 'email',
  url: 'url',
  id: 'text',
  reference: 'text',
  string: 'text',
  textarea: 'text',
  combobox: 'text',
  phone: 'text',
  encryptedstring: 'text',
  time: 'text',
};

/** CUS-4: the type of the custom field that a field of Salesforce feeds; null for what no custom field holds: addresses, places, files. */
export function customFieldType({ type }: Pick<Field, 'type'>): CustomFieldType | null {
  return TYPES[type] ?? null;
}

/** What a picklist offers, values that are no longer offered included, since records keep them. */
export function picklistOptions({ type, picklistValues }: Pick<Field, 'type' | 'picklistValues'>): string[] {
  if (type !== 'picklist' && type !== 'multipicklist') return [];
  return [...new Set((picklistValues ?? []).map(({ value }: { value: string }) => value))].sort();
}

/**
 * A value of Salesforce as the custom field takes it; what does not fit comes back as it is, for `checkFieldValue` to say why. An instant is the
 * organisation's day; a web address without a scheme is what Salesforce takes it for; a picklist under a text field is its text.
 */
export function customFieldValue(
  { type }: Pick<Field, 'type'>,
  value: unknown,
  target: CustomFieldType,
  timeZone: string,
): CustomFieldValue | null {
  if (value === null || value === undefined || value === '') return null;
  if (type === 'multipicklist' && target === 'multiSelect') return String(value).split(';');
  if (type === 'datetime' && target === 'date') {
    const at = Date.parse(String(value));
    return Number.isNaN(at) ? String(value) : toIsoDate(localTime(at, timeZone).day);
  }
  if (target === 'url' && typeof value === 'string' && !/^[a-z][a-z0-9+.-]*:/i.test(value)) return `http://${value}`;
  if (target === 'text' && typeof value !== 'string') return String(value);
  return value as CustomFieldValue;
}
