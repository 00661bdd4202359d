import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/**
 * PostgreSQL writes a changed row where there is room: on its own page, if no index has the changed columns, the indexes need nothing (HOT).
 * Every reminder changes a customer and leases a row of the schedule; without room each wrote a page of every index besides. Existing pages
 * get theirs by `VACUUM FULL`.
 */
export async function up(db: Kysely<unknown>, { name }: Dialect): Promise<void> {
  if (name !== 'postgres') return;
  const run = (text: string) => sql.raw(text).execute(db);
  await run('ALTER TABLE customers SET (fillfactor = 80)');
  await run('ALTER TABLE schedule SET (fillfactor = 70)');
  // What a dead process had leased is looked for once in its death; the index was written with every lease.
  await run('DROP INDEX schedule_leased');
}
