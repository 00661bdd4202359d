import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backtestCustomer } from '../../connector/src/domain/backtest.ts';
import {
  type CustomerPast,
  NEVER_EXCLUDED,
  NEVER_PAUSED,
  type PastEntry,
  type PastInvoice,
  Timeline,
} from '../../connector/src/domain/backtestPast.ts';
import type { Calendar } from '../../connector/src/domain/calendar.ts';
import type { Day } from '../../connector/src/domain/day.ts';
import type { Plan } from '../../connector/src/domain/plan.ts';
import { someCalendar, somePlan, START } from './arbitraries.ts';
import { dailyRuns, letters } from './dailyRuns.ts';
import { day, invoice, iso, planWith, weekdays } from './examples.ts';
import { booksOn, PAST_DAYS, somePast } from './past.ts';

const ALWAYS = { from: -Infinity, to: START + 400 };

/** `<day> <step> for <invoice>`, a line each. */
function lines(plan: Plan, past: CustomerPast, window: { from: Day; to: Day } = ALWAYS, calendar: Calendar = weekdays) {
  return [...backtestCustomer(plan, past, window, calendar)].map(
    ({ on, step, reference }) => `${iso(on)} ${step.name} for ${reference.number}`,
  );
}

const pastInvoice = (facts: Parameters<typeof invoice>[0] & Partial<PastInvoice>): PastInvoice => ({
  ...invoice(facts),
  voidOn: facts.voidOn ?? null,
  disputed: facts.disputed ?? [],
  paused: facts.paused ?? NEVER_PAUSED,
});

const paid = (number: string, on: string, amount = 10_000): PastEntry => ({
  id: `P-${number}-${on}`,
  kind: 'payment',
  on: day(on),
  currency: 'EUR',
  amount,
  allocations: [{ invoiceId: number, amount }],
});

const pastOf = (invoices: PastInvoice[], more: Partial<CustomerPast> = {}): CustomerPast => ({
  id: 'C-1',
  invoices,
  entries: [],
  paused: NEVER_PAUSED,
  excluded: NEVER_EXCLUDED,
  ...more,
});

describe('a back-test', () => {
  const plan = planWith({ steps: [3, 10, 20] });

  test('REF-2: when the reference was paid the next one took over', () => {
    const invoices = [
      pastInvoice({ number: 'I-1', due: '2026-11-13' }),
      pastInvoice({ number: 'I-2', due: '2026-11-20' }),
    ];
    const past = pastOf(invoices, { entries: [paid('I-1', '2026-11-24')] });
    expect(lines(plan, past)).toEqual([
      '2026-11-16 +3 for I-1',
      '2026-11-23 +10 for I-1',
      '2026-11-24 +3 for I-2',
      '2026-11-30 +10 for I-2',
      '2026-12-10 +20 for I-2',
    ]);
  });

  test('REF-3: nothing is sent while unapplied money covers all, by the balances of each day', () => {
    const cover: PastEntry = { ...paid('none', '2026-11-10'), allocations: [] };
    const back: PastEntry = { ...cover, id: 'R', kind: 'refund', on: day('2026-12-02') };
    const past = pastOf([pastInvoice({ number: 'I-1', due: '2026-11-13' })], { entries: [cover, back] });
    for (const level of ['customer', 'invoice'] as const)
      expect(lines({ ...plan, level }, past)).toEqual([
        '2026-12-02 +3 for I-1',
        '2026-12-03 +10 for I-1',
        '2026-12-04 +20 for I-1',
      ]);
  });

  test('DIS-1, PAU-1: disputes stop both levels, pauses their own; void ends it', () => {
    const disputed = [
      { on: day('2026-11-14'), value: true },
      { on: day('2026-11-25'), value: false },
    ];
    const paused = new Timeline<'none' | 'forever' | Day>('none', [
      { on: day('2026-11-26'), value: day('2026-12-01') },
    ]);
    const one = pastInvoice({ number: 'I-1', due: '2026-11-13', disputed, paused, voidOn: day('2026-12-02') });
    expect(lines(plan, pastOf([one]))).toEqual(['2026-11-25 +3 for I-1', '2026-11-26 +10 for I-1']);
    expect(lines({ ...plan, level: 'invoice' }, pastOf([one]))).toEqual([
      '2026-11-25 +3 for I-1',
      '2026-12-01 +10 for I-1',
    ]);
    expect(lines({ ...plan, level: 'invoice' }, pastOf([one], { paused }))).toHaveLength(2);
    expect(lines(plan, pastOf([one], { paused }))).toEqual(['2026-11-25 +3 for I-1', '2026-12-01 +10 for I-1']);
  });

  test('LOG-1, LOG-2: the first day is when the plan is entered, and nothing is sent outside of the window', () => {
    const past = pastOf([pastInvoice({ number: 'I-1', due: '2026-11-13' })]);
    const window = { from: day('2026-11-30'), to: day('2026-12-01') };
    expect(lines(plan, past, window)).toEqual(['2026-11-30 +3 for I-1', '2026-12-01 +10 for I-1']);
    expect(lines({ ...plan, logic: 'contextual' }, past, window)).toEqual(['2026-11-30 +10 for I-1']);
  });

  test('CUS-2, INV-1: nothing goes to excluded customers, nor about invoices that are to be sent', () => {
    const excluded = new Timeline<boolean>(false, [{ on: day('2026-11-20'), value: true }]);
    const one = pastInvoice({ number: 'I-1', due: '2026-11-13' });
    expect(lines(plan, pastOf([one], { excluded }))).toEqual(['2026-11-16 +3 for I-1']);
    expect(lines(plan, pastOf([{ ...one, sent: false }]))).toEqual([]);
  });
});

