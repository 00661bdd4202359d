import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Progress } from '../terminal.ts';

const here = import.meta.dirname;
const lockHeartbeatMs = 5_000;
const lockStaleMs = 60_000;

export interface InstalledN8n {
  version: string;
  /** The folder that holds node_modules/n8n. */
  directory: string;
  /** False when it had to be installed now. */
  reused: boolean;
}

/**
 * n8n in a cache folder outside the checkout, installed on the first call (some five minutes, 2.2 GB) and reused ever
 * after. The folder's name holds version, platform and a hash of the lock file. Two processes may call it at once: one
 * installs, the other waits. An interrupted installation leaves nothing that would be taken for a complete one.
 */
export async function ensureN8n(progress: Progress): Promise<InstalledN8n> {
  const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');
  const version = lockedPackages(lock)['node_modules/n8n']!.version;
  const key = createHash('sha256').update(lock).digest('hex').slice(0, 10);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-dunning');
  const directory = join(cache, `n8n-${version}-${process.platform}-${process.arch}-${key}`);

  if (existsSync(directory)) return { version, directory, reused: true };
  mkdirSync(cache, { recursive: true });
  const release = await takeLock(`${directory}.lock`, progress);
  try {
    if (existsSync(directory)) return { version, directory, reused: true };
    const draft = `${directory}.incomplete`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft);
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(here, file), join(draft, file));
    await install(draft, countPackages(lock), progress);
    // The rename is the mark of completeness: the folder appears whole or not at all.
    renameSync(draft, directory);
    return { version, directory, reused: false };
  } finally {
    release();
  }
}

async function install(directory: string, packages: number, progress: Progress): Promise<void> {
  progress(`downloading ${packages} packages`);
  let fetched = 0;
  await npm(['ci', '--ignore-scripts', '--legacy-peer-deps', '--loglevel=http'], directory, (line) => {
    if (!/^npm http (fetch|cache) .*\.tgz/.test(line)) return;
    fetched += 1;
    progress(fetched < packages ? `downloading packages: ${fetched} of ${packages}` : 'unpacking');
  });
  // n8n's database driver is the one package whose install script is needed: a download, or a compilation of two minutes.
  progress('building the SQLite driver');
  await npm(['rebuild', 'sqlite3'], directory, () => undefined);
}

function npm(args: string[], cwd: string, onLine: (line: string) => void): Promise<void> {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_(ENV|OPTIONS)$/i.test(name)),
  );
  env.PATH = `${dirname(process.execPath)}:${env.PATH}`;
  const child = spawn(command, [...first, ...args, '--no-audit', '--no-fund'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && command === 'npm',
  });
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      onLine(line);
      if (!line.startsWith('npm http')) tail.splice(0, Math.max(0, tail.push(line) - 15));
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('exit', endWithUs);
      if (code === 0) return resolve();
      reject(new Error(`npm ${args[0]} for n8n failed in ${cwd}:\n${tail.join('\n')}`));
    });
  });
}

interface LockedPackage {
  version: string;
  os?: string[];
  cpu?: string[];
}

function lockedPackages(lock: string): Record<string, LockedPackage> {
  return (JSON.parse(lock) as { packages: Record<string, LockedPackage> }).packages;
}

/** The packages that npm will fetch on this platform. */
function countPackages(lock: string): number {
  const fits = (wanted: string[] | undefined, actual: string) => !wanted || wanted.includes(actual);
  const wanted = Object.entries(lockedPackages(lock)).filter(
    ([path, p]) => path !== '' && fits(p.os, process.platform) && fits(p.cpu, process.arch),
  );
  return wanted.length;
}

/** A lock file that its holder touches every few seconds, so that a dead holder's lock is recognised on any machine. */
async function takeLock(path: string, progress: Progress): Promise<() => void> {
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      const heartbeat = setInterval(() => utimesSync(path, new Date(), new Date()), lockHeartbeatMs);
      heartbeat.unref();
      const release = () => {
        clearInterval(heartbeat);
        process.off('exit', release);
        rmSync(path, { force: true });
      };
      process.once('exit', release);
      return release;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (touched !== undefined && Date.now() - touched > lockStaleMs) rmSync(path, { force: true });
    else {
      progress('another process is installing it; waiting');
      await wait(1_000);
    }
  }
}
