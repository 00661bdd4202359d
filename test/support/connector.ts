import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface RunningConnector {
  url: string;
  key: string;
  pid: number;
  /** Calls the API with the owner's key; throws with the problem document if it refuses. */
  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  stop(): Promise<void>;
}

const main = path.resolve(import.meta.dirname, '../../connector/src/main.ts');
const START_TIMEOUT_MS = 60_000;

/** Starts the connector as `npm start` does: a process of its own on a free port, with an empty SQLite database. */
export async function spawnConnector({ env = {} }: { env?: Record<string, string> } = {}): Promise<RunningConnector> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dunning-'));
  const port = await freePort();
  const key = `test-${randomUUID()}`;
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [main], {
    cwd: folder,
    env: {
      ...process.env,
      DUNNING_DATABASE_URL: `sqlite:${path.join(folder, 'dunning.sqlite')}`,
      DUNNING_PORT: String(port),
      DUNNING_API_KEY: key,
      DUNNING_RATE_LIMIT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => log.push(chunk.toString()));

  const stop = async () => {
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilHealthy(url, child);
  } catch (error) {
    await stop();
    throw new Error(`The connector did not start: ${(error as Error).message}\n${log.join('')}`, { cause: error });
  }
  return { url, key: env.DUNNING_API_KEY ?? key, pid: child.pid!, call: caller(url, env.DUNNING_API_KEY ?? key), stop };
}

function caller(url: string, key: string): RunningConnector['call'] {
  return async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', Accept: 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  };
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    const healthy = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (healthy) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`/healthz did not answer within ${START_TIMEOUT_MS} ms`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exit;
  clearTimeout(killer);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
