import { type RawBuilder, sql } from 'kysely';
import type { JsonColumns } from './dialect.ts';

const path = (key: string) => `$."${key}"`;

/** The elements of a list, or the one value. SQLite knows true and false by their type alone. */
export const sqliteJson: JsonColumns = {
  holds(column, key, values) {
    const anyOf = (some: readonly unknown[]) => sql`(select value from json_each(${JSON.stringify(some)}))`;
    const texts = values.filter((value) => typeof value === 'string');
    const numbers = values.filter((value) => typeof value === 'number');
    const flags = values.filter((value) => typeof value === 'boolean').map(String);
    const tests: RawBuilder<unknown>[] = [];
    if (texts.length > 0) tests.push(sql`(e.type = 'text' and e.atom in ${anyOf(texts)})`);
    if (numbers.length > 0) tests.push(sql`(e.type in ('integer', 'real') and e.atom in ${anyOf(numbers)})`);
    if (flags.length > 0) tests.push(sql`e.type in ${anyOf(flags)}`);
    return sql<boolean>`exists (
      select 1 from json_each(${sql.ref(column)}, ${path(key)}) as e where ${sql.join(tests, sql` or `)})`;
  },
  isEmpty(column, key) {
    const field = sql`${sql.ref(column)} -> ${path(key)}`;
    return sql<boolean>`coalesce(${field}, 'null') in ('null', '[]')`;
  },
  compares(column, key, operator, bound) {
    const types = typeof bound === 'number' ? sql`('integer', 'real')` : sql`('text')`;
    const field = sql`${sql.ref(column)}, ${path(key)}`;
    return sql<boolean>`(json_type(${field}) in ${types} and json_extract(${field}) ${sql.raw(operator)} ${bound})`;
  },
};
