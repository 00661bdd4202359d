import { sql } from 'kysely';
import type { Store } from '../../../connector/src/store/store.ts';
import { BESIDE, OF_SYNCS } from './databaseState.ts';

const inCamelCase = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Has SQLite count what is changed in each table. The answered function names the tables that changed since it was last called, which costs
 * one small query: cheap enough to ask after each single request.
 */
export async function watchChanges({ session: { db } }: Store): Promise<() => Promise<string[]>> {
  const tables = (await db.introspection.getTables()).filter(
    ({ name }) => !BESIDE.has(name) && !name.startsWith('sqlite_'),
  );
  await sql`CREATE TABLE watched_changes (name TEXT PRIMARY KEY, changes INTEGER NOT NULL)`.execute(db);
  for (const { name, columns } of tables) {
    await sql`INSERT INTO watched_changes VALUES (${name}, 0)`.execute(db);
    const watched = columns.filter((column) => name !== 'sources' || !OF_SYNCS.has(inCamelCase(column.name)));
    const differs = watched.map((column) => `OLD."${column.name}" IS NOT NEW."${column.name}"`).join(' OR ');
    for (const [change, when] of Object.entries({ INSERT: 'true', UPDATE: differs, DELETE: 'true' }))
      await sql
        .raw(
          `CREATE TRIGGER watch_${name}_${change} AFTER ${change} ON "${name}" WHEN ${when}
           BEGIN UPDATE watched_changes SET changes = changes + 1 WHERE name = '${name}'; END`,
        )
        .execute(db);
  }
  let before = new Map(tables.map(({ name }) => [name, 0]));
  return async () => {
    const { rows } = await sql<{ name: string; changes: number }>`SELECT * FROM watched_changes`.execute(db);
    const changed = rows.filter(({ name, changes }) => before.get(name) !== changes).map(({ name }) => name);
    before = new Map(rows.map(({ name, changes }) => [name, changes]));
    return changed;
  };
}
