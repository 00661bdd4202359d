import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** What rules and webhooks have seen of customers, thresholds of webhooks, and what their receivers have acknowledged. */
export async function up(db: Kysely<unknown>, { bigint }: Dialect): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db);

  // RUL-1, RUL-7: kept of every customer who has figures; filled at the next start (usecases/rules/figures.ts).
  await run(`DROP TABLE rule_figures`);
  await run(`CREATE TABLE seen_figures (
    customer_id text PRIMARY KEY REFERENCES customers (id), balances_json text NOT NULL, score text, delay integer)`);

  await run(`ALTER TABLE webhooks ADD COLUMN thresholds_json text NOT NULL DEFAULT '[]'`);

  // No reference to webhooks, as with their deliveries; deleted with them.
  await run(`CREATE TABLE webhook_acknowledgements (
    webhook_id text NOT NULL, event_id text NOT NULL, token text NOT NULL, acknowledged_at ${bigint} NOT NULL,
    PRIMARY KEY (webhook_id, event_id))`);
}
