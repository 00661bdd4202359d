import { dateOf } from '../oracle/calendar.ts';
import type { Day } from '../oracle/calendar.ts';
import type { Settings } from '../oracle/history.ts';
import { lot } from './ledger.ts';
import { instant } from './script.ts';
import type { ScriptLine } from './script.ts';
import type { When } from './twist.ts';

/** When things happen on the organisation's days, and on which of them the cadence runs. */
export interface Environment {
  readonly settings: Settings;
  /** The three moments of a local day as UTC times, and how many days the UTC date is off the local one. */
  readonly moments: Readonly<Record<When, readonly [offset: -1 | 0 | 1, time: string]>>;
  readonly runs: (day: Day) => DayRuns;
  /** Settings that change on the way, so many days after the first: they reach what is open already. */
  readonly changes?: readonly { readonly after: number; readonly settings: Settings }[];
}

interface DayRuns {
  /** Before the send time: such a run hands nothing out (DAT-4). */
  readonly inTheMorning?: boolean;
  readonly atDesk?: boolean;
  readonly inTheEvening?: boolean;
  readonly limit?: number;
  readonly byClaims?: boolean;
}

export function momentOf({ moments }: Environment, day: Day, when: When): string {
  const [offset, time] = moments[when];
  return instant(dateOf(day + offset), time);
}

export function runLines(environment: Environment, firstDay: Day, lastDay: Day): ScriptLine[] {
  const lines: ScriptLine[] = (environment.changes ?? []).map(({ after, settings }) => {
    return { at: momentOf(environment, firstDay + after, 'evening'), act: { fact: 'settings', settings } };
  });
  for (let day = firstDay; day <= lastDay; day += 1) {
    const { inTheMorning, atDesk, inTheEvening, ...how } = environment.runs(day);
    const add = (when: When): void => {
      lines.push({ at: momentOf(environment, day, when), act: { fact: 'run', ...how } });
    };
    if (inTheMorning) add('morning');
    if (atDesk) add('desk');
    if (inTheEvening) add('evening');
  }
  return lines;
}

/** Easter Monday, Ascension Day and Whit Monday. */
const EASTER_BOUND: Readonly<Record<number, readonly string[]>> = {
  2012: ['2012-04-09', '2012-05-17', '2012-05-28'],
  2013: ['2013-04-01', '2013-05-09', '2013-05-20'],
  2026: ['2026-04-06', '2026-05-14', '2026-05-25'],
};

const FRENCH_HOLIDAYS = [2012, 2013, 2014, 2026].flatMap((year) => [
  ...['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'].map((day) => `${year}-${day}`),
  ...(EASTER_BOUND[year] ?? []),
]);

/** Paris with the holidays of France, one run a day in business hours. */
export const PARIS: Environment = {
  settings: { timeZone: 'Europe/Paris', sendTime: '08:30', holidays: FRENCH_HOLIDAYS, country: 'FR' },
  moments: { morning: [0, '05:00'], desk: [0, '10:00'], evening: [0, '15:00'] },
  runs: () => ({ atDesk: true }),
};

/** Auckland is most of a day ahead of UTC; runs are left out, doubled, too early, late, and cut into portions. */
export const AUCKLAND: Environment = {
  settings: { timeZone: 'Pacific/Auckland', sendTime: '09:15', holidays: ['2026-04-03', '2026-04-06', '2026-06-01'] },
  moments: { morning: [-1, '18:00'], desk: [-1, '22:30'], evening: [0, '04:00'] },
  runs: (day) => ({
    inTheMorning: lot(day, 'early') < 0.3,
    atDesk: lot(day, 'desk') < 0.6,
    inTheEvening: lot(day, 'evening') < 0.3,
    limit: lot(day, 'limit') < 0.3 ? 7 : undefined,
  }),
  changes: [
    {
      after: 20,
      settings: { timeZone: 'Pacific/Auckland', sendTime: '11:00', holidays: ['2026-04-27', '2026-04-28'] },
    },
    { after: 40, settings: { timeZone: 'Pacific/Auckland', sendTime: '06:30', holidays: [] } },
  ],
};

/** Los Angeles is behind UTC: the evening's facts lie on the next UTC date, and now and then nobody runs anything for days. */
export const LOS_ANGELES: Environment = {
  settings: { timeZone: 'America/Los_Angeles', sendTime: '06:00', holidays: ['2026-05-25', '2026-07-03'] },
  moments: { morning: [0, '10:00'], desk: [0, '14:00'], evening: [1, '02:00'] },
  runs: (day) => ({
    atDesk: lot(Math.floor(day / 4), 'gap') < 0.7,
    inTheEvening: lot(day, 'evening') < 0.15,
    byClaims: lot(day, 'claims') < 0.15,
  }),
  changes: [{ after: 30, settings: { timeZone: 'America/New_York', sendTime: '09:30', holidays: [] } }],
};
