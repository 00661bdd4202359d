import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../support/embeddedPostgres.ts';
import pg from 'pg';
import { freePort } from '../support/connector.ts';
import type { BenchDatabase } from './database.ts';
import { postgresFloor } from './postgresFloor.ts';

/** A PostgreSQL server of the benchmark's own, with its default settings: it waits for the disk as SQLite does. */
export async function startPostgres(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'dunning-bench-'));
  await chmod(folder, 0o755); // as root the server runs as a user of its own
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    port,
    password: 'postgres',
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => undefined,
  });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await server.start();
    const urlOf = (name: string) => `postgres://postgres:postgres@127.0.0.1:${port}/${name}`;
    const version = String((await query(urlOf('postgres'), 'SHOW server_version')).rows[0].server_version);
    return {
      name: 'PostgreSQL',
      version: version.split(' ')[0]!,
      async create(name) {
        await server.createDatabase(name);
        return urlOf(name);
      },
      async rest(url) {
        await query(url, 'VACUUM ANALYZE customers, schedule, actions, messages, events');
        await query(url, 'CHECKPOINT');
      },
      floor: postgresFloor,
      drop: (url) => server.dropDatabase(new URL(url).pathname.slice(1)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}
