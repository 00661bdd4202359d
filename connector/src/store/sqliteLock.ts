import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { openingProblem } from './openingProblem.ts';
import { StoreError } from './store.ts';

export interface DatabaseLock {
  release(): void;
}

const NO_LOCK: DatabaseLock = { release: () => undefined };

/**
 * One process at a time works on a SQLite file: a second one is refused, with the first one’s name. The lock is SQLite’s own, on a small
 * file beside the database, so that the system lets it go when the process dies, however it dies. Nothing on PostgreSQL and in memory.
 */
export function lockDatabase(url: string, owner: string): DatabaseLock {
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : ':memory:';
  if (path === ':memory:') return NO_LOCK;
  const lock = open(path);
  try {
    // Others can still read who it is.
    lock.exec('BEGIN IMMEDIATE');
    lock.exec('CREATE TABLE IF NOT EXISTS owner (id integer PRIMARY KEY, name text NOT NULL)');
    lock.prepare('INSERT OR REPLACE INTO owner VALUES (1, ?)').run(owner);
    lock.exec('COMMIT; BEGIN IMMEDIATE');
  } catch (error) {
    const name = ownerOf(lock);
    lock.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new StoreError(
      `The database ${path} is in use by ${name}: stop that one first; several connectors share a PostgreSQL database (DUNNING_DATABASE_URL)`,
    );
  }
  return { release: () => void (lock.open && lock.close()) };
}

function open(path: string): Database.Database {
  try {
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true });
    return new Database(`${path}.lock`, { timeout: 0 });
  } catch (error) {
    const problem = openingProblem(error);
    throw problem === null ? error : new StoreError(problem);
  }
}

function ownerOf(lock: Database.Database): string {
  try {
    return (lock.prepare('SELECT name FROM owner').get() as { name: string }).name;
  } catch {
    return 'another dunning-connector'; // it has not said its name yet
  }
}
