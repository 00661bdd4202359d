import type { FieldError } from './errors.ts';
import { invalid } from './errors.ts';
import { type Day, fromIsoDate, parseIsoDate } from './day.ts';

export const FILTER_OPERATORS = Object.freeze(['is', 'isNot', 'above', 'below'] as const);
export type FilterOperator = (typeof FILTER_OPERATORS)[number];
export type FilterValue = string | number | boolean | null;

/** One filter as people write it; null among the values is *is empty*. */
export interface FilterInput {
  readonly field: string;
  readonly operator: FilterOperator;
  readonly values: readonly FilterValue[];
}

/** What can be asked of a field. */
export interface FilterField {
  /** `day` takes a calendar date and compares days; `date` keeps the text, as custom fields do; `untyped` takes anything. */
  readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'day' | 'date' | 'untyped';
  /** All that a text field can hold. */
  readonly options?: readonly string[];
  /** RUL-2: not every custom field knows *is not*. */
  readonly knowsIsNot: boolean;
}

/** The fields of a list: how each is called and what it takes; null for a name that is none. */
export interface FilterVocabulary {
  fieldOf(name: string): FilterField | null;
  /** For whoever mistyped one. */
  readonly names: string;
}

/** A checked filter. `field` is a name of its vocabulary, values are of the field's type. */
export interface Condition {
  readonly field: string;
  readonly operator: FilterOperator;
  readonly values: readonly (string | number | boolean)[];
  /** Whether an empty field is among what is asked for. */
  readonly orEmpty: boolean;
}

const LEAST: Record<'integer' | 'number', string> = { integer: 'a whole number', number: 'a number' };

/** A value as it is compared, or what the field takes instead. */
function readValue(
  { type, options }: FilterField,
  value: string | number | boolean,
): { value: string | number | boolean } | string {
  switch (type) {
    case 'untyped':
      return { value };
    case 'boolean':
      return typeof value === 'boolean' ? { value } : 'true or false';
    case 'integer':
    case 'number':
      return typeof value === 'number' && (type === 'number' || Number.isSafeInteger(value)) ? { value } : LEAST[type];
    case 'day':
    case 'date':
      if (typeof value !== 'string' || parseIsoDate(value) === null) return 'a calendar date (YYYY-MM-DD)';
      return { value: type === 'day' ? (fromIsoDate(value) satisfies Day) : value };
    case 'text':
      if (typeof value !== 'string') return 'a text';
      return options && !options.includes(value)
        ? `one of ${options.map((option) => `'${option}'`).join(', ')}`
        : { value };
  }
}

/** *Above* and *below* make sense for it. */
function isOrdered({ type }: FilterField, values: readonly FilterValue[]): boolean {
  return type === 'untyped' ? typeof values[0] === 'number' : type !== 'text' && type !== 'boolean';
}

/** RUL-2, where nobody said of what type the field is: it is what it is compared with. */
function knowsIsNot({ type, knowsIsNot: known }: FilterField, values: readonly FilterValue[]): boolean {
  return known || (type === 'untyped' && values.some((value) => typeof value === 'boolean'));
}

function operatorProblem(
  { field: name, operator, values }: FilterInput,
  field: FilterField,
  isRule: boolean,
): string | null {
  if (operator === 'is') return null;
  if (operator === 'isNot') {
    if (knowsIsNot(field, values)) return null;
    return `'${name}' does not know isNot: of the custom fields only those of the types select and boolean do (RUL-2); use is`;
  }
  if (isRule) return `rules know is and isNot only (RUL-2), not ${operator}`;
  if (!isOrdered(field, values))
    return `'${name}' is not ordered: ${operator} is for numbers, amounts and dates; use is`;
  return null;
}

/**
 * RUL-2: checks filters against the fields they may name; throws `invalid` that tells all that is wrong by position (`filter.1.operator`).
 * `path` is where the list stands; a rule's filters know `is` and `isNot` only.
 */
export function checkFilter(
  filters: readonly FilterInput[],
  vocabulary: FilterVocabulary,
  { path = 'filter', isRule = false }: { readonly path?: string; readonly isRule?: boolean } = {},
): Condition[] {
  const errors: FieldError[] = [];
  const conditions = filters.map((filter, index): Condition => {
    const { field: name, operator, values } = filter;
    const wrong = (part: string, message: string) => errors.push({ path: `${path}.${index}.${part}`, message });
    const field = vocabulary.fieldOf(name);
    if (!field) {
      wrong('field', `'${name}' is no field of this list; known are ${vocabulary.names}`);
      return { field: name, operator, values: [], orEmpty: false };
    }
    const problem = operatorProblem(filter, field, isRule);
    if (problem) wrong('operator', problem);
    const compares = operator === 'above' || operator === 'below';
    if (compares && (values.length !== 1 || values[0] === null)) wrong('values', `${operator} takes exactly one value`);
    const given = values.flatMap((value, place) => {
      if (value === null) return [];
      const read = readValue(field, value);
      if (typeof read !== 'string') return [read.value];
      const quoted = typeof value === 'string' ? `'${value}'` : String(value);
      wrong(`values.${place}`, `${quoted} is no value of '${name}': it takes ${read}, or null for “is empty”`);
      return [];
    });
    return { field: name, operator, values: [...new Set(given)], orEmpty: values.includes(null) };
  });
  if (errors.length > 0) throw invalid(errors);
  return conditions;
}

/** What a field holds: one value, several, or none. */
export type FieldValue = string | number | boolean | readonly (string | number)[] | null | undefined;

export type Predicate<F> = (facts: F) => boolean;

function testOf({ operator, values, orEmpty }: Condition): Predicate<FieldValue> {
  const [first] = values;
  if (operator === 'above') return (value) => typeof value === typeof first && value! > first!;
  if (operator === 'below') return (value) => typeof value === typeof first && value! < first!;
  const named: ReadonlySet<unknown> = new Set(values);
  // One value is what most filters name.
  const isNamed = values.length === 1 ? (value: unknown) => value === first : (value: unknown) => named.has(value);
  const holds: Predicate<FieldValue> = (value) => {
    if (typeof value !== 'object') return value === undefined ? orEmpty : isNamed(value);
    if (value === null || value.length === 0) return orEmpty;
    return value.some(isNamed);
  };
  return operator === 'is' ? holds : (value) => !holds(value);
}

/**
 * Compiles checked filters once: all must hold (AND), one of the values of each (OR); text compares exactly; *is not* is none of the values,
 * which an empty field satisfies, unless null is among them (RUL-2).
 */
export function compileFilter<F>(
  conditions: readonly Condition[],
  readerOf: (field: string) => (facts: F) => FieldValue,
): Predicate<F> {
  const tests = conditions.map((condition): Predicate<F> => {
    const read = readerOf(condition.field);
    const test = testOf(condition);
    return (facts) => test(read(facts));
  });
  return (facts) => {
    for (const test of tests) if (!test(facts)) return false;
    return true;
  };
}
