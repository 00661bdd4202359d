import { describe, expect, test } from 'vitest';
import { editSteps } from '../../connector/src/domain/planEdit.ts';
import { settle } from '../../connector/src/domain/settlement.ts';
import { dailyRuns, letters, timetable } from './dailyRuns.ts';
import { day, invoice, planWith, step } from './examples.ts';

const from = day('2026-11-02');
const until = day('2026-12-31');

describe('what went wrong elsewhere', () => {
  test('Dolibarr 25197, 30771: a day that nobody ran on loses no reminder', () => {
    const plan = planWith({ steps: [3, 10, 14] });
    const missed = new Set(['2026-11-05', '2026-11-12', '2026-11-13', '2026-11-16'].map(day));
    const runsOn = (today: number) => (missed.has(today) ? 0 : 1);
    expect(timetable(dailyRuns({ plan, invoices: [invoice({ due: '2026-11-02' })], from, until, runsOn }))).toEqual([
      '2026-11-06 +3',
      '2026-11-17 +10',
      '2026-11-18 +14',
    ]);
  });

  test('Kill Bill 2297: the schedule is anchored anew when the earliest unpaid invoice changes', () => {
    const first = invoice({ number: 'A', due: '2026-11-02' });
    const second = invoice({ number: 'B', due: '2026-11-20' });
    const paid = day('2026-11-06');
    const invoices = (today: number) => [{ ...first, outstanding: today < paid ? 10_000 : 0 }, second];
    expect(letters(dailyRuns({ plan: planWith({ steps: [3, 10] }), invoices, from, until }))).toEqual([
      '2026-11-05 +3 for A',
      '2026-11-23 +3 for B',
      '2026-11-30 +10 for B',
    ]);
  });

  test('Invoice Ninja 1693: not 22 reminders in one day, with 22 steps overdue and a run every few minutes', () => {
    const plan = planWith({ steps: Array.from({ length: 22 }, (_, index) => index + 1) });
    const executed = dailyRuns({ plan, invoices: [invoice({ due: '2026-01-05' })], from, until, runsOn: () => 100 });
    expect(new Set(executed.map(({ day: on }) => on)).size).toBe(22);
    expect(executed.map(({ index }) => index)).toEqual(Array.from({ length: 22 }, (_, index) => index));
  });

  test('Tryton 6.0: what is blocked is not sent, and nothing is sent again by the second run', () => {
    const invoices = [
      invoice({ due: '2026-11-02', isDisputed: true }),
      invoice({ number: 'B', due: '2026-11-04', isVoid: true }),
    ];
    expect(dailyRuns({ plan: planWith({ steps: [3] }), invoices, from, until, runsOn: () => 2 })).toEqual([]);
    const open = [invoice({ due: '2026-11-02' })];
    expect(dailyRuns({ plan: planWith({ steps: [3] }), invoices: open, from, until, pausedOn: () => true })).toEqual(
      [],
    );
    const executed = dailyRuns({ plan: planWith({ steps: [3] }), invoices: open, from, until, runsOn: () => 2 });
    expect(timetable(executed)).toEqual(['2026-11-05 +3']);
  });

  test('OCA 460: one reminded invoice does not hide the customer’s others', () => {
    const first = invoice({ number: 'A', due: '2026-11-02' });
    const second = invoice({ number: 'B', due: '2026-11-04' });
    const gone = day('2026-11-09');
    for (const end of [{ outstanding: 0 }, { isDisputed: true }, { isVoid: true }]) {
      const invoices = (today: number) => (today < gone ? [first, second] : [{ ...first, ...end }, second]);
      expect(letters(dailyRuns({ plan: planWith({ steps: [3] }), invoices, from, until }))).toEqual([
        '2026-11-05 +3 for A',
        '2026-11-09 +3 for B',
      ]);
    }
  });

  test('Invoice Ninja 7466: a changed plan reaches what is already open', () => {
    const before = planWith({ steps: [3, 20] });
    const after = {
      ...before,
      ...editSteps(before, [step(3), { ...step(20), when: { anchor: 'due', days: 7 } }], () => 'new'),
    };
    const plan = (today: number) => (today < day('2026-11-06') ? before : after);
    expect(timetable(dailyRuns({ plan, invoices: [invoice({ due: '2026-11-02' })], from, until }))).toEqual([
      '2026-11-05 +3',
      '2026-11-09 +20',
    ]);
  });

  test('Akaunting 259: what is paid is not reminded of, from the day of the payment on', () => {
    const reference = invoice({ due: '2026-11-02' });
    const payment = { entryId: 'p1', kind: 'payment' as const, on: day('2026-11-12'), amount: 10_000 };
    const invoices = (today: number) => [
      { ...reference, outstanding: settle(10_000, today < payment.on ? [] : [payment], true).outstanding },
    ];
    expect(timetable(dailyRuns({ plan: planWith({ steps: [3, 10, 14] }), invoices, from, until }))).toEqual([
      '2026-11-05 +3',
    ]);
  });
});
