import { describe, expect, test } from 'vitest';
import {
  balances,
  type DelaySums,
  type OpenAmount,
  paymentBehaviour,
  scoreOf,
} from '../../connector/src/domain/customer.ts';
import { day } from './examples.ts';

const today = day('2026-11-23');
const openOf = (currency: string, outstanding: number, due: string): OpenAmount => ({
  currency,
  outstanding,
  dueOn: day(due),
});

describe('BAL-1', () => {
  test('BAL-1: outstanding = due + overdue − unapplied, and on the due date an invoice is due', () => {
    const open = [
      openOf('EUR', 1_000, '2026-11-22'),
      openOf('EUR', 200, '2026-11-23'),
      openOf('EUR', 30, '2026-12-23'),
    ];
    expect(balances(open, new Map([['EUR', 4]]), today)).toEqual([
      { currency: 'EUR', outstanding: 1_226, due: 230, overdue: 1_000, unapplied: 4 },
    ]);
  });

  test('BAL-1, MON-1: a balance per currency; two currencies are never added', () => {
    const open = [openOf('USD', 500, '2026-12-01'), openOf('EUR', 1_000, '2026-11-01')];
    expect(balances(open, new Map([['GBP', 70]]), today)).toEqual([
      { currency: 'EUR', outstanding: 1_000, due: 0, overdue: 1_000, unapplied: 0 },
      { currency: 'GBP', outstanding: -70, due: 0, overdue: 0, unapplied: 70 },
      { currency: 'USD', outstanding: 500, due: 500, overdue: 0, unapplied: 0 },
    ]);
  });

  test('BAL-1: refunds beyond what is unapplied add to what is outstanding', () => {
    expect(balances([openOf('EUR', 1_000, '2026-12-01')], new Map([['EUR', -300]]), today)[0]).toMatchObject({
      outstanding: 1_300,
      unapplied: -300,
    });
  });
});

describe('SCO', () => {
  const sums = (currency: string, ...paid: [amount: number, days: number][]): DelaySums => ({
    currency,
    weightedDays: paid.reduce((sum, [amount, days]) => sum + amount * days, 0),
    amount: paid.reduce((sum, [amount]) => sum + amount, 0),
    invoices: paid.length,
  });
  const delay = (...all: DelaySums[]) => paymentBehaviour(all, 'EUR').averagePaymentDelayDays;

  test('SCO-1: the article’s example: (140×7 + 85×55) / (140+85) = 25 days, A', () => {
    expect(paymentBehaviour([sums('EUR', [140, 7], [85, 55])], 'EUR')).toEqual({
      averagePaymentDelayDays: 25,
      score: 'A',
    });
  });

  test('SCO-1: paid before the due date counts as negative days', () => {
    expect(delay(sums('EUR', [100, -10], [100, 4]))).toBe(-3);
  });

  test.each([
    [-40, 'A'],
    [30, 'A'],
    [31, 'B'],
    [60, 'B'],
    [61, 'C'],
    [90, 'C'],
    [91, 'D'],
    [400, 'D'],
  ])('SCO-2: %i days are %s', (days, score) => {
    expect(scoreOf(days)).toBe(score);
  });

  test('SCO-2: without a paid invoice there is no score', () => {
    expect(paymentBehaviour([], 'EUR')).toEqual({ score: null, averagePaymentDelayDays: null });
    expect(paymentBehaviour([sums('EUR')], 'EUR').score).toBeNull();
  });

  test('SCO-2: the letter follows the rounded figure', () => {
    expect(paymentBehaviour([sums('EUR', [100, 30], [100, 31])], 'EUR')).toEqual({
      averagePaymentDelayDays: 31,
      score: 'B',
    });
    expect(paymentBehaviour([sums('EUR', [101, 30], [99, 31])], 'EUR')).toEqual({
      averagePaymentDelayDays: 30,
      score: 'A',
    });
  });

  test('SCO-3: half a day rounds away from zero, on both sides of it', () => {
    expect(delay(sums('EUR', [1, 2], [1, 3]))).toBe(3);
    expect(delay(sums('EUR', [1, -2], [1, -3]))).toBe(-3);
    expect(delay(sums('EUR', [1, 0], [1, -1]))).toBe(-1);
    expect(Object.is(delay(sums('EUR', [3, 0], [1, -1])), 0)).toBe(true);
  });

  test('SCO-3: shown is the organisation’s currency, however few invoices it has', () => {
    const dollars = sums('USD', [100, 70], [100, 70], [100, 70]);
    expect(delay(dollars, sums('EUR', [100, 5]))).toBe(5);
  });

  test('SCO-3: else the one with most paid invoices, then the first by code', () => {
    const dollars = sums('USD', [100, 70], [100, 70]);
    const pounds = sums('GBP', [1_000_000, 5]);
    const francs = sums('CHF', [100, 8], [100, 8]);
    expect(delay(pounds, dollars)).toBe(70);
    expect(delay(pounds, dollars, francs)).toBe(8);
    expect(delay(sums('EUR'), dollars)).toBe(70);
  });
});
