import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type DialectAdapter, sql, SqliteAdapter, SqliteDialect, type SqliteStatement } from 'kysely';
import { snakeCase } from './columnNames.ts';
import type { Dialect, Row } from './dialect.ts';
import { sqliteJson } from './sqliteJson.ts';
import { Writing } from './sqliteWriting.ts';

/** Kysely leaves SQLite's migrations outside of transactions: what breaks off within one would be half there, and fail every later start. */
class MigratingWhole extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new (class extends SqliteAdapter {
      override get supportsTransactionalDdl(): boolean {
        return true;
      }
    })();
  }
}

/** Opens (and creates) a database file; WAL, `synchronous=FULL` and foreign keys on. `:memory:` works too. */
export function sqliteDialect(path: string): Dialect {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  database.pragma('cache_size = -49152');
  const lowerCase = (text: unknown) => (typeof text === 'string' ? text.toLowerCase() : null);
  database.function('lower_case', { deterministic: true }, lowerCase);

  // Preparing costs more than running a small statement; Kysely prepares each time.
  const prepared = new Map<string, SqliteStatement>();
  const writing = new Writing(database);
  const prepare = (text: string): SqliteStatement => {
    let statement = prepared.get(text);
    if (!statement) {
      if (prepared.size >= 500) prepared.delete(prepared.keys().next().value!);
      statement = writing.guarded(database.prepare(text), text);
      prepared.set(text, statement);
    }
    return statement;
  };
  const runAll = (text: string, rows: readonly Row[], columns: readonly string[]) => {
    const statement = prepare(text);
    for (const row of rows) statement.run(columns.map((column) => row[column]));
  };

  return {
    name: 'sqlite',
    bigint: 'integer',
    bytes: 'blob',
    documentFolder: path === ':memory:' ? null : `${path}.documents`,
    autoIncrement: 'integer PRIMARY KEY AUTOINCREMENT',
    kysely: new MigratingWhole({ database: { prepare, close: () => database.close() } }),
    json: sqliteJson,
    byCharacters: '',
    lowerCase: 'lower_case',
    oneOf: (column, values) =>
      sql<boolean>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`,
    async insert(_db, table, rows) {
      if (rows.length === 0) return;
      const columns = Object.keys(rows[0]!);
      const names = columns.map(snakeCase);
      runAll(
        `INSERT INTO ${snakeCase(table)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        rows,
        columns,
      );
    },
    async update(_db, table, key, columns, rows) {
      const set = columns.map((column) => `${snakeCase(column)} = ?`).join(', ');
      const where = key.map((column) => `${snakeCase(column)} = ?`).join(' AND ');
      runAll(`UPDATE ${snakeCase(table)} SET ${set} WHERE ${where}`, rows, [...columns, ...key]);
    },
    async add(_db, table, key, sums, rows) {
      if (rows.length === 0) return;
      const columns = [...key, ...sums];
      const names = columns.map(snakeCase);
      const set = sums.map((sum) => `${snakeCase(sum)} = ${snakeCase(sum)} + excluded.${snakeCase(sum)}`).join(', ');
      runAll(
        `INSERT INTO ${snakeCase(table)} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
         ON CONFLICT (${key.map(snakeCase).join(', ')}) DO UPDATE SET ${set}`,
        rows,
        columns,
      );
    },
    checkWritable: () => writing.check(),
    isWorthRepeating: () => false,
    async close() {
      if (database.open) database.close();
    },
  };
}
