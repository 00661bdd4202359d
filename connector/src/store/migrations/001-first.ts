import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** The first schema: everything up to customer-level plans. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const bigint = dialect.bigint;
  const run = (text: string) => sql.raw(text).execute(db);

  await run(`CREATE TABLE organization (id integer PRIMARY KEY, settings_json text NOT NULL)`);
  await run(`CREATE TABLE state_values (key text PRIMARY KEY, value text NOT NULL)`);
  await run(`CREATE TABLE users (
    id text PRIMARY KEY, external_id text UNIQUE, name text NOT NULL, email text NOT NULL UNIQUE, phone text,
    role text NOT NULL, position text NOT NULL, created_at ${bigint} NOT NULL)`);
  await run(`CREATE TABLE api_keys (
    id text PRIMARY KEY, name text NOT NULL, hash text NOT NULL UNIQUE, hint text NOT NULL, role text NOT NULL,
    user_id text REFERENCES users (id), created_at ${bigint} NOT NULL, revoked_at ${bigint})`);

  await run(`CREATE TABLE plans (
    id text PRIMARY KEY, name text NOT NULL, level text NOT NULL, is_default integer NOT NULL, version integer NOT NULL,
    definition_json text NOT NULL, created_at ${bigint} NOT NULL, updated_at ${bigint} NOT NULL, deleted_at ${bigint})`);
  // PLN-6: each level has one default.
  await run(`CREATE UNIQUE INDEX plans_default ON plans (level) WHERE is_default = 1 AND deleted_at IS NULL`);
  await run(`CREATE UNIQUE INDEX plans_name ON plans (name) WHERE deleted_at IS NULL`);
  await run(`CREATE TABLE plan_versions (
    plan_id text NOT NULL REFERENCES plans (id), version integer NOT NULL, definition_json text NOT NULL,
    created_at ${bigint} NOT NULL, PRIMARY KEY (plan_id, version))`);

  await run(`CREATE TABLE customers (
    id text PRIMARY KEY, source text NOT NULL, external_id text, name text NOT NULL, language text, form_of_address text,
    country text, plan_id text REFERENCES plans (id), excluded integer NOT NULL, paused integer NOT NULL, paused_until integer,
    payment_methods_json text, custom_fields_json text NOT NULL, last_contact_on integer, last_dunning_on integer,
    created_at ${bigint} NOT NULL, updated_at ${bigint} NOT NULL)`);
  await run(`CREATE UNIQUE INDEX customers_external ON customers (external_id, source) WHERE external_id IS NOT NULL`);
  await run(`CREATE INDEX customers_plan ON customers (plan_id) WHERE plan_id IS NOT NULL`);
  await run(`CREATE TABLE contacts (
    id text PRIMARY KEY, customer_id text NOT NULL REFERENCES customers (id), external_id text, first_name text, last_name text,
    email text, phone text, position text NOT NULL, is_main integer NOT NULL, is_invalid integer NOT NULL, invalid_reason text,
    created_at ${bigint} NOT NULL)`);
  await run(`CREATE INDEX contacts_customer ON contacts (customer_id)`);
  await run(`CREATE TABLE customer_managers (
    customer_id text NOT NULL REFERENCES customers (id), user_id text NOT NULL REFERENCES users (id), place integer NOT NULL,
    PRIMARY KEY (customer_id, user_id))`);
  await run(`CREATE INDEX customer_managers_user ON customer_managers (user_id)`);
  await run(`CREATE TABLE customer_currencies (
    customer_id text NOT NULL REFERENCES customers (id), currency text NOT NULL, open_amount ${bigint} NOT NULL,
    unapplied_amount ${bigint} NOT NULL, paid_weighted_days ${bigint} NOT NULL, paid_amount ${bigint} NOT NULL,
    paid_invoices integer NOT NULL, PRIMARY KEY (customer_id, currency))`);

  await run(`CREATE TABLE invoices (
    id text PRIMARY KEY, source text NOT NULL, external_id text, number text NOT NULL,
    customer_id text NOT NULL REFERENCES customers (id), title text, issued_on integer NOT NULL, due_on integer NOT NULL,
    currency text NOT NULL, gross_amount ${bigint} NOT NULL, net_amount ${bigint}, outstanding ${bigint} NOT NULL, paid_on integer,
    sent integer NOT NULL, is_void integer NOT NULL, is_disputed integer NOT NULL, plan_id text REFERENCES plans (id),
    paused integer NOT NULL, paused_until integer, last_contact_on integer, dispute_json text, promise_json text,
    created_at ${bigint} NOT NULL, updated_at ${bigint} NOT NULL)`);
  await run(`CREATE UNIQUE INDEX invoices_external ON invoices (external_id, source) WHERE external_id IS NOT NULL`);
  await run(`CREATE INDEX invoices_customer ON invoices (customer_id)`);
  await run(`CREATE INDEX invoices_open ON invoices (customer_id) WHERE outstanding > 0`);
  await run(`CREATE INDEX invoices_open_due ON invoices (due_on) WHERE outstanding > 0`);
  await run(`CREATE INDEX invoices_plan ON invoices (plan_id) WHERE plan_id IS NOT NULL`);
  await run(`CREATE TABLE entries (
    id text PRIMARY KEY, source text NOT NULL, external_id text NOT NULL, kind text NOT NULL,
    customer_id text NOT NULL REFERENCES customers (id), currency text NOT NULL, amount ${bigint} NOT NULL,
    occurred_on integer NOT NULL, applied ${bigint} NOT NULL, created_at ${bigint} NOT NULL)`);
  await run(`CREATE UNIQUE INDEX entries_external ON entries (external_id, kind, source)`);
  await run(`CREATE INDEX entries_customer ON entries (customer_id)`);
  await run(`CREATE TABLE allocations (
    entry_id text NOT NULL REFERENCES entries (id), invoice_id text NOT NULL REFERENCES invoices (id), amount ${bigint} NOT NULL,
    applied ${bigint} NOT NULL, PRIMARY KEY (entry_id, invoice_id))`);
  await run(`CREATE INDEX allocations_invoice ON allocations (invoice_id)`);

  await run(`CREATE TABLE schedule (
    subject_id text PRIMARY KEY, subject_kind text NOT NULL, customer_id text NOT NULL REFERENCES customers (id),
    plan_id text NOT NULL REFERENCES plans (id), reference_id text, status text NOT NULL, reason text, action_id text,
    plan_version integer NOT NULL, step_id text, step_name text, step_position integer, channel text, mode text, due_on integer,
    next_on integer, planned_on integer NOT NULL, snoozed_step_id text, snoozed_reference_id text, snoozed_until integer, attempts integer NOT NULL,
    retry_at ${bigint} NOT NULL, lease_token text, lease_until ${bigint} NOT NULL, revision integer NOT NULL)`);
  await run(`CREATE INDEX schedule_next ON schedule (next_on) WHERE next_on IS NOT NULL`);
  await run(`CREATE INDEX schedule_customer ON schedule (customer_id)`);
  await run(`CREATE INDEX schedule_plan ON schedule (plan_id)`);
  await run(`CREATE UNIQUE INDEX schedule_action ON schedule (action_id) WHERE action_id IS NOT NULL`);
  await run(`CREATE INDEX schedule_due ON schedule (due_on) WHERE due_on IS NOT NULL`);
  await run(`CREATE INDEX schedule_leased ON schedule (lease_token) WHERE lease_token IS NOT NULL`);

  await run(`CREATE TABLE actions (
    id text PRIMARY KEY, status text NOT NULL, subject_id text NOT NULL, subject_kind text NOT NULL,
    customer_id text NOT NULL REFERENCES customers (id), plan_id text REFERENCES plans (id), plan_version integer, step_id text,
    step_name text, step_position integer, reference_id text, channel text NOT NULL, mode text NOT NULL, due_on integer NOT NULL,
    executed_at ${bigint}, executed_on integer, reason text, note text, claim_token text, lease_until ${bigint},
    actor_json text NOT NULL, created_at ${bigint} NOT NULL)`);
  // SND-2: one step of one plan for one subject and reference invoice goes out at most once, whatever the code does. Neither index says
  // IN: SQLite would build that list anew for every row written.
  await run(`CREATE UNIQUE INDEX actions_once ON actions (reference_id, subject_id, plan_id, step_id)
    WHERE status <> 'failed' AND status <> 'cancelled' AND status <> 'expired'`);
  await run(`CREATE INDEX actions_reference ON actions (reference_id) WHERE reference_id IS NOT NULL`);
  await run(`CREATE INDEX actions_open ON actions (subject_id)
    WHERE status = 'claimed' OR status = 'sending' OR status = 'uncertain'`);
  await run(`CREATE INDEX actions_customer ON actions (customer_id, id)`);
  await run(`CREATE INDEX actions_status ON actions (status, id)`);
  await run(`CREATE TABLE messages (
    action_id text PRIMARY KEY REFERENCES actions (id), template_hash text NOT NULL, fields_json text NOT NULL,
    envelope_json text NOT NULL)`);
  await run(`CREATE TABLE template_sources (hash text PRIMARY KEY, source_json text NOT NULL)`);

  await run(`CREATE TABLE events (
    seq ${dialect.autoIncrement}, id text NOT NULL UNIQUE, type text NOT NULL, at ${bigint} NOT NULL, actor_json text NOT NULL,
    customer_id text, data_json text NOT NULL)`);
  await run(`CREATE INDEX events_customer ON events (customer_id, seq)`);
  await run(
    `CREATE TABLE mailbox (id text PRIMARY KEY, action_id text NOT NULL UNIQUE, at ${bigint} NOT NULL, message_json text NOT NULL)`,
  );
  await run(`CREATE TABLE idempotency_keys (
    key_id text NOT NULL, idempotency_key text NOT NULL, fingerprint text NOT NULL, status integer, body_json text,
    created_at ${bigint} NOT NULL, PRIMARY KEY (key_id, idempotency_key))`);
  await run(`CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at)`);

  if (dialect.name === 'sqlite') await describeTypicalData(run);
}

/**
 * SQLite plans by what ANALYZE once saw, and a young database has nothing to see: it would look for the few steps of an invoice among all
 * executed actions. So it is told how a grown one looks: rows, then rows for each value of the first column, of the first two, …
 */
async function describeTypicalData(run: (text: string) => Promise<unknown>): Promise<void> {
  await run('ANALYZE');
  const typical: [table: string, index: string, rows: string][] = [
    ['actions', 'actions_status', '1000000 200000 1'],
    ['actions', 'actions_customer', '1000000 10 1'],
    ['actions', 'actions_reference', '1000000 4'],
    ['actions', 'actions_once', '900000 4 4 4 1'],
    ['actions', 'actions_open', '100 1'],
    ['schedule', 'schedule_next', '200000 2000'],
    ['schedule', 'schedule_due', '200000 2000'],
    ['schedule', 'schedule_plan', '500000 100000'],
    ['schedule', 'schedule_customer', '500000 2'],
    ['schedule', 'schedule_leased', '500 500'],
  ];
  for (const row of typical) await run(`INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('${row.join("', '")}')`);
  await run('ANALYZE sqlite_schema');
}
