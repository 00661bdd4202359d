/** Days are integers since 1970-01-01, so that adding a week is adding 7; everything here is the oracle's own, shared with nothing of the connector. */
export type Day = number;

const MS_PER_DAY = 86_400_000;
const SATURDAY = 6;
const SUNDAY = 0;

export function dayOf(date: string): Day {
  const ms = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(ms)) throw new Error(`"${date}" is no date in the form YYYY-MM-DD`);
  return ms / MS_PER_DAY;
}

export function dateOf(day: Day): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

export function weekdayOf(day: Day): string {
  return ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(day * MS_PER_DAY).getUTCDay()] ?? '';
}

/** DAT-2: Monday to Friday and no holiday of the organisation. */
export function isBusinessDay(day: Day, holidays: readonly string[]): boolean {
  const weekday = new Date(day * MS_PER_DAY).getUTCDay();
  return weekday !== SATURDAY && weekday !== SUNDAY && !holidays.includes(dateOf(day));
}

/** DAT-2: the first business day on or after `day`. */
export function roll(day: Day, holidays: readonly string[]): Day {
  let candidate = day;
  while (!isBusinessDay(candidate, holidays)) candidate += 1;
  return candidate;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** DAT-1: the organisation's date and time of day ("HH:MM") at an instant. */
export function localTime(instant: string, timeZone: string): { day: Day; time: string } {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    formatters.set(timeZone, formatter);
  }
  const [date = '', time = ''] = formatter.format(new Date(instant)).split(' ');
  return { day: dayOf(date), time };
}
