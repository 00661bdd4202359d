import type { Dialect as KyselyDialect, Kysely, RawBuilder } from 'kysely';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
/** Questions to an object that a column holds as JSON text; keys are letters, digits and _. */
export interface JsonColumns {
  /** Whether the key's value, or one in its list, is one of `values`, of the same type. */
  holds(column: string, key: string, values: readonly (string | number | boolean)[]): RawBuilder<boolean>;
  /** Whether the key has no value: absent, null or an empty list. */
  isEmpty(column: string, key: string): RawBuilder<boolean>;
  /** Whether the key's value is of the type of `bound`, and above or below it; texts by their characters. */
  compares(column: string, key: string, operator: '>' | '<', bound: string | number): RawBuilder<boolean>;
}

export type Row = Readonly<Record<string, string | number | null>>;

/**
 * What SQLite and PostgreSQL do differently; nothing else in the code knows which one runs. Sets of rows are written in one go: by a
 * prepared statement in a loop on SQLite, as one statement over a JSON recordset on PostgreSQL.
 */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  readonly kysely: KyselyDialect;
  readonly bigint: string;
  readonly autoIncrement: string;
  /** The type of a column of bytes. */
  readonly bytes: string;
  /** Where documents lie as files; null: in the database. */
  readonly documentFolder: string | null;
  readonly json: JsonColumns;
  /** Behind a text, its order character by character; SQLite has no other. */
  readonly byCharacters: string;
  /** The function that makes a text lower case in every alphabet; SQLite's own `lower` knows ASCII alone. */
  readonly lowerCase: string;
  /** Whether `column` is one of `values`: one parameter and one text of SQL, however long the list. */
  oneOf(column: string, values: readonly string[]): RawBuilder<boolean>;
  /** Inserts rows of one shape. */
  insert(db: Db, table: keyof Tables, rows: readonly Row[]): Promise<void>;
  /** Sets `columns` of the rows that have the same `key`. */
  update(
    db: Db,
    table: keyof Tables,
    key: readonly string[],
    columns: readonly string[],
    rows: readonly Row[],
  ): Promise<void>;
  /** Inserts, or adds the columns `sums` to the row that has the same `key`. */
  add(
    db: Db,
    table: keyof Tables,
    key: readonly string[],
    sums: readonly string[],
    rows: readonly Row[],
  ): Promise<void>;
  /** Throws a DatabaseUnavailable while writing is refused, as far as this process knows. */
  checkWritable(): void;
  /** Whether a transaction failed only because another one was in its way. */
  isWorthRepeating(error: unknown): boolean;
  close(): Promise<void>;
}
