import { type IDataObject, type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import type { CustomField, FilterCondition } from '../api';
import { toCalendarDate } from '../calendarDate';
import { refusedError } from '../errors';
import { itemParameter } from '../items';
import { NO_PLAN } from '../locators';
import type { Connector } from '../transport';
import { type FieldKind, type FilterLevel, kindOf, namesCustomField } from './fields';

/** One filter as the editor keeps it; which of the values counts follows from the field. */
export interface FilterForm extends IDataObject {
  field?: string;
  operator?: 'is' | 'isNot' | 'above' | 'below' | 'isEmpty' | 'isNotEmpty';
}

type FilterValue = FilterCondition['values'][number];

/** Where the editor keeps the values of each kind of field. */
const INPUT: Readonly<Record<FieldKind, string>> = {
  text: 'value',
  number: 'value',
  amount: 'value',
  date: 'value',
  boolean: 'flag',
  plan: 'planIds',
  user: 'userIds',
  score: 'scores',
  paymentMethod: 'paymentMethods',
  invoiceStatus: 'statuses',
  position: 'positions',
  formOfAddress: 'forms',
};

/**
 * Reads the filters of a parameter as the API takes them. Custom fields are looked up once, if any filter names one, so that a number is
 * compared as a number. Throws a NodeOperationError that names the filter.
 */
export async function filterReader(
  context: IExecuteFunctions,
  connector: Connector,
  level: FilterLevel,
  parameter: string,
): Promise<(itemIndex: number) => FilterCondition[]> {
  const formOf = itemParameter<{ filter?: FilterForm[] }>(context, parameter, {});
  // An expression may give the name of a custom field.
  const needsTypes = /custom\.|"field":"=/.test(JSON.stringify(context.getNode().parameters[parameter] ?? {}));
  const custom = needsTypes ? await connector.list<CustomField>('/v1/custom-fields', {}) : [];
  const timeZone = context.getTimezone();

  return (itemIndex) => {
    const problems: Array<{ path: string; message: string }> = [];
    const filters = (formOf(itemIndex).filter ?? []).map((form, index) => {
      try {
        return conditionOf(form, kindOf(form.field ?? '', level, custom), timeZone);
      } catch (error) {
        problems.push({ path: `Filter ${index + 1}`, message: (error as Error).message });
        return null;
      }
    });
    if (problems.length > 0) {
      throw refusedError(context, { message: 'A filter is not complete', errors: problems, itemIndex });
    }
    return filters as FilterCondition[];
  };
}

function conditionOf(form: FilterForm, kind: FieldKind, timeZone: string): FilterCondition {
  const { field, operator = 'is' } = form;
  if (!field) throw new Error('choose a field');
  if (operator === 'isEmpty') return { field, operator: 'is', values: [null] };
  if (operator === 'isNotEmpty') return { field, operator: 'isNot', values: [null] };
  const input = INPUT[kind];
  // A custom field of yes or no has no input of its own: its value is written.
  const given = namesCustomField(field) ? form.value : (form[input] ?? (kind === 'boolean' ? true : undefined));
  const values = listOf(given).map((value) => valueOf(value, kind, timeZone));
  if (values.length === 0) throw new Error(`choose a value for “${field}”, or the operator Is Empty`);
  return { field, operator, values };
}

/** The values of an input: a list is taken as it is, text is split at its commas. */
export function listOf(given: unknown): unknown[] {
  if (Array.isArray(given)) return given;
  if (typeof given !== 'string') return given === undefined || given === null ? [] : [given];
  return [...given.matchAll(/\s*(?:"([^"]*)"|([^,]+?))\s*(?:,|$)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

/** Several choices as a list, also where an expression gives them as text; undefined where nothing is given. */
export function choicesOf(given: unknown): string[] | undefined {
  return given === undefined || given === null || given === '' ? undefined : listOf(given).map(String);
}

function valueOf(value: unknown, kind: FieldKind, timeZone: string): FilterValue {
  switch (kind) {
    case 'number':
    case 'amount': {
      const number = typeof value === 'number' ? value : Number(String(value).trim() || Number.NaN);
      if (!Number.isFinite(number)) throw new Error(`"${String(value)}" is not a number`);
      return number;
    }
    case 'date':
      return toCalendarDate(value, timeZone);
    case 'boolean': {
      const text = String(value).toLowerCase();
      if (text !== 'true' && text !== 'false') throw new Error(`"${String(value)}" is neither true nor false`);
      return text === 'true';
    }
    case 'plan':
      return value === NO_PLAN ? null : String(value);
    default:
      return String(value);
  }
}

/** Throws when there is no filter: an empty list would mean everybody. */
export function requireFilters(context: IExecuteFunctions, filters: FilterCondition[], itemIndex: number): void {
  if (filters.length > 0) return;
  throw new NodeOperationError(context.getNode(), 'No filter is set', {
    description: 'Add a filter, so that nobody is changed by oversight. To take all, filter by “Excluded is False”.',
    itemIndex,
  });
}
