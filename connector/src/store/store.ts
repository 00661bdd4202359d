import { CamelCasePlugin, Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Db, Dialect, Row } from './dialect.ts';
import { migrations } from './migrations/index.ts';
import { postgresDialect } from './postgres.ts';
import { sqliteDialect } from './sqlite.ts';
import type { Tables } from './tables.ts';

export interface Change {
  readonly before: Row;
  readonly after: Row;
}

/** One connection's view of the database: a transaction, or reads outside of one. */
export class Session {
  readonly db: Db;
  readonly dialect: Dialect;

  constructor(db: Db, dialect: Dialect) {
    this.db = db;
    this.dialect = dialect;
  }

  oneOf(column: string, values: Iterable<string>) {
    return this.dialect.oneOf(column, [...values]);
  }

  /** PostgreSQL: makes other writers of a table wait until the transaction ends, readers not. SQLite has one writer anyway. */
  async lockTable(table: keyof Tables): Promise<void> {
    if (this.dialect.name !== 'postgres') return;
    await sql`lock table ${sql.table(table)} in share row exclusive mode`.execute(this.db);
  }

  insert(table: keyof Tables, rows: readonly Row[]): Promise<void> {
    return this.dialect.insert(this.db, table, rows);
  }

  update(table: keyof Tables, key: readonly string[], rows: readonly Row[]): Promise<void> {
    return this.dialect.update(this.db, table, key, rows);
  }

  /** Updates rows by `key`, each only where it differs from `before`: an index that none of the columns set is in costs nothing. */
  async updateChanged(table: keyof Tables, key: string, changes: readonly Change[]): Promise<void> {
    const alike = new Map<string, Row[]>();
    for (const { before, after } of changes) {
      const columns = Object.keys(after).filter((column) => column === key || after[column] !== before[column]);
      const row = Object.fromEntries(columns.map((column) => [column, after[column]!]));
      const name = columns.join();
      const rows = alike.get(name);
      if (rows) rows.push(row);
      else alike.set(name, [row]);
    }
    for (const rows of alike.values()) await this.update(table, [key], rows);
  }

  add(table: keyof Tables, key: readonly string[], sums: readonly string[], rows: readonly Row[]): Promise<void> {
    return this.dialect.add(this.db, table, key, sums, rows);
  }
}

export interface Store {
  /** For reads that need no transaction. */
  readonly session: Session;
  /** All or nothing; on SQLite one at a time. `work` may be run again when PostgreSQL breaks a deadlock, so it changes nothing outside. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A database that cannot be used, with a remedy in its message. */
export class StoreError extends Error {}

/** `sqlite:<path>` or `postgres://…` → its dialect. */
export function dialectFor(url: string): Dialect {
  if (url.startsWith('sqlite:')) return sqliteDialect(url.slice('sqlite:'.length));
  return postgresDialect(url);
}

/** Opens the database and brings it to this version's schema; a schema newer than known throws a StoreError. */
export async function openStore(url: string): Promise<Store> {
  const dialect = dialectFor(url);
  const db = new Kysely<Tables>({ dialect: dialect.kysely, plugins: [new CamelCasePlugin()] });
  try {
    await migrate(db, dialect);
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw error;
  }
  return {
    session: new Session(db, dialect),
    transaction: (work) => again(dialect, () => db.transaction().execute((tx) => work(new Session(tx, dialect)))),
    close: () => db.destroy(),
  };
}

const ATTEMPTS = 5;

/** PostgreSQL ends one of two transactions that wait for each other; the work, which did nothing then, is done again. */
async function again<T>(dialect: Dialect, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !dialect.isWorthRepeating(error)) throw error;
    }
  }
}

async function migrate(db: Db, dialect: Dialect): Promise<void> {
  const known = migrations(dialect);
  // The migrator's own tables keep its names; the plugin would rename them.
  const plain = db.withoutPlugins();
  const migrator = new Migrator({ db: plain, provider: { getMigrations: async () => known } });
  const applied = (await migrator.getMigrations())
    .filter((migration) => migration.executedAt !== undefined)
    .map(({ name }) => name);
  const { error } = await migrator.migrateToLatest();
  if (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/corrupted migrations|missing/i.test(message)) {
      throw new StoreError(
        `The database was written by a newer dunning-connector (${message}). Start that version, or restore a backup.`,
      );
    }
    throw new StoreError(
      `The database could not be brought to this version (after ${applied.length} migrations): ${message}`,
    );
  }
}
