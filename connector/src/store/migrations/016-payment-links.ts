import { type Kysely, sql } from 'kysely';

/** Where invoices can be paid online (C11). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`ALTER TABLE invoices ADD COLUMN payment_url text`).execute(db);
}
