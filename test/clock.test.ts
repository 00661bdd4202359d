import { expect, test } from 'vitest';
import { createClock, isTimeZone, localTime } from '../connector/src/clock.ts';
import { toIsoDate } from '../connector/src/domain/day.ts';

const at = (instant: string, timeZone: string) => {
  const { day, minutes } = localTime(Date.parse(instant), timeZone);
  return `${toIsoDate(day)} ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};

test('CLK-1: the test clock stands still until it is set, forward or to the same instant', () => {
  const start = Date.parse('2026-11-23T09:00:00Z');
  let wall = 5;
  const clock = createClock({ testStart: start, wall: () => wall });
  wall = 99_999;
  expect(clock.now()).toBe(start);
  clock.set(start);
  clock.set(start + 1);
  expect(clock.now()).toBe(start + 1);
  expect(() => clock.set(start)).toThrow('The test clock stands at 2026-11-23T09:00:00.001Z and moves forward only');
  expect(clock.now()).toBe(start + 1);
});

test('CLK-1: without a test clock business time is real time and cannot be set', () => {
  const clock = createClock({ testStart: null, wall: () => 42 });
  expect([clock.now(), clock.isTest]).toEqual([42, false]);
  expect(() => clock.set(43)).toThrow('DUNNING_TEST_CLOCK');
});

test('CLK-2: the wall clock goes on beside a test clock', () => {
  const clock = createClock({ testStart: 7, wall: () => 42 });
  expect(clock.wall()).toBe(42);
});

test.each([
  ['2026-11-22T23:30:00Z', 'Europe/Paris', '2026-11-23 00:30'],
  ['2026-11-22T23:30:00Z', 'America/New_York', '2026-11-22 18:30'],
  ['2026-12-31T23:59:59.999Z', 'UTC', '2026-12-31 23:59'],
  ['2026-01-01T00:00:00Z', 'UTC', '2026-01-01 00:00'],
  ['2026-11-22T18:20:00Z', 'Asia/Kathmandu', '2026-11-23 00:05'],
  ['2026-11-22T10:00:00Z', 'Pacific/Kiritimati', '2026-11-23 00:00'],
])('DAT-1: %s in %s is %s', (instant, timeZone, local) => {
  expect(at(instant, timeZone)).toBe(local);
});

test('DAT-1: the hour that summer time leaves out and the one it brings twice', () => {
  const paris = (instant: string) => at(instant, 'Europe/Paris');
  expect([paris('2026-03-29T00:59:00Z'), paris('2026-03-29T01:00:00Z')]).toEqual([
    '2026-03-29 01:59',
    '2026-03-29 03:00',
  ]);
  expect([paris('2026-10-25T00:30:00Z'), paris('2026-10-25T01:30:00Z')]).toEqual([
    '2026-10-25 02:30',
    '2026-10-25 02:30',
  ]);
});

test('DAT-1: a time zone is an IANA name, not an offset', () => {
  expect(['Europe/Paris', 'UTC', 'America/Argentina/Buenos_Aires'].map(isTimeZone)).toEqual([true, true, true]);
  expect(['+02:00', 'Mars/Olympus', '', 'Europe/Paris '].map(isTimeZone)).toEqual([false, false, false, false]);
});
