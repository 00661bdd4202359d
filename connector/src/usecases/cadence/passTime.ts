import { type Clock, localTime } from '../../clock.ts';
import { CONNECTOR } from '../../domain/actor.ts';
import { toIsoDate } from '../../domain/day.ts';
import type { NewEvent } from '../../store/events.ts';
import { readState, writeState } from '../../store/stateValues.ts';
import type { Store } from '../../store/store.ts';
import { customersChanged, figuresMayHaveMoved } from '../rules/applyRules.ts';
import { breakPromises } from '../invoices/breakPromises.ts';
import { settleDay } from './claimActions.ts';
import type { Deps } from '../deps.ts';
import { settleLapsed } from '../handingOver/lapse.ts';
import { currentMoment } from '../moment.ts';
import { noteLag } from '../operating/lag.ts';
import { passFigures } from '../rules/passFigures.ts';
import { sendNotifications } from '../rules/sendNotifications.ts';

const TEST_CLOCK = 'testClock';
const OVERDUE_UNTIL = 'overdueEventsUntil';
const BATCH = 1000;

/** CLK-1: brings the test clock up to where any process has set it; a restart never moves it back. */
export async function refreshTestClock(store: Store, clock: Clock): Promise<void> {
  if (!clock.isTest) return;
  const stored = await readState(store.session, TEST_CLOCK);
  if (stored !== null && Number(stored) > clock.now()) clock.set(Number(stored));
  if (stored === null || Number(stored) < clock.now()) await writeState(store.session, TEST_CLOCK, String(clock.now()));
}

/** Sets the test clock and lets happen what comes by time alone. */
export async function setTestClock(deps: Deps, instant: number): Promise<void> {
  deps.clock.set(instant);
  await writeState(deps.store.session, TEST_CLOCK, String(instant));
  await passTime(deps);
  await sendNotifications(deps);
}

/**
 * What comes by time alone (DAT-4): invoices that have become overdue and promises that were not kept are told once, lapsed leases end,
 * and schedule rows that a new day moves are planned anew. Sends nothing. Cost follows what has come due since the last call.
 */
export async function passTime(deps: Deps): Promise<void> {
  await noteLag(deps);
  await tellOverdue(deps);
  await breakPromises(deps);
  await passFigures(deps);
  await settleLapsed(deps, CONNECTOR);
  await settleDay(deps, CONNECTOR);
}

/** Served by the index on due dates of open invoices. */
async function tellOverdue(deps: Deps): Promise<void> {
  for (let more = true; more;) {
    more = await deps.store.transaction(async (session) => {
      await session.lockTable('stateValues');
      const moment = await currentMoment(session, deps.clock);
      const [from, afterId] = ((await readState(session, OVERDUE_UNTIL)) ?? '').split(' ') as [string, string];
      // Another time zone may be two days behind: what was told there already is not told again. Further ahead a clock was wrong.
      if (from === '' || Number(from) > moment.today + 2) await writeState(session, OVERDUE_UNTIL, `${moment.today} `);
      if (from === '' || Number(from) >= moment.today) return false;
      const rows = await session.db
        .selectFrom('invoices')
        .select(['id', 'externalId', 'number', 'customerId', 'dueOn', 'isDisputed', 'createdAt'])
        .where('outstanding', '>', 0)
        .where('dueOn', '=', Number(from))
        .where('sent', '=', 1)
        .where('isVoid', '=', 0)
        .where('id', '>', afterId)
        .orderBy('id')
        .limit(BATCH)
        .execute();
      const [told, disputed] = [rows.filter((row) => row.isDisputed === 0), rows.filter((row) => row.isDisputed === 1)];
      // What came when it was overdue already was told of as it came.
      const news = told.filter(({ createdAt, dueOn }) => localTime(createdAt, moment.settings.timeZone).day <= dueOn);
      const events = news.map((row): NewEvent => {
        const data = {
          invoiceId: row.id,
          externalId: row.externalId,
          number: row.number,
          dueDate: toIsoDate(row.dueOn),
        };
        return { type: 'invoiceOverdue', customerId: row.customerId, data };
      });
      await customersChanged(session, deps, moment, CONNECTOR, events, []);
      // Nobody is told of a disputed one (INV-6), but what it moves from due to overdue is an update (BAL-2, RUL-7).
      const moved = disputed.map(({ customerId }) => customerId);
      await figuresMayHaveMoved(session, deps, moment, CONNECTOR, moved);
      const next = rows.length < BATCH ? `${Number(from) + 1} ` : `${from} ${rows.at(-1)!.id}`;
      await writeState(session, OVERDUE_UNTIL, next);
      return true;
    });
  }
}
