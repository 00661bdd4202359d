import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromIsoDate, toIsoDate, weekday } from '../../connector/src/domain/day.ts';
import { sendingDay } from '../../connector/src/domain/invoiceSending.ts';

/** Monday 23 November 2026. */
test.each([
  ['imported before 06:30 UTC: the same day', '2026-11-23T06:29:59.999Z', '2026-11-20', 0, '2026-11-23'],
  ['imported at 06:30 UTC sharp: the next weekday', '2026-11-23T06:30:00.000Z', '2026-11-20', 0, '2026-11-24'],
  ['on Friday evening: Monday', '2026-11-27T18:00:00Z', '2026-11-20', 0, '2026-11-30'],
  ['on Friday before 06:30: Friday', '2026-11-27T05:00:00Z', '2026-11-20', 0, '2026-11-27'],
  ['on Saturday morning before 06:30: Monday', '2026-11-28T05:00:00Z', '2026-11-20', 0, '2026-11-30'],
  ['on Saturday morning after 06:30: Monday', '2026-11-28T08:00:00Z', '2026-11-20', 0, '2026-11-30'],
  ['on Sunday evening: Monday', '2026-11-29T20:00:00Z', '2026-11-20', 0, '2026-11-30'],
  ['an issue date ahead: then', '2026-11-23T05:00:00Z', '2026-12-02', 0, '2026-12-02'],
  ['an issue date ahead, on a Saturday: the Monday after', '2026-11-23T05:00:00Z', '2026-12-05', 0, '2026-12-07'],
  ['a delay of two days', '2026-11-23T07:00:00Z', '2026-11-20', 2, '2026-11-26'],
  ['a delay that ends on a weekend', '2026-11-25T07:00:00Z', '2026-11-20', 2, '2026-11-30'],
  ['a delay from the issue date', '2026-11-23T07:00:00Z', '2026-12-01', 3, '2026-12-04'],
])('INV-3: %s', (_, importedAt, issuedOn, delay, expected) => {
  expect(toIsoDate(sendingDay(Date.parse(importedAt), fromIsoDate(issuedOn), delay))).toBe(expected);
});

test('INV-3: never on a weekend, never before the issue date, never before the import', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
      fc.integer({ min: -40, max: 40 }),
      fc.integer({ min: 0, max: 60 }),
      (importedAt, issued, delay) => {
        const today = Math.floor(importedAt / 86_400_000);
        const day = sendingDay(importedAt, today + issued, delay);
        expect(weekday(day)).toBeLessThanOrEqual(5);
        expect(day).toBeGreaterThanOrEqual(Math.max(today, today + issued) + delay);
        expect(day).toBeLessThanOrEqual(Math.max(today + 3, today + issued) + delay + 2);
      },
    ),
  );
});
