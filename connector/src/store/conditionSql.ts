import { type RawBuilder, sql } from 'kysely';
import type { Condition } from '../domain/filter.ts';
import type { Session } from './store.ts';

/** One of them, as one condition. */
export function anyOf(tests: readonly RawBuilder<unknown>[]): RawBuilder<boolean> {
  return tests.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(tests, sql` or `)})`;
}

/** RUL-2: *is* as it stands, *is not* as its opposite; what is neither true nor false counts as false. */
function withOperator({ operator }: Condition, is: RawBuilder<boolean>): RawBuilder<boolean> {
  return operator === 'isNot' ? sql<boolean>`not coalesce(${is}, ${falsity})` : is;
}

const falsity = sql`(1 = 0)`;

function bound({ operator, values }: Condition, compared: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`${compared} ${sql.raw(operator === 'above' ? '>' : '<')} ${values[0]}`;
}

const isComparison = ({ operator }: Condition) => operator === 'above' || operator === 'below';

/** A condition on a column; texts come as one parameter, so that an index on the column serves them. */
export function onColumn(session: Session, condition: Condition, column: string): RawBuilder<boolean> {
  const { values, orEmpty } = condition;
  const ref = sql.ref(column);
  if (isComparison(condition)) return bound(condition, ref);
  const texts = values.filter((value) => typeof value === 'string');
  const others = values.filter((value) => typeof value !== 'string');
  const tests: RawBuilder<unknown>[] = [];
  if (texts.length > 0) tests.push(session.oneOf(column, texts));
  if (others.length > 0) tests.push(sql`${ref} in (${sql.join(others)})`);
  if (orEmpty) tests.push(sql`${ref} is null`);
  return withOperator(condition, anyOf(tests));
}

/** A condition on a figure that is computed; it stands in the text once. */
export function onExpression(condition: Condition, expression: RawBuilder<unknown>): RawBuilder<boolean> {
  const { values, orEmpty } = condition;
  if (isComparison(condition)) return bound(condition, expression);
  const tests: RawBuilder<unknown>[] = [];
  if (values.length > 0) tests.push(sql`${expression} in (${sql.join(values)})`);
  if (orEmpty) tests.push(sql`${expression} is null`);
  return withOperator(condition, anyOf(tests));
}

/** A condition on what is true or false. */
export function onFlag(condition: Condition, flag: RawBuilder<unknown>): RawBuilder<boolean> {
  const tests = condition.values.map((value) => (value === true ? sql`(${flag})` : sql`not (${flag})`));
  return withOperator(condition, anyOf(tests));
}

/**
 * A condition on a field of several values: `some` says whether one of them is among the values asked for, `any` whether there is any
 * value at all.
 */
export function onSeveral(
  condition: Condition,
  some: () => RawBuilder<unknown>,
  any: () => RawBuilder<unknown>,
): RawBuilder<boolean> {
  const tests: RawBuilder<unknown>[] = [];
  if (condition.values.length > 0) tests.push(some());
  if (condition.orEmpty) tests.push(sql`not ${any()}`);
  return withOperator(condition, anyOf(tests));
}

/** A condition on a key of a column of JSON. */
export function onJson(session: Session, condition: Condition, column: string, key: string): RawBuilder<boolean> {
  const { values, orEmpty, operator } = condition;
  const { json } = session.dialect;
  if (isComparison(condition))
    return json.compares(column, key, operator === 'above' ? '>' : '<', values[0] as string | number);
  const tests: RawBuilder<unknown>[] = [];
  if (values.length > 0) tests.push(json.holds(column, key, values));
  if (orEmpty) tests.push(json.isEmpty(column, key));
  return withOperator(condition, anyOf(tests));
}
