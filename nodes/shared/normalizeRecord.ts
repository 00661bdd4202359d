import type { IDataObject } from 'n8n-workflow';
import { type AmountFormat, toMinorUnits } from './amount';
import { toCalendarDate } from './calendarDate';
import type { FieldError } from './errors';

/** What the API knows of a kind of record: which names it takes, and which of them are dates or amounts. */
export interface RecordShape {
  fields: readonly string[];
  dates?: readonly string[];
  amounts?: readonly string[];
}

/** The names of a record's fields, checked against the API's type for it: none may be missing, none may be wrong. */
export function fieldsOf<T extends object>(fields: Record<keyof T, true>): string[] {
  return Object.keys(fields);
}

/** A record as the API takes it, and what could not be made so. The record given is left as it is. */
export function normalizeRecord(
  shape: RecordShape,
  given: IDataObject,
  format: AmountFormat,
  timeZone: string,
): { record: IDataObject; errors: FieldError[] } {
  // An empty cell of a table leaves a field as it is; it does not clear it.
  const record = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
  const errors: FieldError[] = [];
  const convert = (path: string, from: unknown, by: (value: unknown) => unknown): IDataObject[string] => {
    try {
      return by(from) as IDataObject[string];
    } catch (error) {
      errors.push({ path, message: (error as Error).message });
      return undefined;
    }
  };
  const toDate = (value: unknown) => toCalendarDate(value, timeZone);
  const toAmount = (value: unknown) => toMinorUnits(value, record.currency, format);

  for (const name of shape.dates ?? []) {
    if (isGiven(record[name])) record[name] = convert(name, record[name], toDate);
  }
  for (const name of shape.amounts ?? []) {
    if (isGiven(record[name])) record[name] = convert(name, record[name], toAmount);
  }
  if (shape.amounts && Array.isArray(record.invoices)) {
    record.invoices = (record.invoices as IDataObject[]).map((part, index) => ({
      ...part,
      amount: convert(`invoices.${index}.amount`, part.amount, toAmount),
    }));
  }
  for (const name of ['externalId', 'number']) {
    if (typeof record[name] === 'number') record[name] = String(record[name]); // a spreadsheet's 1042
  }
  return { record, errors };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
