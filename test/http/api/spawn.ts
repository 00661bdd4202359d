import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { Client } from './client.ts';
import { MONDAY, OWNER_KEY } from './start.ts';

const MAIN = path.resolve(import.meta.dirname, '../../../connector/src/main.ts');

export interface Spawned extends Client {
  /** By SIGKILL, unless it may end in order. Answers the code that it exits with; null after SIGKILL. */
  kill(signal?: NodeJS.Signals): Promise<number | null>;
  /** What it has printed and logged so far. */
  output(): string;
}

/** A connector as a process of its own, to be killed. Without `smtpUrl` mail goes to the local mailbox. */
export async function spawnOn(
  databaseUrl: string,
  smtpUrl?: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Spawned> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      DUNNING_DATABASE_URL: databaseUrl,
      DUNNING_PORT: '0',
      DUNNING_API_KEY: OWNER_KEY,
      DUNNING_SMTP_URL: smtpUrl,
      DUNNING_TEST_CLOCK: MONDAY,
      DUNNING_RATE_LIMIT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return exited;
  };
  onTestFinished(async () => void (await kill()));
  const chunks: string[] = [];
  const output = () => chunks.join('');
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
  return Object.assign(new Client(await addressOf(child, output), OWNER_KEY), { kill, output });
}

function addressOf(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', () => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0];
      if (address) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`The connector ended with ${code}:\n${output()}`)));
  });
}
