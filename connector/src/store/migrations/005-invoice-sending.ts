import { type Kysely, sql } from 'kysely';

/** What waits to be sent is found by an index of its own, however many invoices there are (INV-1). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`CREATE INDEX invoices_to_send ON invoices (id) WHERE sent = 0 AND is_void = 0`).execute(db);
}
