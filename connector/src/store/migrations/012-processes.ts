import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** Which processes live, and what each has in hand (CLK-2): several share a PostgreSQL database. */
export async function up(db: Kysely<unknown>, { bigint }: Dialect): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db);

  // By the database's own clock, which all of them share.
  await run(`CREATE TABLE processes (name text PRIMARY KEY, seen_at ${bigint} NOT NULL)`);

  // Of an action on its way out, and of a request under way.
  await run(`ALTER TABLE actions ADD COLUMN held_by text`);
  await run(`ALTER TABLE idempotency_keys ADD COLUMN held_by text`);
}
