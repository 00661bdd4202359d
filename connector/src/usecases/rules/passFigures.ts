import { CONNECTOR } from '../../domain/actor.ts';
import { readState, writeState } from '../../store/stateValues.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { figuresMayHaveMoved } from './applyRules.ts';

const SEEN_UNTIL = 'figuresSeenUntil';
const BATCH = 1000;

/**
 * RUL-1, RUL-7: with *paid and overdue* the average delay, and with it the score, moves by time alone. Once a day those customers are looked at
 * who have an overdue or disputed invoice; nothing is asked while only what is paid counts.
 */
export async function passFigures(deps: Deps): Promise<void> {
  const { settings } = await currentMoment(deps.store.session, deps.clock);
  if (settings.scoreIncludes !== 'paidAndOverdue') return;
  for (let more = true; more;) more = await passPart(deps);
}

/** A part of a day: which customers are next stands in the database, so that one process goes on where another ended. */
function passPart(deps: Deps): Promise<boolean> {
  return deps.store.transaction(async (session) => {
    await session.lockTable('stateValues');
    const moment = await currentMoment(session, deps.clock);
    const [day, after] = ((await readState(session, SEEN_UNTIL)) ?? `${moment.today - 1} `).split(' ') as [
      string,
      string,
    ];
    const isToday = Number(day) >= moment.today;
    if (isToday && after === '') return false;
    const rows = await session.db
      .selectFrom('invoices')
      .select('customerId')
      .distinct()
      .where('customerId', '>', isToday ? after : '')
      .where('outstanding', '>', 0)
      .where((where) => where.or([where('dueOn', '<', moment.today), where('isDisputed', '=', 1)]))
      .orderBy('customerId')
      .limit(BATCH)
      .execute();
    const ids = rows.map(({ customerId }) => customerId);
    await figuresMayHaveMoved(session, deps, moment, CONNECTOR, ids);
    const next = ids.length < BATCH ? `${moment.today} ` : `${moment.today} ${ids.at(-1)!}`;
    await writeState(session, SEEN_UNTIL, next);
    return ids.length === BATCH;
  });
}
