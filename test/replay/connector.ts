import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = join(import.meta.dirname, '../../connector/src/main.ts');
const API_KEY = 'replay-key-0123456789';
const START_TIMEOUT_MS = 30_000;

export interface Connector {
  readonly url: string;
  request(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Every record of a list, page after page. */
  list<T>(path: string): Promise<T[]>;
  stop(): Promise<void>;
}

const running = new Set<Connector>();

/** Stops what a test that ran out of time has left running. */
export async function stopConnectors(): Promise<void> {
  await Promise.all([...running].map((connector) => connector.stop()));
}

/** A connector process of its own on an empty SQLite file, its test clock standing at `now`, its mail going to the local mailbox. */
export async function startConnector(now: string): Promise<Connector> {
  const folder = mkdtempSync(join(tmpdir(), 'dunning-replay-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      DUNNING_PORT: String(port),
      DUNNING_API_KEY: API_KEY,
      DUNNING_DATABASE_URL: `sqlite:${join(folder, 'dunning.sqlite')}`,
      DUNNING_TEST_CLOCK: now,
      DUNNING_RATE_LIMIT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const request = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${API_KEY}`, accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path} ${JSON.stringify(body)} → ${response.status} ${text}\n${output}`);
    return text === '' ? undefined : JSON.parse(text);
  };

  const connector: Connector = {
    url,
    request,
    async list<T>(path: string) {
      const all: T[] = [];
      let cursor: string | null | undefined;
      do {
        const separator = path.includes('?') ? '&' : '?';
        const from = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
        const page = (await request('GET', `${path}${separator}limit=1000${from}`)) as {
          data: T[];
          nextCursor?: string | null;
        };
        all.push(...page.data);
        cursor = page.nextCursor;
      } while (cursor);
      return all;
    },
    async stop() {
      running.delete(connector);
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };

  running.add(connector);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await healthy(url))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await connector.stop();
      throw new Error(`the connector did not start:\n${output}`);
    }
    await sleep(50);
  }
  return connector;
}

async function healthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
