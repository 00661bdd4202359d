import { type RawBuilder, sql } from 'kysely';
import type { Session } from './store.ts';

/** Whether one of the columns contains the text, upper and lower case alike. */
export function contains({ dialect }: Session, columns: readonly string[], text: string): RawBuilder<boolean> {
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  // A text in ASCII is found by what costs less.
  const lower = sql.raw(/^\p{ASCII}*$/u.test(text) ? 'lower' : dialect.lowerCase);
  const tests = columns.map((column) => sql`${lower}(${sql.ref(column)}) like ${lower}(${like}) escape '\\'`);
  return sql<boolean>`(${sql.join(tests, sql` or `)})`;
}
