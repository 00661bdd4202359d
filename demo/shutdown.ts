import type { RunningProcess } from './childProcess.ts';
import { red, say } from './terminal.ts';

/** A signal sent to npm reaches the demo twice, from the terminal and from npm: that is no second Ctrl+C. */
const sameSignalMs = 1_500;

const ends: Array<() => Promise<void>> = [];
let stoppingSince: number | undefined;

export function isStopping(): boolean {
  return stoppingSince !== undefined;
}

/** Has something done when the demo stops; the last that was asked for comes first. */
export function whenStopping(end: () => Promise<void>): void {
  ends.push(end);
}

/** Ends the process when the demo stops; if it ends by itself, the demo stops too, with a word about it. */
export function keep(child: RunningProcess): void {
  whenStopping(() => child.stop());
  void child.ended.then((sentence) => {
    if (isStopping()) return;
    say(red(`\n  ${sentence}.`));
    return stop(1);
  });
}

export function stopOnSignals(): void {
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  process.on('SIGHUP', () => void stop(0));
  // Who ends npm ends its shell, which passes nothing on: an orphan stops by itself.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void stop(0), 1_000).unref();
}

/** Ends what was started, and the process. Asked again, it waits no longer. */
export async function stop(exitCode: number): Promise<void> {
  if (stoppingSince !== undefined) {
    if (Date.now() - stoppingSince > sameSignalMs) process.exit(1);
    return;
  }
  stoppingSince = Date.now();
  if (ends.length === 0) process.exit(exitCode);
  say('\n  Stopping what the demo started …');
  for (const end of ends.reverse()) await end().catch((error: unknown) => say(red(`  ${String(error)}`)));
  say('  Stopped. The demo’s data is kept; the next `npm run demo` goes on with it.\n');
  process.exit(exitCode);
}
