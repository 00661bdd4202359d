import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** Smart rules, what they know of customers, and the notifications they send. */
export async function up(db: Kysely<unknown>, { bigint }: Dialect): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db);

  // RUL-4: place 1 is the top of the list.
  await run(`CREATE TABLE rules (
    id text PRIMARY KEY, name text NOT NULL, enabled integer NOT NULL, disabled_reason text, place integer NOT NULL,
    definition_json text NOT NULL, created_at ${bigint} NOT NULL, updated_at ${bigint} NOT NULL)`);

  // RUL-1: what threshold triggers saw last; kept while an enabled rule has one.
  await run(`CREATE TABLE rule_figures (
    customer_id text PRIMARY KEY REFERENCES customers (id), amounts_json text NOT NULL, score text, delay integer)`);

  await run(`CREATE TABLE notifications (
    id text PRIMARY KEY, rule_id text NOT NULL, customer_id text NOT NULL REFERENCES customers (id), status text NOT NULL,
    message_json text NOT NULL, reason text, attempts integer NOT NULL, retry_at ${bigint} NOT NULL, created_at ${bigint} NOT NULL)`);
  await run(
    `CREATE INDEX notifications_waiting ON notifications (retry_at) WHERE status = 'waiting' OR status = 'sending'`,
  );
}
