import { localTime } from '../../clock.ts';
import type { Day } from '../../domain/day.ts';

/** Chargebee's instants are seconds since 1970; the day is that of the organisation's time zone (DAT-1). */
export function dayOf(seconds: number, timeZone: string): Day {
  return localTime(seconds * 1000, timeZone).day;
}
