import type { Day } from './domain/day.ts';
import { unprocessable } from './domain/errors.ts';

/** The one source of time; instants in milliseconds since 1970. */
export interface Clock {
  /** Business time (CLK-1): what "now" and "today" mean. */
  now(): number;
  /** Real time, for leases, backoff and rate limits (CLK-2). */
  wall(): number;
  readonly isTest: boolean;
  /** Sets the test clock, forward or to the same instant; else throws an unprocessable DomainError. */
  set(instant: number): void;
}

export interface ClockOptions {
  /** Where the test clock stands; null: business time is real time. */
  readonly testStart: number | null;
  readonly wall?: () => number;
}

/** CLK-1: a test clock stands still until it is set. Keeping it over a restart is the caller's. */
export function createClock({ testStart, wall = Date.now }: ClockOptions): Clock {
  let standing = testStart;
  return {
    now: () => standing ?? wall(),
    wall,
    isTest: testStart !== null,
    set(instant) {
      if (standing === null)
        throw unprocessable('The connector runs on real time; start it with DUNNING_TEST_CLOCK to set its clock');
      if (instant < standing) {
        const message = `The test clock stands at ${new Date(standing).toISOString()} and moves forward only; give that instant or a later one`;
        throw unprocessable(message, [{ path: 'now', message }]);
      }
      standing = instant;
    },
  };
}

/** An instant as a clock on the wall of a time zone shows it. */
export interface LocalTime {
  readonly day: Day;
  /** Since midnight by that clock, 0 to 1439. */
  readonly minutes: number;
}

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1_440;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-u-ca-iso8601', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** DAT-1: the date and time of an instant in an IANA time zone, changes to and from summer time included. */
export function localTime(instant: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type)!;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute')) / MS_PER_MINUTE;
  const day = Math.floor(local / MINUTES_PER_DAY);
  return { day, minutes: local - day * MINUTES_PER_DAY };
}

/** Whether `name` is an IANA time zone (`Europe/Paris`, `UTC`); offsets such as `+02:00` are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
