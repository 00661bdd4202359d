import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../connector/src/store/migrations/index.ts';
import { dialectFor, openStore } from '../../connector/src/store/store.ts';
import { databases, type FreshDatabase } from '../support/databases.ts';
import { type Row, rowsAt } from './rowsOfLevels.ts';
import { actions, run } from '../http/api/cadence.ts';
import { readCustomer, readInvoice } from '../http/api/records.ts';
import { start } from '../http/api/start.ts';

// The names are the same on both databases.
const LEVELS = Object.keys(migrations(dialectFor('sqlite::memory:')));

/** What a start works out anew, and what it keeps for itself. */
const REBUILT = new Set(['rule_figures', 'seen_figures', 'state_values']);

/** A database of that level with these rows; no table is left empty. */
async function at(url: string, level: string, rows: readonly Row[]): Promise<void> {
  const dialect = dialectFor(url);
  const db = new Kysely<Record<string, Record<string, unknown>>>({ dialect: dialect.kysely });
  try {
    const provider = { getMigrations: async () => migrations(dialect) };
    const { error } = await new Migrator({ db, provider }).migrateTo(level);
    expect(error).toBeUndefined();
    for (const [table, row] of rows) await db.insertInto(table).values(row).execute();
    const filled = new Set(rows.map(([table]) => table));
    const tables = (await db.introspection.getTables()).map(({ name }) => name);
    expect(tables.filter((name) => !filled.has(name) && !REBUILT.has(name))).toEqual([]);
  } finally {
    await db.destroy();
  }
}

/** Which of these rows are no longer there as they were. */
async function missing(url: string, rows: readonly Row[]): Promise<Row[]> {
  const dialect = dialectFor(url);
  const db = new Kysely<Record<string, Record<string, unknown>>>({ dialect: dialect.kysely });
  const lost: Row[] = [];
  for (const [table, row] of rows) {
    let query = db.selectFrom(table).select(sql<number>`1`.as('found'));
    for (const [column, value] of Object.entries(row)) query = query.where(column, value === null ? 'is' : '=', value);
    if ((await query.execute()).length !== 1) lost.push([table, row]);
  }
  await db.destroy();
  return lost;
}

const APPLIED = `SELECT COALESCE(SUM(CASE e.kind WHEN 'refund' THEN -a.applied ELSE a.applied END), 0)
  FROM allocations a JOIN entries e ON e.id = a.entry_id`;

/** BAL-1: ids of what a recount finds otherwise than it is kept. */
async function miscounted(url: string): Promise<unknown[]> {
  const dialect = dialectFor(url);
  const db = new Kysely<unknown>({ dialect: dialect.kysely });
  const { rows } = await sql
    .raw(
      `SELECT id FROM invoices i WHERE outstanding <> gross_amount - (${APPLIED} WHERE a.invoice_id = i.id)
      UNION ALL
      SELECT id FROM entries e WHERE applied <> (SELECT COALESCE(SUM(applied), 0) FROM allocations WHERE entry_id = e.id)
      UNION ALL
      SELECT customer_id FROM customer_currencies c WHERE open_amount <> (
        SELECT COALESCE(SUM(outstanding), 0) FROM invoices
        WHERE customer_id = c.customer_id AND currency = c.currency AND sent = 1 AND is_void = 0)
      UNION ALL
      SELECT customer_id FROM customer_currencies c WHERE unapplied_amount <> (
        SELECT COALESCE(SUM(CASE kind WHEN 'refund' THEN applied - amount ELSE amount - applied END), 0) FROM entries
        WHERE customer_id = c.customer_id AND currency = c.currency)`,
    )
    .execute(db);
  await db.destroy();
  return rows;
}

/** A database with nothing in it, not even a schema. */
async function empty(fresh: FreshDatabase): Promise<string> {
  if (fresh.url.startsWith('sqlite:')) return `${fresh.url}.old`;
  const store = await openStore(fresh.url);
  await sql`DROP SCHEMA public CASCADE`.execute(store.session.db);
  await sql`CREATE SCHEMA public`.execute(store.session.db);
  await store.close();
  return fresh.url;
}

describe.each(databases)('$name', (database) => {
  test.each(LEVELS)('a database of the schema %s, with data, goes on in this version', async (level) => {
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const url = await empty(fresh);
    const rows = rowsAt(level);
    await at(url, level, rows);
    await (await openStore(url)).close();
    expect(await missing(url, rows)).toEqual([]);
    expect(await miscounted(url)).toEqual([]);
    const api = await start(database, { on: { url, drop: async () => undefined } });
    expect(await readCustomer(api, 'C-1')).toMatchObject({
      ...{ name: 'Dupont', score: 'A', dunningPlanId: 'pln_1' },
      balances: [{ currency: 'EUR', outstanding: 10_000, overdue: 10_000 }],
    });
    expect(await readInvoice(api, 'I-2')).toMatchObject({ status: 'paid' });
    expect(await api.all('/v1/users')).toMatchObject([{ name: 'Ines' }]);
    // SND-2: what nobody knows is not sent again by a newer version either, until somebody says that it did not go out.
    expect(await run(api)).toMatchObject({ executed: 0 });
    expect(await actions(api, 'status=uncertain')).toMatchObject([{ id: 'act_1', reason: 'Who knows' }]);
    await api.post('/v1/actions/act_1/release');
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect(await miscounted(url)).toEqual([]);
  });

  test.each([LEVELS[1]!, LEVELS.at(-1)!])(
    'an upgrade that breaks off within %s leaves the database as it was',
    async (level) => {
      const fresh = await database.create();
      onTestFinished(() => fresh.drop());
      const url = await empty(fresh);
      const before = LEVELS[LEVELS.indexOf(level) - 1]!;
      const rows = rowsAt(before);
      await at(url, before, rows);
      const dialect = dialectFor(url);
      const db = new Kysely<unknown>({ dialect: dialect.kysely });
      // The last thing that the migration does is what it dies of.
      const breaking = { ...migrations(dialect)[level]! };
      const dies = async (tx: Kysely<unknown>) => {
        await breaking.up(tx);
        throw new Error('killed');
      };
      const provider = { getMigrations: async () => ({ ...migrations(dialect), [level]: { up: dies } }) };
      expect((await new Migrator({ db, provider }).migrateToLatest()).error).toEqual(new Error('killed'));
      await db.destroy();
      await (await openStore(url)).close();
      expect(await missing(url, rows)).toEqual([]);
    },
  );

  test('a database of a newer schema is refused, and left as it is', async () => {
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const store = await openStore(fresh.url);
    const row = { name: '999-from-the-future', timestamp: '2030-01-01T00:00:00Z' };
    const plain = store.session.db.withoutPlugins() as unknown as Kysely<Record<string, typeof row>>;
    await plain.insertInto('kysely_migration').values(row).execute();
    await store.close();
    await expect(openStore(fresh.url)).rejects.toThrow(
      /^The database was written by a newer dunning-connector .*999-from-the-future.*Start that version, or restore a backup/,
    );
  });
});
