import type { Actor } from '../../domain/actor.ts';
import { seesOnlyCustomersOf } from '../../domain/visibility.ts';
import { actorJson } from '../../store/events.ts';
import { forgetRun, noteRun, runsUnderWay } from '../../store/runs.ts';
import type { RunUnderWayTable } from '../../store/tables.ts';
import { countRemaining } from '../handingOver/dueRows.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';

export interface RunOf {
  readonly kind: RunUnderWayTable['kind'];
  readonly actor: Actor;
  readonly planId?: string;
}

/** Messages, so far. */
export interface RunCounts {
  readonly sent: number;
  readonly failed: number;
  readonly uncertain: number;
}

/** Given by a run when it begins: how to know how far it has come. */
export type Follow = (counts: () => RunCounts) => void;

const NOTE_MS = 2_000;
/** Every so many notes the log has a line. */
const LOGGED = 5;
/** A run that has said nothing for so long has died with its process. */
const SILENCE_MS = 15_000;

/** Says every few seconds how far a run has come: where others can ask for it, and in the log. What is over in a moment leaves no trace. */
export function followRun(deps: Deps, runId: string, { kind, actor, planId }: RunOf) {
  const { log, clock, store, unwritten } = deps;
  const startedAt = clock.wall();
  let counts = (): RunCounts => ({ sent: 0, failed: 0, uncertain: 0 });
  let notes = 0;
  let noting: Promise<void> | null = null;
  const note = async () => {
    const now = clock.wall();
    const row = { id: runId, kind, actorId: actor.id, actorJson: actorJson(actor), startedAt };
    notes++;
    if (notes % LOGGED === 0) log.info({ runId, run: kind, ...counts(), ms: now - startedAt }, 'run under way');
    await noteRun(store.session, { ...row, planId: planId ?? null, seenAt: now, ...counts() }, now - SILENCE_MS);
  };
  const timer = setInterval(() => {
    noting ??= note()
      .catch((error: unknown) => log.warn({ runId, err: error }, 'saying how far a run has come failed'))
      .finally(() => (noting = null));
  }, NOTE_MS);
  const follow: Follow = (given) => (counts = given);
  return {
    follow,
    async end(): Promise<void> {
      clearInterval(timer);
      await noting;
      if (notes > 0) await unwritten.writeSometime(() => forgetRun(store.session, runId));
    },
  };
}

/** The runs that are under way in any process, and what is left to be sent in their plans; who sees only their own customers sees only their own runs (CUS-5). */
export async function listRuns({ store: { session }, clock }: Deps, actor: Actor) {
  const own = seesOnlyCustomersOf(actor) === null ? undefined : actor.id;
  const rows = await runsUnderWay(session, clock.wall() - SILENCE_MS, own);
  const moment = await currentMoment(session, clock);
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      remaining:
        row.kind === 'cadence'
          ? (await countRemaining(session, actor, moment, row.planId ?? undefined)).remaining
          : null,
    })),
  );
}
