import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { DatabaseUnavailable } from './unavailable.ts';

/** How long a new connection may take, or a lent one be waited for. */
const CONNECTING_MS = 30_000;
const LOOK_MS = 5_000;
/** So many looks may find a question without an answer that costs nothing. */
const PATIENCE = 2;

/** What pg throws of its own; none has a code. */
const BROKEN =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (was closed|has encountered a connection error))/;
/** Of the system, when a socket or its address fails. */
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
/** connection_exception; admin_shutdown, crash_shutdown, cannot_connect_now; too_many_connections. */
const AWAY = /^(08|57P0[123]|53300)/;
/** disk_full, and whatever a file of the server's cannot do. */
const FULL = /^(53100|58)/;

/** Says of an error of pg's whether the database does its work; any other is given back as it is. */
function translated(error: unknown): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (FULL.test(code)) return new DatabaseUnavailable('full', error);
  return AWAY.test(code) || SOCKET.has(code) || BROKEN.test(message) ? new DatabaseUnavailable('away', error) : error;
}

async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw translated(error);
  }
}

/** The connections that are lent, and since when, in ms. */
type Lent = Map<pg.PoolClient, number>;

/**
 * Connections to PostgreSQL whose errors say whether the database does its work; each begins with `setUp`. A statement may take as long as
 * it needs while the server answers others. A server that says nothing at all, stopped or cut off without a word, has its connections
 * broken after some seconds, so that whoever asked learns of it, and is asked nothing more until it answers again.
 */
export function watchedPool(config: pg.PoolConfig, setUp: string): PostgresPool {
  const pool = new pg.Pool({ ...config, connectionTimeoutMillis: CONNECTING_MS });
  const lent: Lent = new Map();
  // A connection that breaks while idle is replaced by the pool; the next query tells who needs to know.
  pool.on('error', () => undefined);
  // One that breaks in the middle of a transaction fails that transaction, not the process.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    client.query(setUp).catch(() => undefined);
  });
  pool.on('acquire', (client) => void lent.set(client, performance.now()));
  pool.on('release', (_error, client) => void lent.delete(client));
  const watch = new Watch(config.connectionString, lent);
  return {
    options: pool.options,
    async connect() {
      if (watch.isSilent) throw new DatabaseUnavailable('away', silence());
      return guarded(await orUnavailable(pool.connect()));
    },
    async end() {
      await watch.end();
      await pool.end();
    },
  };
}

/** A lent connection as Kysely uses it. */
function guarded(client: pg.PoolClient): PostgresPoolClient {
  const query = (text: string, values: readonly unknown[]) => orUnavailable(client.query(text, [...values]));
  const release = (isBroken?: boolean) => client.release(isBroken);
  return { query, release } as unknown as PostgresPoolClient; // cursors are not used here
}

function silence(): Error {
  return Object.assign(new Error('The database server does not answer'), { code: 'ETIMEDOUT' });
}

/** Asks the server something that costs nothing, on a connection of its own, whenever another has been lent for long. */
class Watch {
  readonly #url: string | undefined;
  readonly #lent: Lent;
  readonly #timer: NodeJS.Timeout;
  #client: pg.Client | null = null;
  /** What was asked and has no answer yet. */
  #open: { looks: number } | null = null;
  isSilent = false;

  constructor(url: string | undefined, lent: Lent) {
    this.#url = url;
    this.#lent = lent;
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  #look(): void {
    if (this.#open) {
      // Counted, not timed: what this process itself did not get round to read is no silence.
      this.#open.looks += 1;
      if (this.#open.looks >= PATIENCE) this.#end(true);
      return;
    }
    if (!this.isSilent && this.#waiting().length === 0) return;
    const asked = (this.#open = { looks: 0 });
    this.#ask().then(
      () => {
        if (this.#open === asked) [this.#open, this.isSilent] = [null, false];
      },
      (error: unknown) => {
        if (this.#open === asked) this.#end(false, error instanceof pg.DatabaseError);
      },
    );
  }

  #waiting(): pg.PoolClient[] {
    return [...this.#lent].filter(([, since]) => performance.now() - since > LOOK_MS).map(([client]) => client);
  }

  async #ask(): Promise<void> {
    if (!this.#client) {
      this.#client = new pg.Client({ connectionString: this.#url });
      this.#client.on('error', () => undefined);
      await this.#client.connect();
    }
    await this.#client.query('SELECT 1');
  }

  /** The server did not answer; one that refuses in so many words serves those that it has. */
  #end(isSilent: boolean, isAlive = false): void {
    const waiting = isAlive ? [] : this.#waiting();
    [this.#open, this.isSilent] = [null, isSilent];
    if (this.#client) socketOf(this.#client).destroy();
    this.#client = null;
    for (const client of waiting) socketOf(client).destroy(silence());
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#open) this.#end(this.isSilent, true);
    await this.#client?.end();
  }
}

function socketOf(client: pg.ClientBase) {
  return (client as unknown as { connection: { stream: { destroy(error?: Error): void } } }).connection.stream;
}
