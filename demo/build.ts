import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const checkout = join(import.meta.dirname, '..');
const sources = ['nodes', 'credentials', 'package.json', 'tsconfig.json', 'gulpfile.js'];

/** Builds the nodes into dist/, unless what is there is newer than every source. Returns whether it had to. */
export async function buildNodes(): Promise<boolean> {
  if (existsSync(join(checkout, 'dist')) && newest(['dist']) > newest(sources)) return false;
  const npm = process.env.npm_execpath;
  const child = npm
    ? spawn(process.execPath, [npm, 'run', 'build'], { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('npm', ['run', 'build'], { cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`The nodes could not be built:\n${out}${err}`);
  return true;
}

/** The latest change in files and folders of the checkout, in ms since 1970. */
function newest(paths: string[]): number {
  const times = paths.flatMap((path) => {
    const full = join(checkout, path);
    if (!statSync(full).isDirectory()) return [statSync(full).mtimeMs];
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  });
  return Math.max(0, ...times);
}
