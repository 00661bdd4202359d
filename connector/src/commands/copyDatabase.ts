import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type Kysely, sql } from 'kysely';
import { releaseRequests } from '../store/requests.ts';
import { lockDatabase } from '../store/sqliteLock.ts';
import { openStore, type Store, StoreError, UNFINISHED_COPY } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { wholeDocument } from './wholeDocument.ts';

const BATCH = 2_000;
/** What the migrator keeps is made by the target’s own migrations. */
const MIGRATOR = /^(kysely_|sqlite_)/;

type Row = Record<string, string | number | null>;

/**
 * Moves everything from a SQLite database, which nobody works on meanwhile, into an empty PostgreSQL one, documents included, and counts
 * and adds up both afterwards. A target that is not whole says so, and no connector starts on it. Throws a StoreError with a remedy.
 */
export async function copyDatabase(from: string, to: string, say: (line: string) => void): Promise<void> {
  if (!from.startsWith('sqlite:') || !/^postgres(ql)?:/.test(to))
    throw new StoreError('copy goes --from sqlite:<path> --to postgres://…');
  const path = from.slice('sqlite:'.length);
  const lock = lockDatabase(from, `dunning-connector copy (process ${process.pid})`);
  try {
    // Brings both to this version’s schema.
    if (!existsSync(path)) throw new StoreError(`There is no database at ${path}`);
    await (await openStore(from)).close();
    const source = new Database(path, { fileMustExist: true, readonly: true });
    const target = await openStore(to);
    try {
      const tables = tablesInOrder(source);
      await refuseUnlessEmpty(target, tables);
      await target.session.db.insertInto('stateValues').values({ key: UNFINISHED_COPY, value: path }).execute();
      for (const table of tables) await copyTable(source, target, table, `${path}.documents`, say);
      await setSequences(target);
      // Of a process that died: no other has its name, and on PostgreSQL none takes over from one that never said that it lives.
      await releaseRequests(target.session);
      const differences = await compare(source, target, tables);
      if (differences.length > 0)
        throw new StoreError(`The copy differs from its source, and is not to be used: ${differences.join('; ')}`);
      await target.session.db.deleteFrom('stateValues').where('key', '=', UNFINISHED_COPY).execute();
      say(
        `Copied and compared ${tables.length} tables. Set DUNNING_DATABASE_URL to the new database, and keep ${path} as a backup.`,
      );
    } finally {
      source.close();
      await target.close();
    }
  } finally {
    lock.release();
  }
}

/** Tables after those that they refer to. */
function tablesInOrder(source: Database.Database): string[] {
  const names = source
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all() as string[];
  const ordered: string[] = [];
  const visit = (name: string) => {
    if (ordered.includes(name) || MIGRATOR.test(name)) return;
    const references = source.pragma(`foreign_key_list(${name})`) as { table: string }[];
    for (const { table } of references) if (table !== name) visit(table);
    ordered.push(name);
  };
  names.forEach(visit);
  return ordered;
}

async function refuseUnlessEmpty(target: Store, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const row = await plain(target)
      .selectFrom(table)
      .select(sql<number>`1`.as('one'))
      .limit(1)
      .executeTakeFirst();
    if (row)
      throw new StoreError(`The database to copy to is not empty (${table}): make a new one with CREATE DATABASE`);
  }
}

async function copyTable(
  source: Database.Database,
  target: Store,
  table: string,
  documentFolder: string,
  say: (line: string) => void,
): Promise<void> {
  const total = source.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  let done = 0;
  let batch: Row[] = [];
  const flush = async () => {
    await target.transaction(({ db, dialect }) => dialect.insert(db, table as keyof Tables, batch));
    done += batch.length;
    batch = [];
    if (done % 20_000 === 0) say(`${table}: ${done} of ${total}`);
  };
  for (const row of source.prepare(`SELECT * FROM ${table} ORDER BY rowid`).iterate() as Iterable<Row>) {
    if (table === 'documents') {
      const { hash, size } = row as { hash: string; size: number };
      const content = await wholeDocument(documentFolder, hash);
      await target.session.db
        .insertInto('documents')
        .values({ ...{ hash, size, content }, createdAt: Number(row['created_at']) })
        .execute();
      done += 1;
    } else if (batch.push(row) === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  if (total > 0) say(`${table}: ${done} of ${total}`);
}

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly sequence: string | null;
}

async function columnsOf(target: Store): Promise<Column[]> {
  const { rows } = await sql<Column>`
    SELECT table_name AS table, column_name AS column, data_type AS type,
      pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
    FROM information_schema.columns WHERE table_schema = current_schema()`.execute(target.session.db);
  return rows;
}

/** What comes next is numbered behind what was copied. */
async function setSequences(target: Store): Promise<void> {
  for (const { table, column, sequence } of await columnsOf(target)) {
    if (sequence === null) continue;
    await sql`SELECT setval(${sequence}::regclass, greatest((SELECT max(${sql.ref(column)}) FROM ${sql.table(table)}), 1))`.execute(
      target.session.db,
    );
  }
}

/** Rows of every table and sums of every column of numbers, balances among them; what differs, in words. */
async function compare(source: Database.Database, target: Store, tables: readonly string[]): Promise<string[]> {
  const columns = (await columnsOf(target)).filter(({ type }) => type === 'integer' || type === 'bigint');
  const differences: string[] = [];
  for (const table of tables) {
    const own = columns.filter((each) => each.table === table).map(({ column }) => column);
    const figures = ['count(*) AS "rows"', ...own.flatMap(sumsOf)];
    // What marks the copy as unfinished is the target’s alone.
    const where = table === 'state_values' ? ` WHERE key <> '${UNFINISHED_COPY}'` : '';
    const query = `SELECT ${figures.join(', ')} FROM ${table}${where}`;
    const before = source.prepare(query).get() as Record<string, number>;
    const after = (await sql.raw<Record<string, number>>(query).execute(plain(target))).rows[0]!;
    for (const [name, value] of Object.entries(before))
      if (Number(after[name]) !== Number(value))
        differences.push(`${table}.${name} is ${String(after[name])} instead of ${value}`);
  }
  return differences;
}

const MILLION = 1_000_000;

/** A column of numbers added up in two parts: five million instants in milliseconds are more than SQLite's integers hold. */
function sumsOf(column: string): string[] {
  const sum = (part: string) => `coalesce(sum("${column}" ${part} ${MILLION}), 0)`;
  return [`${sum('%')} AS "${column}"`, `${sum('/')} AS "${column} in millions"`];
}

/** By the names of the database. */
function plain(target: Store) {
  return target.session.db.withoutPlugins() as unknown as Kysely<Record<string, Row>>;
}
