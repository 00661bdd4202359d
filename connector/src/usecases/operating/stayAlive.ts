import { CONNECTOR } from '../../domain/actor.ts';
import { endLeasesOf, forgetProcess, noteAlive, silentProcesses } from '../../store/processes.ts';
import { releaseRequests } from '../../store/requests.ts';
import { DatabaseUnavailable } from '../../store/unavailable.ts';
import { settleSending } from '../handingOver/lapse.ts';
import type { Deps } from '../deps.ts';

const BEAT_MS = 10_000;
/** How long a process may say nothing before the others take it for dead. */
export const SILENCE_MS = 60_000;
/** After a time in which this process could not reach the database, the others get as long to say that they live. */
const PATIENCE_MS = 3 * BEAT_MS;

/**
 * CLK-2: processes that share a PostgreSQL database say every few seconds that they live, and take over from one that does not any more.
 * On SQLite there is one process, and its start takes over from the last.
 */
export async function stayAlive(deps: Deps): Promise<{ stop(): Promise<void> }> {
  const { session } = deps.store;
  if (session.dialect.name !== 'postgres') return { stop: async () => undefined };
  let last = deps.clock.wall();
  let patientUntil = last;
  const beat = async () => {
    await noteAlive(session, deps.process);
    const now = deps.clock.wall();
    // While the database was away nobody could say anything.
    if (now - last > PATIENCE_MS) patientUntil = now + PATIENCE_MS;
    last = now;
    if (now >= patientUntil) await succeedTheDead(deps);
  };
  await beat();
  let beating: Promise<void> | null = null;
  const timer = setInterval(() => {
    beating ??= beat()
      .catch((error: unknown) => deps.log.error({ err: error }, 'saying that this process lives failed'))
      .finally(() => {
        beating = null;
      });
  }, BEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      await beating;
      // Where the database is away, the others find it silent when it is back.
      await forgetProcess(session, deps.process).catch((error: unknown) => {
        if (!(error instanceof DatabaseUnavailable)) throw error;
      });
    },
  };
}

/** Takes over from all that have been silent for too long. */
async function succeedTheDead(deps: Deps): Promise<void> {
  for (const name of await silentProcesses(deps.store.session, SILENCE_MS)) {
    if (name === deps.process) continue;
    deps.log.warn({ process: name }, 'a connector process has died: what it had in hand is given back');
    await succeed(deps, name);
  }
}

/**
 * Gives back what a silent process had in hand: messages on their way become uncertain, what was only leased is due again, requests may
 * be sent again. One that was only slow finds its leases gone, and sends nothing under them. Safe to be done by several at once.
 */
export async function succeed(deps: Deps, process: string): Promise<void> {
  await settleSending(deps, CONNECTOR, process);
  await deps.store.transaction(async (session) => {
    await endLeasesOf(session, process);
    await releaseRequests(session, process);
    await forgetProcess(session, process);
  });
}
