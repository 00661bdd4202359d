import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { SqliteStatement } from 'kysely';
import { DatabaseUnavailable } from './unavailable.ts';

/** Of SQLite, when the disk has no room, or does not do what it should. */
const UNWRITABLE = /^SQLITE_(FULL|IOERR|CANTOPEN|READONLY)/;

/** Small writes may still find a place in what SQLite holds already; a batch of records does not. In bytes. */
const LEAST_ROOM = 1024 * 1024;

/** Writing to a SQLite file, whose disk may be full: statements say so, and so does whoever asks afterwards, until there is room again. */
export class Writing {
  readonly #database: Database.Database;
  #refused = false;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** `statement`, whose errors say whether the database does its work. */
  guarded(statement: Database.Statement, text: string): SqliteStatement {
    // SQLite has undone a transaction by itself for which there was no room.
    const isUndone = text === 'rollback' ? () => !this.#database.inTransaction : () => false;
    return {
      reader: statement.reader,
      all: (parameters) => this.#try(() => statement.all(parameters)),
      run: (parameters) =>
        isUndone() ? { changes: 0, lastInsertRowid: 0 } : this.#try(() => statement.run(parameters)),
      iterate: (parameters) => statement.iterate(parameters),
    };
  }

  /** Throws while there is hardly any room; after a refusal it writes to see. */
  check(): void {
    if (this.#database.memory) return;
    const { bavail, bsize } = statfsSync(dirname(this.#database.name));
    if (bavail * bsize < LEAST_ROOM)
      throw new DatabaseUnavailable('full', new Error(`${bavail * bsize} bytes are left`));
    if (!this.#refused || this.#database.inTransaction) return;
    const version = this.#database.pragma('user_version', { simple: true }) as number;
    this.#try(() => this.#database.pragma(`user_version = ${version}`));
    this.#refused = false;
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Database.SqliteError) || !UNWRITABLE.test(error.code)) throw error;
      this.#refused = true;
      throw new DatabaseUnavailable('full', error);
    }
  }
}
