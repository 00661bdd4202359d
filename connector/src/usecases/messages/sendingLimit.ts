import { DomainError } from '../../domain/errors.ts';
import type { Deps } from '../deps.ts';

/** Why a run ended before all was out. */
export interface Stopped {
  readonly reason: 'messagesPerMinute' | 'messagesPerHour' | 'mailServerDown';
  /** Wall-clock ms from which on the next message may go; null where nobody knows. */
  readonly retryAt: number | null;
}

export interface Reservation {
  readonly granted: number;
  /** The wall-clock second that they count in. */
  readonly second: number;
  /** Null if all was granted. */
  readonly stopped: Stopped | null;
}

const WINDOWS = [
  { limit: 'perMinute', seconds: 60, reason: 'messagesPerMinute' },
  { limit: 'perHour', seconds: 3600, reason: 'messagesPerHour' },
] as const;

/**
 * Reserves places for messages among those of the last minute and hour, by the wall clock (CLK-2), for all connectors on the database and
 * across restarts. In a transaction of its own, which waits for nothing; what a dying process had reserved counts as sent.
 */
export async function reserve({ store, clock, sendingLimits }: Deps, wanted: number): Promise<Reservation> {
  const second = Math.floor(clock.wall() / 1000);
  if (wanted === 0 || isUnlimited(sendingLimits)) return { granted: wanted, second, stopped: null };
  return store.transaction(async (session) => {
    await session.lockTable('mailSeconds');
    let granted = wanted;
    let stopped: Stopped | null = null;
    for (const { limit, seconds, reason } of WINDOWS) {
      if (sendingLimits[limit] === 0) continue;
      const used = await session.db
        .selectFrom('mailSeconds')
        .select(({ fn }) => [
          fn.sum<number | null>('messages').as('messages'),
          fn.min('second').filterWhere('messages', '>', 0).as('first'),
        ])
        .where('second', '>', second - seconds)
        .executeTakeFirstOrThrow();
      const room = Math.max(0, sendingLimits[limit] - Number(used.messages ?? 0));
      if (room >= granted) continue;
      granted = room;
      stopped = { reason, retryAt: (Number(used.first ?? second) + seconds) * 1000 };
    }
    await session.db
      .deleteFrom('mailSeconds')
      .where('second', '<=', second - 3600)
      .execute();
    if (granted > 0) await session.add('mailSeconds', ['second'], ['messages'], [{ second, messages: granted }]);
    return { granted, second, stopped };
  });
}

function isUnlimited(limits: Deps['sendingLimits']): boolean {
  return WINDOWS.every(({ limit }) => limits[limit] === 0);
}

/** Gives the places of a reservation back that were not used after all. */
export async function giveBack(
  { store, sendingLimits }: Deps,
  { granted, second }: Reservation,
  used: number,
): Promise<void> {
  if (granted <= used || isUnlimited(sendingLimits)) return;
  await store.session.add('mailSeconds', ['second'], ['messages'], [{ second, messages: used - granted }]);
}

/** Prepares one message that somebody waits for: a 429 where there is no place; what is refused, or null, takes none. */
export async function withPlace<T>(deps: Deps, prepare: () => Promise<T>): Promise<T> {
  const reservation = await reserve(deps, 1);
  if (reservation.stopped) throw limitReached(deps, reservation.stopped);
  let used = 0;
  try {
    const prepared = await prepare();
    used = prepared === null ? 0 : 1;
    return prepared;
  } finally {
    await deps.unwritten.writeSometime(() => giveBack(deps, reservation, used));
  }
}

export function limitReached({ clock }: Deps, { reason, retryAt }: Stopped): DomainError {
  const window = reason === 'messagesPerMinute' ? 'minute' : 'hour';
  const seconds = Math.max(1, Math.ceil(((retryAt ?? clock.wall()) - clock.wall()) / 1000));
  return new DomainError(
    'limited',
    `As many messages as are allowed have gone out within the last ${window}: try again in ${seconds} s`,
    [],
    seconds,
  );
}
