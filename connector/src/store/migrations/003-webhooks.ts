import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** Webhooks and their outbox (EVT-1). */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { bigint, autoIncrement } = dialect;
  const run = (text: string) => sql.raw(text).execute(db);

  await run(`CREATE TABLE webhooks (
    id text PRIMARY KEY, url text NOT NULL, events_json text NOT NULL, secrets_json text NOT NULL, disabled_at ${bigint},
    disabled_reason text, created_at ${bigint} NOT NULL, updated_at ${bigint} NOT NULL)`);

  // No reference to webhooks: a change must not fail because somebody deletes a webhook at the same moment.
  await run(`CREATE TABLE webhook_deliveries (
    seq ${autoIncrement}, webhook_id text NOT NULL, event_id text NOT NULL, lane text NOT NULL, status text NOT NULL,
    attempts integer NOT NULL, last_status integer, last_error text, due_at ${bigint}, lease_token text, ended_at ${bigint})`);
  await run(`CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (event_id, webhook_id)`);
  await run(
    `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, seq) WHERE due_at IS NOT NULL`,
  );
  await run(
    `CREATE INDEX webhook_deliveries_lane ON webhook_deliveries (webhook_id, lane, seq) WHERE due_at IS NOT NULL`,
  );
  await run(`CREATE INDEX webhook_deliveries_list ON webhook_deliveries (webhook_id, seq)`);
  await run(`CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (webhook_id, seq) WHERE status = 'dead'`);
  await run(`CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (ended_at) WHERE ended_at IS NOT NULL`);
}
