import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the demo remembers between two runs, in `demo.json` of its folder. */
export interface DemoState {
  apiKey: string;
  /** Days since 1970-01-01: where the test clock began, and the last day that is loaded. */
  start: number;
  reached: number | null;
}

export function readState(folder: string, start: number): DemoState {
  const path = join(folder, 'demo.json');
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as DemoState;
  return { apiKey: `demo_${randomBytes(9).toString('base64url')}`, start, reached: null };
}

export function writeState(folder: string, state: DemoState): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'demo.json');
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Keeps a second demo off the same folder; returns how to give it free. A lock whose process is gone counts for nothing. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'running.pid');
  const holder = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  if (holder && isAlive(holder))
    throw new Error(`The demo is already running, as process ${holder}. Stop it there with Ctrl+C first.`);
  writeFileSync(path, String(process.pid));
  return () => rmSync(path, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
