import { type Insertable, Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { CamelCaseColumns } from './columnNames.ts';
import type { Db, Dialect, Row } from './dialect.ts';
import { migrations } from './migrations/index.ts';
import { openingProblem } from './openingProblem.ts';
import { postgresDialect } from './postgres.ts';
import { sqliteDialect } from './sqlite.ts';
import type { Tables } from './tables.ts';

type Table = keyof Tables;
type Column<T extends Table> = keyof Tables[T] & string;

export interface Change<T extends Table> {
  readonly before: Tables[T];
  readonly after: Tables[T];
}

/** One connection's view of the database: a transaction, or reads outside of one. */
export class Session {
  readonly db: Db;
  readonly dialect: Dialect;
  /** The webhooks for which this transaction writes deliveries; whoever sends them is told once it has committed. */
  readonly deliveriesFor = new Set<string>();
  readonly #afterCommit: (() => void)[] = [];

  constructor(db: Db, dialect: Dialect) {
    this.db = db;
    this.dialect = dialect;
  }

  /** Calls `work` once this transaction has committed; what is rolled back, or tried again, calls nothing. */
  afterCommit(work: () => void): void {
    this.#afterCommit.push(work);
  }

  committed(): void {
    for (const work of this.#afterCommit) work();
  }

  oneOf(column: string, values: Iterable<string>) {
    return this.dialect.oneOf(column, [...values]);
  }

  /** PostgreSQL: makes other writers of a table wait until the transaction ends, readers not. SQLite has one writer anyway. */
  async lockTable(table: keyof Tables): Promise<void> {
    if (this.dialect.name !== 'postgres') return;
    await sql`lock table ${sql.table(table)} in share row exclusive mode`.execute(this.db);
  }

  /** Inserts rows of one shape. */
  insert<T extends Table>(table: T, rows: readonly Insertable<Tables[T]>[]): Promise<void> {
    return this.dialect.insert(this.db, table, plain(rows));
  }

  /** Updates rows of one shape by `key`; every other column of theirs is set. */
  async update<T extends Table>(
    table: T,
    key: readonly Column<T>[],
    rows: readonly Partial<Tables[T]>[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const columns = Object.keys(rows[0]!).filter((column) => !(key as readonly string[]).includes(column));
    await this.dialect.update(this.db, table, key, columns, plain(rows));
  }

  /** Updates rows by `key`, each only where it differs from `before`: an index that none of the columns set is in costs nothing. */
  async updateChanged<T extends Table>(table: T, key: Column<T>, changes: readonly Change<T>[]): Promise<void> {
    if (changes.length === 0) return;
    const columns = Object.keys(changes[0]!.after) as Column<T>[];
    const alike = new Map<string, { columns: string[]; rows: Tables[T][] }>();
    for (const { before, after } of changes) {
      const changed = columns.filter((column) => after[column] !== before[column]);
      const group = alike.get(changed.join());
      if (group) group.rows.push(after);
      else if (changed.length > 0) alike.set(changed.join(), { columns: changed, rows: [after] });
    }
    for (const group of alike.values()) {
      await this.dialect.update(this.db, table, [key], group.columns, plain(group.rows));
    }
  }

  /** Inserts rows, or adds their columns `sums` to the rows that have the same `key`. */
  add<T extends Table>(
    table: T,
    key: readonly Column<T>[],
    sums: readonly Column<T>[],
    rows: readonly Tables[T][],
  ): Promise<void> {
    return this.dialect.add(this.db, table, key, sums, plain(rows));
  }
}

/** Rows of a table as what they are to a driver: values by column. */
function plain(rows: readonly object[]): readonly Row[] {
  return rows as readonly Row[];
}

export interface Store {
  /** For reads that need no transaction. */
  readonly session: Session;
  /** All or nothing; on SQLite one at a time. `work` may be run again when PostgreSQL breaks a deadlock, so it changes nothing outside. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Calls `listener` with the webhooks that a transaction of this process has written deliveries for. */
  onDeliveries(listener: (webhookIds: ReadonlySet<string>) => void): void;
  close(): Promise<void>;
}

/** The store as whoever works inside a transaction sees it: all that is read and written belongs to that, until it has committed. */
export function within(session: Session, store: Store): Store {
  let isOpen = true;
  session.afterCommit(() => (isOpen = false));
  return {
    ...store,
    get session() {
      return isOpen ? session : store.session;
    },
    transaction: (work) => (isOpen ? work(session) : store.transaction(work)),
  };
}

/** A state value of a database that is being copied to: it is not whole. */
export const UNFINISHED_COPY = 'unfinishedCopy';

/** A database that cannot be used, with a remedy in its message. */
export class StoreError extends Error {}

/** `sqlite:<path>` or `postgres://…` → its dialect. */
export function dialectFor(url: string): Dialect {
  if (url.startsWith('sqlite:')) return sqliteDialect(url.slice('sqlite:'.length));
  return postgresDialect(url);
}

/** Opens the database, by its URL or its dialect, and brings it to this version's schema; a schema newer than known throws a StoreError. */
export async function openStore(database: string | Dialect): Promise<Store> {
  try {
    return await open(typeof database === 'string' ? dialectFor(database) : database);
  } catch (error) {
    const problem = openingProblem(error);
    throw problem === null ? error : new StoreError(problem);
  }
}

async function open(dialect: Dialect): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: dialect.kysely, plugins: [new CamelCaseColumns()] });
  try {
    await migrate(db, dialect);
    await refuseUnfinished(db);
  } catch (error) {
    await db.destroy().catch(() => undefined);
    throw error;
  }
  const listeners: ((webhookIds: ReadonlySet<string>) => void)[] = [];
  return {
    session: new Session(db, dialect),
    async transaction(work) {
      let session: Session;
      const result = await again(dialect, () =>
        db.transaction().execute((tx) => work((session = new Session(tx, dialect)))),
      );
      session!.committed();
      const { deliveriesFor } = session!;
      if (deliveriesFor.size > 0) for (const listener of listeners) listener(deliveriesFor);
      return result;
    },
    onDeliveries: (listener) => void listeners.push(listener),
    close: () => db.destroy(),
  };
}

async function refuseUnfinished(db: Db): Promise<void> {
  const row = await db.selectFrom('stateValues').select('value').where('key', '=', UNFINISHED_COPY).executeTakeFirst();
  if (row)
    throw new StoreError(
      `The database holds an unfinished copy of ${row.value}: make a new one with CREATE DATABASE, and copy again`,
    );
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
