import { createHash } from 'node:crypto';
import type { Store } from '../../../connector/src/store/store.ts';
import type { Tables } from '../../../connector/src/store/tables.ts';

/** What changes by refused requests too: their answers are kept; deliveries are tried, and processes say that they live, whoever calls meanwhile. */
export const BESIDE = new Set([
  'idempotency_keys',
  'webhook_deliveries',
  'processes',
  'kysely_migration',
  'kysely_migration_lock',
]);

/** Where a sync stands, which goes on by itself: of the columns of `sources`, these are nobody's request. */
export const OF_SYNCS = new Set(
  'cursorJson round progressJson lastSyncAt lastError leaseToken leaseUntil dueAt'.split(' '),
);

/** Rows and a hash of each table: a change shows by the table's name. */
export async function databaseState({ session: { db } }: Store): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const { name } of await db.introspection.getTables()) {
    if (BESIDE.has(name) || name.startsWith('sqlite_')) continue;
    const rows = await db
      .selectFrom(name as keyof Tables)
      .selectAll()
      .execute();
    const isSources = name === 'sources';
    const lines = rows
      .map((row) => JSON.stringify(row, (key, value: unknown) => (isSources && OF_SYNCS.has(key) ? undefined : value)))
      .sort();
    state[name] = `${rows.length} ${createHash('sha256').update(lines.join('\n')).digest('hex')}`;
  }
  return state;
}
