import { FIELDS_IN, isGroup } from './fieldNames.ts';
import type { Fields } from './fields.ts';
import { FieldValue } from './fieldValue.ts';

/** Prints a dash, and is empty to `{{#if}}`. */
const BLANK = new FieldValue('–', '');

/**
 * RUL-3: the fields of a notification, in which what has no value prints a dash: its names were checked when the rule was saved, and colleagues
 * are rather told of a customer without a score than not at all. `customKeys` are the custom fields that its text names.
 */
export function withBlanks(fields: Fields, customKeys: Iterable<string>): Fields {
  const groups = Object.entries(FIELDS_IN.rule.group).flatMap(([name, shape]) => {
    if (!isGroup(shape)) return [];
    const blanks = Object.fromEntries(Object.keys(shape.group).map((field) => [field, BLANK]));
    return [[name, { ...blanks, ...fields[name as keyof Fields] }]];
  });
  const { customer, ...others } = Object.fromEntries(groups) as Pick<Fields, 'customer'>;
  const custom = { ...Object.fromEntries([...customKeys].map((key) => [key, BLANK])), ...fields.customer.custom };
  return { ...fields, ...others, customer: { ...customer, custom } };
}
