import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { BenchDatabase } from './database.ts';
import { sqliteFloor } from './sqliteFloor.ts';

const pathOf = (url: string) => url.slice('sqlite:'.length);

/** SQLite as the connector opens it: a file, WAL, `synchronous=FULL`. */
export async function startSqlite(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'dunning-bench-'));
  const { version } = new Database(':memory:').prepare('SELECT sqlite_version() AS version').get() as {
    version: string;
  };
  return {
    name: 'SQLite',
    version,
    create: async (name) => `sqlite:${join(folder, `${name}.sqlite`)}`,
    async rest(url) {
      const database = new Database(pathOf(url));
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
    },
    floor: async (url, written) => sqliteFloor(pathOf(url), written),
    async drop(url) {
      for (const suffix of ['', '-wal', '-shm']) await rm(pathOf(url) + suffix, { force: true });
    },
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}
