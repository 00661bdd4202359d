import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** Mail that comes in, and what mail services tell (INV-7). */
export async function up(db: Kysely<unknown>, { bigint }: Dialect): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db);

  // How far a mailbox has been read, and which process reads it.
  await run(`CREATE TABLE mail_reception (
    mailbox text PRIMARY KEY, uid_validity text, last_uid ${bigint} NOT NULL, received ${bigint} NOT NULL, read_at ${bigint},
    error text, error_at ${bigint}, lease_token text, lease_until ${bigint} NOT NULL)`);

  // Tokens of webhooks whose signature covers nothing else: each is good for one body.
  await run(`CREATE TABLE mail_service_tokens (
    token_hash text PRIMARY KEY, body_hash text NOT NULL, created_at ${bigint} NOT NULL)`);
  await run(`CREATE INDEX mail_service_tokens_created ON mail_service_tokens (created_at)`);
}
