import type { Deps } from '../deps.ts';

/**
 * One line in the log when a run is over, with its counts and an id of its own, and nothing about anybody. `summary` tells what
 * came of it; `stopped` there says why it ended early.
 */
export async function logRun<T>(
  { log, metrics, newId, clock }: Deps,
  run: 'cadence' | 'invoiceSending',
  work: () => Promise<T>,
  summary: (result: T) => Readonly<Record<string, number | string | null>>,
): Promise<T> {
  const runId = newId('run');
  const started = clock.wall();
  try {
    const result = await work();
    const told = summary(result);
    log.info({ runId, run, ...told, ms: clock.wall() - started }, 'run ended');
    metrics.runs.inc({ run, outcome: told['stopped'] ? 'stopped' : 'ended' });
    return result;
  } catch (error) {
    log.error({ runId, run, err: error, ms: clock.wall() - started }, 'run broke off');
    metrics.runs.inc({ run, outcome: 'broken' });
    throw error;
  }
}
