import { Client as PgClient } from 'pg';
import type { FreshDatabase } from '../../support/databases.ts';

/** As if every process on a PostgreSQL database had said nothing for a long time. */
export async function silence({ url }: FreshDatabase): Promise<void> {
  if (url.startsWith('sqlite:')) return;
  const client = new PgClient({ connectionString: url });
  await client.connect();
  await client.query('UPDATE processes SET seen_at = 0');
  await client.end();
}
