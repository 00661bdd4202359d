import type { Day } from '../../domain/day.ts';
import { readState, writeState } from '../../store/stateValues.ts';
import type { Session } from '../../store/store.ts';
import { isAnythingDue, longestDueSince } from '../../store/workload.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';

const LAG = 'lag';

interface Lag {
  /** Since when something is due without a break; null: nothing was, when it was looked at last. */
  readonly dueSince: Day | null;
}

/**
 * Notes since when actions have been due that go out by themselves. Looked at every minute, before a new day moves their own days on (DAT-4):
 * after a time in which no connector ran, these still tell on which day the first of them came due. Costs a look into an index, and a write
 * where something has changed.
 */
export async function noteLag({ store: { session }, clock }: Deps): Promise<void> {
  const { today } = await currentMoment(session, clock);
  const { dueSince: before } = await readLag(session);
  const first = await longestDueSince(session, today);
  const dueSince = first === null ? null : (before ?? first);
  if (dueSince !== before) await writeState(session, LAG, JSON.stringify({ dueSince } satisfies Lag));
}

/** For how many days actions that go out by themselves have been due, as far as has been noted. */
export async function lagDays(session: Session, today: Day): Promise<number> {
  const { dueSince } = await readLag(session);
  return dueSince === null || !(await isAnythingDue(session, today)) ? 0 : Math.max(0, today - dueSince);
}

async function readLag(session: Session): Promise<Lag> {
  const state = await readState(session, LAG);
  return state === null ? { dueSince: null } : (JSON.parse(state) as Lag);
}
