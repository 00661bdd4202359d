import { type RawBuilder, sql } from 'kysely';

/** Whether one of the columns contains the text, upper and lower case alike. */
export function contains(columns: readonly string[], text: string): RawBuilder<boolean> {
  const like = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const tests = columns.map((column) => sql`lower(${sql.ref(column)}) like ${like} escape '\\'`);
  return sql<boolean>`(${sql.join(tests, sql` or `)})`;
}
