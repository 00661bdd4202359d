// Run in a process of its own: carries out all that is due in the database that DUNNING_DATABASE_URL names, and prints the most memory
// that the process ever held, in bytes.
import { readFileSync } from 'node:fs';
import { openDeps, timedRun } from './timedRun.ts';

/** The kernel's own high-water mark: `maxRSS` of a child starts with what its parent held. */
function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
}

const url = process.env.DUNNING_DATABASE_URL!;
const deps = await openDeps(url);
await deps.store.close();
const { actionIds } = await timedRun(url, deps.templates);
process.stdout.write(JSON.stringify({ sent: actionIds.length, bytes: peakMemory() }));
