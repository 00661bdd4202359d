import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** Sources: Stripe and others, what they said, and what waits to be applied. */
export async function up(db: Kysely<unknown>, { bigint, autoIncrement }: Dialect): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db);

  await run(`CREATE TABLE sources (
    id text PRIMARY KEY, type text NOT NULL, name text NOT NULL UNIQUE, settings_json text NOT NULL, secrets text NOT NULL,
    enabled integer NOT NULL, interval_minutes integer NOT NULL, recheck integer NOT NULL, when_unreachable text NOT NULL,
    cursor_json text, round integer NOT NULL, progress_json text NOT NULL, last_sync_at ${bigint}, last_error text,
    lease_token text, lease_until ${bigint} NOT NULL, due_at ${bigint}, created_at ${bigint} NOT NULL, updated_at ${bigint} NOT NULL)`);

  await run(`CREATE TABLE source_objects (
    source_id text NOT NULL REFERENCES sources (id), kind text NOT NULL, external_id text NOT NULL, version ${bigint} NOT NULL,
    hash text NOT NULL, round integer NOT NULL, is_deleted integer NOT NULL, state text, owned_json text,
    problem text, raw_json text, problem_at ${bigint}, PRIMARY KEY (source_id, kind, external_id))`);
  await run(
    `CREATE INDEX source_objects_problem ON source_objects (source_id, kind, external_id) WHERE problem IS NOT NULL`,
  );

  await run(`CREATE TABLE source_events (
    seq ${autoIncrement}, source_id text NOT NULL REFERENCES sources (id), event_id text NOT NULL, kind text NOT NULL,
    external_id text NOT NULL, version ${bigint} NOT NULL, payload_json text)`);
  await run(`CREATE UNIQUE INDEX source_events_once ON source_events (source_id, event_id)`);

  await run(`ALTER TABLE contacts ADD COLUMN source text`);
}
