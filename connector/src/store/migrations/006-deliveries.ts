import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** What goes out, and what becomes of it (INV-7). */
export async function up(db: Kysely<unknown>, { bigint }: Dialect): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db);

  // CLK-2: messages handed over by wall-clock second, where the number of messages is limited; older ones are taken away.
  await run(`CREATE TABLE mail_seconds (second ${bigint} PRIMARY KEY, messages integer NOT NULL)`);

  await run(`CREATE TABLE mail_events (
    id text PRIMARY KEY, dedup_key text NOT NULL, action_id text NOT NULL REFERENCES actions (id),
    customer_id text NOT NULL REFERENCES customers (id), event text NOT NULL, bounce_type text, address text, at ${bigint} NOT NULL,
    text text, created_at ${bigint} NOT NULL)`);
  await run(`CREATE UNIQUE INDEX mail_events_dedup ON mail_events (dedup_key)`);
  await run(`CREATE INDEX mail_events_action ON mail_events (action_id)`);
}
