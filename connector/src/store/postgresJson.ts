import { sql } from 'kysely';
import type { JsonColumns } from './dialect.ts';

const valueOf = (column: string, key: string) => sql`(${sql.ref(column)}::jsonb -> ${key}::text)`;

/** `@>` finds a value in a list as well as the value itself, and tells types apart. */
export const postgresJson: JsonColumns = {
  holds(column, key, values) {
    const wanted = values.map((value) => JSON.stringify(value));
    return sql<boolean>`coalesce(${valueOf(column, key)} @> any(${wanted}::jsonb[]), false)`;
  },
  isEmpty(column, key) {
    return sql<boolean>`coalesce(${valueOf(column, key)}, 'null'::jsonb) in ('null'::jsonb, '[]'::jsonb)`;
  },
  compares(column, key, operator, bound) {
    const value = valueOf(column, key);
    const text = sql`(${value} #>> '{}')`;
    const compared =
      typeof bound === 'number'
        ? sql`${text}::numeric ${sql.raw(operator)} ${bound}::numeric`
        : sql`${text} collate "C" ${sql.raw(operator)} ${bound}`;
    // Only a CASE is sure to ask for the type first.
    return sql<boolean>`case jsonb_typeof(${value}) when ${typeof bound} then ${compared} else false end`;
  },
};
