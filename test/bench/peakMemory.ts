import { readFileSync } from 'node:fs';

/** The most memory that this process ever held, in bytes. */
export function peakMemory(): number {
  // The kernel's own high-water mark: `maxRSS` of a child starts with what its parent held.
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
}
