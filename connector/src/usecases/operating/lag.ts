import type { Day } from '../../domain/day.ts';
import { readState, writeState } from '../../store/stateValues.ts';
import type { Session } from '../../store/store.ts';
import { isAnythingDue } from '../../store/workload.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';

const LAG = 'lag';

interface Lag {
  /** The last day on which nothing was due at some moment. */
  readonly caughtUpOn: Day | null;
  /** Since when something is due without a break; null: nothing was, when it was looked at last. */
  readonly dueSince: Day | null;
}

/**
 * Notes since when actions have been due that go out by themselves: their own days move with today, as long as nothing sends them (DAT-4). Looked at every
 * minute; costs a look into an index, and a write where something has changed.
 */
export async function noteLag({ store: { session }, clock }: Deps): Promise<void> {
  const { today } = await currentMoment(session, clock);
  const before = await readLag(session);
  const after = lagAfter(before, today, await isAnythingDue(session, today));
  if (after.caughtUpOn !== before.caughtUpOn || after.dueSince !== before.dueSince)
    await writeState(session, LAG, JSON.stringify(after));
}

function lagAfter({ caughtUpOn, dueSince }: Lag, today: Day, isDue: boolean): Lag {
  if (!isDue) return { caughtUpOn: today, dueSince: null };
  if (dueSince !== null) return { caughtUpOn, dueSince };
  return { caughtUpOn, dueSince: caughtUpOn === null ? today : Math.min(caughtUpOn + 1, today) };
}

/** For how many days actions that go out by themselves have been due, as far as has been noted. */
export async function lagDays(session: Session, today: Day): Promise<number> {
  const { dueSince } = await readLag(session);
  return dueSince === null || !(await isAnythingDue(session, today)) ? 0 : Math.max(0, today - dueSince);
}

async function readLag(session: Session): Promise<Lag> {
  const state = await readState(session, LAG);
  return state === null ? { caughtUpOn: null, dueSince: null } : (JSON.parse(state) as Lag);
}
