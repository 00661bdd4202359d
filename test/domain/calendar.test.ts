import { expect, test } from 'vitest';
import { businessCalendar } from '../../connector/src/domain/calendar.ts';
import { countryHolidays } from '../../connector/src/domain/holidays.ts';
import { calendarWithout, day, iso, weekdays } from './examples.ts';

const rolled = (date: string, calendar = weekdays) => iso(calendar.roll(day(date)));

test('DAT-2: rolling moves forward to the first business day on or after', () => {
  expect(rolled('2026-11-27')).toBe('2026-11-27');
  expect(rolled('2026-11-28')).toBe('2026-11-30');
  expect(rolled('2026-11-29')).toBe('2026-11-30');
});

test('DAT-2: Saturdays and Sundays are no business days', () => {
  const week = ['2026-11-27', '2026-11-28', '2026-11-29', '2026-11-30'];
  expect(week.map((date) => weekdays.isBusinessDay(day(date)))).toEqual([true, false, false, true]);
});

test('DAT-2: the organisation’s holidays are no business days, and rolling goes over a row of them', () => {
  const calendar = calendarWithout('2026-12-24', '2026-12-25', '2026-12-28');
  expect(calendar.isBusinessDay(day('2026-12-24'))).toBe(false);
  expect(rolled('2026-12-24', calendar)).toBe('2026-12-29');
  expect(rolled('2026-12-23', calendar)).toBe('2026-12-23');
});

test('DAT-2: a calendar without any business day is refused, not searched for ever', () => {
  expect(() => businessCalendar(() => true).roll(day('2026-11-23'))).toThrow('no business day');
});

test('DAT-2: a country’s public holidays, of whatever year', async () => {
  const isHoliday = await countryHolidays('FR');
  const holidays = ['2026-07-14', '2026-05-01', '2027-05-06', '2026-12-25'];
  expect(holidays.map((date) => isHoliday(day(date)))).toEqual([true, true, true, true]);
  expect(['2026-07-13', '2026-07-15', '2026-11-23'].map((date) => isHoliday(day(date)))).toEqual([false, false, false]);
});

test('DAT-2: observances that close nothing are business days', async () => {
  const isHoliday = await countryHolidays('US');
  expect(isHoliday(day('2026-02-14'))).toBe(false);
  expect(isHoliday(day('2026-11-26'))).toBe(true);
});

test('DAT-2: a public holiday of several days closes all of them', async () => {
  const turkey = await countryHolidays('TR');
  const sacrifice = ['2026-05-27', '2026-05-28', '2026-05-29', '2026-05-30', '2026-05-31'];
  expect(sacrifice.map((date) => turkey(day(date)))).toEqual([true, true, true, true, false]);
  const eswatini = await countryHolidays('SZ');
  expect(['2026-12-31', '2027-01-01', '2027-01-02', '2027-01-04'].map((date) => eswatini(day(date)))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  const russia = await countryHolidays('RU');
  expect(['2026-01-01', '2026-01-02', '2026-01-06'].map((date) => russia(day(date)))).toEqual([true, true, true]);
});
