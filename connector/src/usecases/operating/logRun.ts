import type { Deps } from '../deps.ts';
import { type Follow, followRun, type RunOf } from './followRun.ts';

/**
 * One line in the log when a run is over, with its counts and an id of its own, and nothing about anybody; before that, others can ask
 * how far it has come. `summary` tells what came of it; `stopped` there says why it ended early.
 */
export async function logRun<T>(
  deps: Deps,
  of: RunOf,
  work: (follow: Follow) => Promise<T>,
  summary: (result: T) => Readonly<Record<string, number | string | null>>,
): Promise<T> {
  const { log, metrics, newId, clock } = deps;
  const run = of.kind;
  const runId = newId('run');
  const started = clock.wall();
  const { follow, end } = followRun(deps, runId, of);
  try {
    const result = await work(follow);
    const told = summary(result);
    log.info({ runId, run, ...told, ms: clock.wall() - started }, 'run ended');
    metrics.runs.inc({ run, outcome: told['stopped'] ? 'stopped' : 'ended' });
    return result;
  } catch (error) {
    log.error({ runId, run, err: error, ms: clock.wall() - started }, 'run broke off');
    metrics.runs.inc({ run, outcome: 'broken' });
    throw error;
  } finally {
    await end();
  }
}
