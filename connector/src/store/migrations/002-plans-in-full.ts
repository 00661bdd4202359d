import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** Promises, custom fields, saved views, own templates, senders, groups, notes, PDFs of invoices. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { bigint, bytes } = dialect;
  const run = (text: string) => sql.raw(text).execute(db);

  // PRO-1: the day of the promise that is open, so that broken ones are found by time alone.
  await run(`ALTER TABLE invoices ADD COLUMN promised_on integer`);
  await run(`CREATE INDEX invoices_promised ON invoices (promised_on) WHERE promised_on IS NOT NULL`);
  await run(`CREATE INDEX invoices_disputed ON invoices (id) WHERE is_disputed = 1`);

  await run(`ALTER TABLE invoices ADD COLUMN has_pdf integer NOT NULL DEFAULT 0`);

  // PLN-2: who does it, as the step names them; and a user's groups.
  await run(`ALTER TABLE schedule ADD COLUMN responsible text`);
  await run(`ALTER TABLE actions ADD COLUMN responsible text`);
  await run(`CREATE TABLE user_groups (id text PRIMARY KEY, name text NOT NULL UNIQUE, created_at ${bigint} NOT NULL)`);
  await run(`CREATE TABLE user_group_members (
    group_id text NOT NULL REFERENCES user_groups (id), user_id text NOT NULL REFERENCES users (id), PRIMARY KEY (group_id, user_id))`);
  await run(`CREATE TABLE sender_aliases (
    id text PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE, created_at ${bigint} NOT NULL)`);

  // The list of customers by name, upper and lower case alike.
  await run(`CREATE INDEX customers_name ON customers (lower(name ${dialect.byCharacters}), id)`);

  await run(`CREATE INDEX contacts_external ON contacts (external_id) WHERE external_id IS NOT NULL`);

  // CUS-4.
  await run(`CREATE TABLE custom_fields (
    key text PRIMARY KEY, label text NOT NULL, type text NOT NULL, options_json text NOT NULL, source text,
    created_at ${bigint} NOT NULL)`);
  await run(`CREATE TABLE saved_views (
    id text PRIMARY KEY, name text NOT NULL, list text NOT NULL, definition_json text NOT NULL, user_id text REFERENCES users (id),
    created_at ${bigint} NOT NULL, updated_at ${bigint} NOT NULL)`);

  await run(`CREATE TABLE message_templates (
    key text PRIMARY KEY, name text NOT NULL, version integer NOT NULL, variants_json text NOT NULL,
    created_at ${bigint} NOT NULL, updated_at ${bigint} NOT NULL)`);

  await run(`CREATE TABLE ad_hoc_actions (
    action_id text PRIMARY KEY REFERENCES actions (id), order_json text NOT NULL, request_key text UNIQUE)`);
  await run(`CREATE TABLE notes (
    id text PRIMARY KEY, customer_id text NOT NULL REFERENCES customers (id), invoice_id text REFERENCES invoices (id),
    action_id text, body text NOT NULL, actor_json text NOT NULL, created_at ${bigint} NOT NULL)`);
  await run(`CREATE INDEX notes_customer ON notes (customer_id, id)`);

  // Content-addressed; on SQLite the bytes lie in a folder beside the file, and content is null.
  await run(`CREATE TABLE documents (
    hash text PRIMARY KEY, size integer NOT NULL, content ${bytes}, created_at ${bigint} NOT NULL)`);
  await run(`CREATE TABLE invoice_documents (
    invoice_id text PRIMARY KEY REFERENCES invoices (id), hash text NOT NULL REFERENCES documents (hash), file_name text NOT NULL,
    created_at ${bigint} NOT NULL)`);
}
