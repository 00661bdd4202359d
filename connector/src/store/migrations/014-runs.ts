import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** How far runs have come that take longer than a moment; a row is gone when its run is. */
export async function up(db: Kysely<unknown>, { bigint }: Dialect): Promise<void> {
  await sql
    .raw(
      `CREATE TABLE runs_under_way (
         id text PRIMARY KEY, kind text NOT NULL, actor_id text NOT NULL, actor_json text NOT NULL, plan_id text, started_at ${bigint} NOT NULL,
         seen_at ${bigint} NOT NULL, sent integer NOT NULL, failed integer NOT NULL, uncertain integer NOT NULL)`,
    )
    .execute(db);
}