describe('a back-test is what runs on every day would have sent', () => {
  const until = START + PAST_DAYS + 120;
  const heldUntil =
    ({ paused }: { paused: CustomerPast['paused'] }) =>
    (today: Day) => {
      const pause = paused.at(today);
      return typeof pause === 'number' ? pause : null;
    };
  const stoppedOn =
    (past: CustomerPast, { paused }: { paused: CustomerPast['paused'] }) =>
    (today: Day) =>
      past.excluded.at(today) || paused.at(today) === 'forever';

  test('REF, MIN, LOG, DIS-1, PAU-1: at customer level', () => {
    fc.assert(
      fc.property(
        somePlan,
        somePast,
        someCalendar,
        fc.integer({ min: START, max: START + 40 }),
        (plan, past, calendar, from) => {
          const runs = dailyRuns({
            plan,
            invoices: (today) => booksOn(past, today).invoices,
            outstanding: (today) => booksOn(past, today).outstanding,
            from,
            until,
            calendar,
            runsOn: () => plan.steps.length,
            heldUntil: heldUntil(past),
            pausedOn: stoppedOn(past, past),
          });
          expect(lines(plan, past, { from, to: until }, calendar)).toEqual(letters(runs));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('REF, MIN, LOG, DIS-1, PAU-1: at invoice level', () => {
    fc.assert(
      fc.property(
        somePlan,
        somePast,
        someCalendar,
        fc.integer({ min: START, max: START + 40 }),
        (some, past, calendar, from) => {
          const plan: Plan = { ...some, level: 'invoice' };
          const runs = past.invoices.flatMap((one) =>
            dailyRuns({
              plan,
              invoices: (today) => booksOn(past, today).invoices.filter(({ id }) => id === one.id),
              outstanding: (today) => booksOn(past, today).outstanding,
              from,
              until,
              calendar,
              runsOn: () => plan.steps.length,
              heldUntil: heldUntil(one),
              pausedOn: stoppedOn(past, one),
            }),
          );
          expect(lines(plan, past, { from, to: until }, calendar).sort()).toEqual(letters(runs).sort());
        },
      ),
      { numRuns: 200 },
    );
  });
});
