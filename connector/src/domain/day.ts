/**
 * A calendar date as whole days since 1970-01-01 (DAT-1: a due date is a date, not an instant).
 * An integer, because a date library's addition costs 600 times as much in the hot loop.
 */
export type Day = number;

const MS_PER_DAY = 86_400_000;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** `YYYY-MM-DD` → Day, or null if the text is no calendar date (2026-02-30 is none). */
export function parseIsoDate(text: string): Day | null {
  const match = ISO_DATE.exec(text);
  if (!match) return null;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return new Date(ms).toISOString().startsWith(text) ? ms / MS_PER_DAY : null;
}

/** As `parseIsoDate`; throws a RangeError where the text is no calendar date. */
export function fromIsoDate(text: string): Day {
  const day = parseIsoDate(text);
  if (day === null) throw new RangeError(`'${text}' is not a calendar date (YYYY-MM-DD)`);
  return day;
}

export function toIsoDate(day: Day): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** The UTC date of an instant in milliseconds. */
export function utcDay(instant: number): Day {
  return Math.floor(instant / MS_PER_DAY);
}

/** ISO weekday: 1 = Monday … 7 = Sunday. */
export function weekday(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
