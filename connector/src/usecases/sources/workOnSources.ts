import type { Logger } from 'pino';
import { endLeases, sourcesWithWork } from '../../store/sources.ts';
import type { Deps } from '../deps.ts';
import { SourceFailure } from './ask.ts';
import { syncSource } from './syncSource.ts';

/** How often each process looks whether a source is due, or another one left events. */
const LOOK_MS = 5_000;

/**
 * Fetches from sources when they are due, and applies what their webhooks tell, in the background of the process; it sends nothing (DAT-4).
 * Several sources at once, each in one process at a time.
 */
export function workOnSources(deps: Deps & { readonly log: Logger }): { stop(): Promise<void> } {
  const running = new Map<string, Promise<void>>();
  let looking: Promise<void> | null = null;
  let isRung = false;
  // CLK-2: on SQLite there is one process, so whoever had a source is dead.
  const begun = deps.store.session.dialect.name === 'sqlite' ? endLeases(deps.store.session) : Promise.resolve();

  const look = async () => {
    await begun;
    do {
      isRung = false;
      for (const id of await sourcesWithWork(deps.store.session, deps.clock.wall())) {
        if (running.has(id) || deps.stopping.aborted) continue;
        running.set(
          id,
          run(id).finally(() => {
            running.delete(id);
          }),
        );
      }
    } while (isRung && !deps.stopping.aborted);
  };
  const run = async (id: string) => {
    const outcome = await syncSource(deps, id).catch((error: unknown) => ({ error }));
    if (typeof outcome === 'object' && outcome !== null && !(outcome.error instanceof SourceFailure))
      deps.log.error({ err: outcome.error, source: id }, 'syncing a source failed');
    // What was left behind meanwhile, or has to begin anew since the lease was taken away.
    if (outcome === 'done' || outcome === null) wake();
  };
  const wake = () => {
    isRung = true;
    if (deps.stopping.aborted) return;
    looking ??= look()
      .catch((error: unknown) => deps.log.error({ err: error }, 'looking for work on sources failed'))
      .finally(() => {
        looking = null;
      });
  };
  deps.sourceWork.listen(wake);
  const timer = setInterval(wake, LOOK_MS);
  wake();
  return {
    async stop() {
      clearInterval(timer);
      deps.sourceWork.listen(() => undefined);
      await looking;
      await Promise.all(running.values());
    },
  };
}
