const millisecondsPerDay = 86_400_000;

/** `YYYY-MM-DD` of a day counted from 1970-01-01. */
export function isoDate(day: number): string {
  return new Date(day * millisecondsPerDay).toISOString().slice(0, 10);
}

export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / millisecondsPerDay;
}

/** Monday to Friday. */
export function isWeekday(day: number): boolean {
  const fromThursday = ((day % 7) + 7) % 7;
  return fromThursday !== 2 && fromThursday !== 3;
}

/** The calendar date and hour of a place as an instant, ISO in UTC. */
export function instantAt(day: number, hour: number, timeZone: string): string {
  const asIfUtc = day * millisecondsPerDay + hour * 3_600_000;
  const shown = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(asIfUtc);
  const offset = Date.parse(`${shown.replace(', ', 'T')}Z`) - asIfUtc;
  return new Date(asIfUtc - offset).toISOString();
}

/** The day that it is now at a place. */
export function today(timeZone: string, now = Date.now()): number {
  return dayOf(new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(now));
}
