import { type Kysely, sql } from 'kysely';

/** Accounts of a source (Salesforce) that feed customers of others (X3). */
export async function up(db: Kysely<unknown>): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db);

  // The source that says who the account managers are; null: people here do.
  await run(`ALTER TABLE customers ADD COLUMN managers_source text`);
  await run(
    `CREATE INDEX customers_managers_source ON customers (managers_source, id) WHERE managers_source IS NOT NULL`,
  );

  // Whom an account feeds, or, by external id, whom it waits for.
  await run(`ALTER TABLE source_objects ADD COLUMN customer_id text`);
  await run(`ALTER TABLE source_objects ADD COLUMN awaits text`);
  await run(`CREATE INDEX source_objects_customer ON source_objects (customer_id) WHERE customer_id IS NOT NULL`);
  await run(`CREATE INDEX source_objects_awaiting ON source_objects (source_id, awaits) WHERE awaits IS NOT NULL`);
}
