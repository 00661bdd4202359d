import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MjmlAnswer, MjmlJob } from './mjmlProcess.ts';

const IDLE_MS = 5_000;

interface Waiting {
  resolve(html: string): void;
  reject(error: Error): void;
}

let child: ChildProcess | null = null;
let lastId = 0;
const waiting = new Map<number, Waiting>();

/** MJML file → HTML, in a process of its own; no font or picture is fetched from anywhere, and what MJML objects to is an error. */
export function compileMjml(file: string, includePath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const job: MjmlJob = { id: ++lastId, file, includePath };
    waiting.set(job.id, { resolve, reject });
    child ??= start();
    child.ref();
    child.channel?.ref();
    child.send(job);
  });
}

function start(): ChildProcess {
  // Source in a checkout, JavaScript once installed.
  const program = fileURLToPath(new URL(`./mjmlProcess${extname(import.meta.url)}`, import.meta.url));
  const started = fork(program, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let idle: NodeJS.Timeout | undefined;
  started.on('message', (answer: MjmlAnswer) => {
    const job = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('html' in answer) job?.resolve(answer.html);
    else job?.reject(new Error(answer.problem));
    if (waiting.size > 0) return;
    // Nothing to wait for: the connector may end, and so does the child when nothing more comes.
    started.unref();
    started.channel?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => {
      if (waiting.size === 0) end(started);
    }, IDLE_MS).unref();
  });
  started.on('error', (error) => {
    fail(started, error);
  });
  started.on('exit', (code, signal) => {
    fail(started, new Error(`The process that compiles templates ended (${signal ?? code})`));
  });
  return started;
}

function end(started: ChildProcess): void {
  if (child === started) child = null;
  if (started.connected) started.disconnect();
}

/** Answers what waits for a child that is no more. */
function fail(started: ChildProcess, error: Error): void {
  if (child !== started) return;
  child = null;
  for (const { reject } of waiting.values()) reject(error);
  waiting.clear();
}
