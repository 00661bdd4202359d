import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './connector.ts';
import { EmbeddedPostgres } from './embeddedPostgres.ts';

export interface PostgresServer {
  /** A URL without a database. */
  readonly url: string;
  createDatabase(name: string): Promise<void>;
  /** Ends it, as a restart of the machine would; `up` starts it again on the same port, with what it held. */
  down(): Promise<void>;
  up(): Promise<void>;
  /** Lets it say nothing, without a word to anybody, until `thaw`. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Ends it and removes what it held. */
  stop(): Promise<void>;
}

/** A PostgreSQL server of one's own on a free port, with nothing in it. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'dunning-postgres-'));
  chmodSync(folder, 0o755); // as root the server runs as a user of its own
  const port = await freePort();
  const databaseDir = join(folder, 'postgres');
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    password: 'postgres',
    createPostgresUser: userInfo().uid === 0,
    // Servers out there sort by a language, not by bytes.
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US'],
    // It keeps nothing for long, so it need not wait for the disk.
    postgresFlags: [
      'fsync=off',
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=200',
    ].flatMap((setting) => ['-c', setting]),
    onLog: () => undefined,
  });
  /** To the process that starts the others, then to those. */
  const signal = async (name: NodeJS.Signals) => {
    const pid = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0]!;
    process.kill(Number(pid), name);
    const { stdout } = await promisify(execFile)('pgrep', ['-P', pid]);
    for (const child of stdout.trim().split('\n')) process.kill(Number(child), name);
  };
  let isUp = false;
  const up = async () => {
    if (!isUp) await server.start();
    isUp = true;
  };
  const down = async () => {
    if (isUp) await server.stop();
    isUp = false;
  };
  const stop = async () => {
    await down();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await server.initialise();
    await up();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}`,
    createDatabase: (name) => server.createDatabase(name),
    down,
    up,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    stop,
  };
}
