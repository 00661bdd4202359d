import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

export interface RunningProcess {
  /** Ends this process and what it started, nothing else: SIGTERM, after `graceMs` SIGKILL. */
  stop(): Promise<void>;
  /** SIGKILL at once. */
  kill(): Promise<void>;
  /** Resolves with a sentence once the process has ended, for whatever reason. */
  ended: Promise<string>;
}

export interface Launch {
  name: string;
  /** Arguments for Node 24: the one that runs this file. */
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** It is ready once it has printed such a line, or once this address answers with success. */
  ready: RegExp | string;
  timeoutMs: number;
  graceMs: number;
  onLine?: (line: string) => void;
}

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => signal(child, 'SIGKILL')));

/** Starts a process and waits for its ready line. Its output goes to the log file; a failure quotes the last lines. */
export async function launch(options: Launch): Promise<RunningProcess> {
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: { ...options.env, PATH: `${dirname(process.execPath)}:${options.env.PATH ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl+C reaches the demo alone, which then ends its processes in order.
    detached: process.platform !== 'win32',
  });
  running.add(child);
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const lastLines: string[] = [];
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${options.name} could not be started: ${error.message}`));
    child.once('exit', (code, by) => resolve(`${options.name} ended (${by ?? `exit code ${code}`})`));
  });
  void ended.then(() => running.delete(child));

  let timer: NodeJS.Timeout | undefined;
  const ready = new Promise<'ready'>((resolve) => {
    if (typeof options.ready === 'string') void answers(options.ready, ended).then((yes) => yes && resolve('ready'));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        log.write(`${line}\n`);
        options.onLine?.(line);
        lastLines.splice(0, Math.max(0, lastLines.push(line) - 12));
        if (options.ready instanceof RegExp && options.ready.test(line)) resolve('ready');
      });
    }
  });
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(
      () => resolve(`${options.name} was not ready after ${options.timeoutMs / 1000} s`),
      options.timeoutMs,
    );
  });
  const stop = () => end(child, 'SIGTERM', options.graceMs);
  const kill = () => end(child, 'SIGKILL', options.graceMs);
  const outcome = await Promise.race([ready, ended, late]);
  clearTimeout(timer);
  if (outcome !== 'ready') {
    await stop();
    throw new Error(
      `${outcome}. Its last lines (all are in ${options.logFile}):\n${lastLines.map((l) => `    ${l}`).join('\n')}`,
    );
  }
  return { stop, kill, ended };
}

async function answers(url: string, ended: Promise<string>): Promise<boolean> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return true;
    if (await Promise.race([ended, wait(100)])) return false;
  }
}

async function end(child: ChildProcess, by: NodeJS.Signals, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  signal(child, by);
  const kill = setTimeout(() => signal(child, 'SIGKILL'), graceMs);
  await exited;
  clearTimeout(kill);
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(name);
    else process.kill(-child.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
