import { type Day, weekday } from './day.ts';

/** The organisation's business days (DAT-2). */
export interface Calendar {
  isBusinessDay(day: Day): boolean;
  /** Forward to the first business day on or after `day`. */
  roll(day: Day): Day;
}

/** More holidays in a row than any country has: a calendar that closes longer would make `roll` run for ever. */
const LONGEST_CLOSURE_DAYS = 3660;

/** Monday to Friday, less the given holidays. */
export function businessCalendar(isHoliday: (day: Day) => boolean = () => false): Calendar {
  const isBusinessDay = (day: Day) => weekday(day) <= 5 && !isHoliday(day);
  return Object.freeze({
    isBusinessDay,
    roll(day: Day) {
      for (let d = day; d < day + LONGEST_CLOSURE_DAYS; d++) if (isBusinessDay(d)) return d;
      throw new RangeError('The holiday calendar leaves no business day in ten years');
    },
  });
}
