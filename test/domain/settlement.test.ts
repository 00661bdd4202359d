import { expect, test } from 'vitest';
import { type Allocation, type EntryKind, settle } from '../../connector/src/domain/settlement.ts';
import { day, iso } from './examples.ts';

type Line = [entryId: string, kind: EntryKind, on: string, amount: number];
const entries = (lines: Line[]) =>
  lines.map(([entryId, kind, on, amount]): Allocation => ({ entryId, kind, on: day(on), amount }));

function settled(gross: number, lines: Line[], counts = true) {
  const { outstanding, paidOn, applied } = settle(gross, entries(lines), counts);
  return { outstanding, paidOn: iso(paidOn), applied: Object.fromEntries(applied) };
}

test('BAL-1: outstanding is the invoice less payments and credit notes, plus refunds', () => {
  const lines: Line[] = [
    ['p1', 'payment', '2026-11-02', 4_000],
    ['c1', 'creditNote', '2026-11-03', 1_000],
    ['r1', 'refund', '2026-11-04', 500],
  ];
  expect(settled(10_000, lines)).toEqual({
    outstanding: 5_500,
    paidOn: null,
    applied: { p1: 4_000, c1: 1_000, r1: 500 },
  });
});

test('BAL-1: what is paid above what is open stays unapplied', () => {
  expect(settled(10_000, [['p1', 'payment', '2026-11-02', 12_500]])).toEqual({
    outstanding: 0,
    paidOn: '2026-11-02',
    applied: { p1: 10_000 },
  });
  expect(
    settled(10_000, [
      ['p1', 'payment', '2026-11-02', 10_000],
      ['p2', 'payment', '2026-11-03', 1],
    ]).applied,
  ).toEqual({ p1: 10_000 });
});

test('BAL-1: an invoice gives back no more than it took', () => {
  const lines: Line[] = [
    ['p1', 'payment', '2026-11-02', 3_000],
    ['r1', 'refund', '2026-11-03', 5_000],
  ];
  expect(settled(10_000, lines)).toEqual({ outstanding: 10_000, paidOn: null, applied: { p1: 3_000, r1: 3_000 } });
});

test('SCO-3: the paid date is that of the entry that closed the invoice, in whatever order they arrive', () => {
  const early: Line = ['p1', 'payment', '2026-11-02', 4_000];
  const late: Line = ['c1', 'creditNote', '2026-11-20', 6_000];
  expect(settled(10_000, [early, late]).paidOn).toBe('2026-11-20');
  expect(settled(10_000, [late, early]).paidOn).toBe('2026-11-20');
  expect(settled(10_000, [early]).paidOn).toBeNull();
});

test('SCO-3: a payment beyond the closing one does not move the paid date', () => {
  const lines: Line[] = [
    ['p1', 'payment', '2026-11-02', 10_000],
    ['p2', 'payment', '2026-11-20', 10_000],
  ];
  expect(settled(10_000, lines).paidOn).toBe('2026-11-02');
});

test('SCO-3: an invoice that a refund opened again is paid on the day it is closed again', () => {
  const lines: Line[] = [
    ['p1', 'payment', '2026-11-02', 10_000],
    ['r1', 'refund', '2026-11-05', 2_000],
  ];
  expect(settled(10_000, lines)).toMatchObject({ outstanding: 2_000, paidOn: null });
  expect(settled(10_000, [...lines, ['p2', 'payment', '2026-11-20', 2_000]])).toMatchObject({
    outstanding: 0,
    paidOn: '2026-11-20',
  });
});

test('BAL-1: on one day what is paid in comes before what is paid back', () => {
  const lines: Line[] = [
    ['a-refund', 'refund', '2026-11-02', 2_000],
    ['z-payment', 'payment', '2026-11-02', 10_000],
  ];
  expect(settled(10_000, lines)).toMatchObject({
    outstanding: 2_000,
    applied: { 'a-refund': 2_000, 'z-payment': 10_000 },
  });
});

test('BAL-3: on a void invoice everything is unapplied', () => {
  expect(settled(10_000, [['p1', 'payment', '2026-11-02', 10_000]], false)).toEqual({
    outstanding: 10_000,
    paidOn: null,
    applied: {},
  });
});
