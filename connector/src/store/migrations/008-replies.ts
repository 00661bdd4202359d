import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** Replies, and what holds a customer's automatic actions (HLD-1). */
export async function up(db: Kysely<unknown>, { bigint }: Dialect): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db);

  await run(`CREATE TABLE replies (
    id text PRIMARY KEY, delivery_id text NOT NULL REFERENCES mail_events (id), action_id text NOT NULL REFERENCES actions (id),
    customer_id text NOT NULL REFERENCES customers (id), message_id text, references_json text NOT NULL, from_name text,
    from_email text, subject text, text text NOT NULL, full_text text, html text, at ${bigint} NOT NULL, read_at ${bigint},
    read_by_json text, created_at ${bigint} NOT NULL)`);
  await run(`CREATE UNIQUE INDEX replies_delivery ON replies (delivery_id)`);
  await run(`CREATE INDEX replies_customer ON replies (customer_id, id)`);
  await run(`CREATE INDEX replies_unread ON replies (id) WHERE read_at IS NULL`);

  // Kept with the customer, so that planning reads nothing more for those who have no reply.
  await run(`ALTER TABLE customers ADD COLUMN unread_replies integer NOT NULL DEFAULT 0`);
  await run(`ALTER TABLE invoices ADD COLUMN automatic_charging text`);

  // Which reply an ad hoc e-mail answers, and which one a note stands beside.
  await run(`ALTER TABLE ad_hoc_actions ADD COLUMN reply_id text REFERENCES replies (id)`);
  await run(`CREATE INDEX ad_hoc_actions_reply ON ad_hoc_actions (reply_id) WHERE reply_id IS NOT NULL`);
  await run(`ALTER TABLE notes ADD COLUMN reply_id text REFERENCES replies (id)`);
  await run(`CREATE INDEX notes_reply ON notes (reply_id) WHERE reply_id IS NOT NULL`);
}
