import { type Day, toIsoDate } from '../../domain/day.ts';
import type { TermObject } from './objects.ts';

/**
 * When an invoice without a due date of its own is due, by its payment terms: so many days after its date, or on a day of the month, of the
 * one after the next if that day is too near. Without terms, or with terms that say neither, on its own date.
 */
export function dueByTerms(issuedOn: Day, terms: TermObject | undefined): Day {
  if (terms?.DueDays !== undefined) return issuedOn + terms.DueDays;
  if (terms?.DayOfMonthDue === undefined) return issuedOn;
  const [year, month] = toIsoDate(issuedOn).split('-').map(Number) as [number, number, number];
  const inMonth = (later: number) => {
    const last = utcDay(year, month + later, 0);
    return Math.min(utcDay(year, month - 1 + later, terms.DayOfMonthDue!), last);
  };
  const near = terms.DueNextMonthDays ?? 0;
  const first = inMonth(0) >= issuedOn ? 0 : 1;
  return inMonth(first) - issuedOn < near ? inMonth(first + 1) : inMonth(first);
}

/** `month` counts from 0 and may run over; day 0 is the last one of the month before. */
function utcDay(year: number, month: number, day: number): Day {
  return Date.UTC(year, month, day) / 86_400_000;
}
