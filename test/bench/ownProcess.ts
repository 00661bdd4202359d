import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

type Settings = Readonly<Record<string, string>>;

const pathOf = (script: string) => new URL(script, import.meta.url).pathname;

/** A server of this folder in a process of its own, so that its work is nobody's here; it prints its port. */
export async function startServer(script: string, env: Settings = {}) {
  const child = spawn(process.execPath, [pathOf(script)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout!.once('data', (data) => resolve(Number(data)));
    child.once('exit', () => reject(new Error(`${script} ended before it listened`)));
  });
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  };
  return { port, stop };
}

/** As `npm start` and the Docker image start the service. */
const NODE_FLAGS = ['--max-semi-space-size=8'];

/** What a script of this folder, in a process of its own, prints as JSON. */
export async function runScript(script: string, env: Settings): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [...NODE_FLAGS, pathOf(script)], {
    env: { ...process.env, ...env },
  });
  return JSON.parse(stdout) as unknown;
}
