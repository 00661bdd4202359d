import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from './embeddedPostgres.ts';
import type { TestProject } from 'vitest/node';
import { openStore } from '../../connector/src/store/store.ts';
import { freePort } from './connector.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Databases that hold the connector's schema and nothing else. */
    templates: {
      /** Path of a file. */
      readonly sqlite: string;
      /** A server, as a URL without a database, and the name of the database there. */
      readonly postgres: { readonly server: string; readonly name: string };
    };
  }
}

/** One PostgreSQL server for a whole vitest run, and on each kind of database a template that every test copies. */
export default async function makeTemplates(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'dunning-databases-'));
  chmodSync(folder, 0o755); // as root the server runs as a user of its own
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    port,
    password: 'postgres',
    createPostgresUser: userInfo().uid === 0,
    // Servers out there sort by a language, not by bytes.
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US'],
    // It keeps nothing, so it need not wait for the disk.
    postgresFlags: [
      'fsync=off',
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
    ].flatMap((setting) => ['-c', setting]),
    onLog: () => undefined,
  });
  const stop = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const sqlite = join(folder, 'template.sqlite');
    await migrate(`sqlite:${sqlite}`);
    await postgres.initialise();
    await postgres.start();
    const server = `postgres://postgres:postgres@127.0.0.1:${port}`;
    const name = 'dunning_template';
    await postgres.createDatabase(name);
    await migrate(`${server}/${name}`);
    project.provide('templates', { sqlite, postgres: { server, name } });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function migrate(url: string): Promise<void> {
  const store = await openStore(url);
  await store.close();
}
