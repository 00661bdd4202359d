import { within } from '../../store/store.ts';
import type { Deps } from '../deps.ts';

/** Ends a transaction that is not to last, with what it came to. */
class Undone extends Error {
  readonly outcome: unknown;

  constructor(outcome: unknown) {
    super('The dry run is over');
    this.outcome = outcome;
  }
}

/**
 * Does in one transaction what use cases do in their own, so that they may be put together; with `dryRun` it is undone, and its outcome is
 * what it would have been.
 */
export async function attempt<T>(deps: Deps, dryRun: boolean, work: (deps: Deps) => Promise<T>): Promise<T> {
  try {
    return await deps.store.transaction(async (session) => {
      const outcome = await work({ ...deps, store: within(session, deps.store) });
      if (dryRun) throw new Undone(outcome);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Undone) return error.outcome as T;
    throw error;
  }
}
