import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * Connectors that tests start as processes of their own, by the hundred, load compiled code, as the package has it, instead of compiling it each time. Node writes
 * its cache when a process ends by itself, which one that is killed never does; so one loads everything and ends.
 */
export default async function setup(): Promise<void> {
  process.env['NODE_COMPILE_CACHE'] ??= path.join(ROOT, 'node_modules/.cache/compiled');
  const all = ['commands/startService.ts', 'delivery/mjmlProcess.ts'].map((file) =>
    JSON.stringify(path.join(ROOT, 'connector/src', file)),
  );
  const load = `await Promise.all([${all.join()}].map((file) => import(file))); process.exit(0);`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', load]);
}
