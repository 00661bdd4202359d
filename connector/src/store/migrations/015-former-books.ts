import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** Sources that were deleted leave their records under their names: whose books those were. */
export async function up(db: Kysely<unknown>, { bigint }: Dialect): Promise<void> {
  await sql
    .raw(
      `CREATE TABLE former_books (
         source_name text PRIMARY KEY, type text NOT NULL, books text, left_at ${bigint} NOT NULL)`,
    )
    .execute(db);
}
