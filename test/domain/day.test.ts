import { expect, test } from 'vitest';
import { fromIsoDate, parseIsoDate, toIsoDate, utcDay, weekday } from '../../connector/src/domain/day.ts';

test('DAT-1: a due date is a calendar date, counted in days since 1970-01-01', () => {
  expect(['1970-01-01', '1970-01-02', '1969-12-31', '2026-11-23'].map(fromIsoDate)).toEqual([0, 1, -1, 20_780]);
  expect([0, -1, 20_780].map(toIsoDate)).toEqual(['1970-01-01', '1969-12-31', '2026-11-23']);
});

test('DAT-1: days late are calendar days, over leap days and ends of year', () => {
  expect(fromIsoDate('2028-03-01') - fromIsoDate('2028-02-28')).toBe(2);
  expect(fromIsoDate('2027-01-01') - fromIsoDate('2026-12-31')).toBe(1);
  expect(fromIsoDate('2026-11-06') - fromIsoDate('2026-11-23')).toBe(-17);
});

test.each(['2026-02-30', '2026-13-01', '2026-00-10', '2026-1-5', '23/11/2026', '2026-11-23T00:00:00Z', '20261123', ''])(
  'DAT-1: %j is no calendar date',
  (text) => {
    expect(parseIsoDate(text)).toBeNull();
    expect(() => fromIsoDate(text)).toThrow(RangeError);
  },
);

test('DAT-1: the UTC date of an instant, before 1970 as well', () => {
  expect(toIsoDate(utcDay(Date.parse('2026-11-23T23:59:59.999Z')))).toBe('2026-11-23');
  expect(toIsoDate(utcDay(Date.parse('1969-12-31T23:00:00Z')))).toBe('1969-12-31');
});

test('DAT-2: weekdays are ISO, 1 is Monday and 7 Sunday', () => {
  const week = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'];
  expect(week.map((text) => weekday(fromIsoDate(text)))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(weekday(fromIsoDate('1969-12-31'))).toBe(3);
});
