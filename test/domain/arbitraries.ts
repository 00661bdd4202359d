import fc from 'fast-check';
import { businessCalendar, type Calendar } from '../../connector/src/domain/calendar.ts';
import type { Day } from '../../connector/src/domain/day.ts';
import type { InvoiceState } from '../../connector/src/domain/invoice.ts';
import type { Plan } from '../../connector/src/domain/plan.ts';
import type { Allocation } from '../../connector/src/domain/settlement.ts';
import { day, planWith, step } from './examples.ts';

/** The days on which random histories begin. */
export const START = day('2026-11-01');

const timing = fc
  .tuple(fc.constantFrom('', 'issue'), fc.integer({ min: -30, max: 60 }))
  .map(([anchor, days]) => `${anchor}${days < 0 ? '' : '+'}${days}`);

/** 1 to 6 steps at any dates, in order or not, now and then two at the same; delays of 0 to 30 days. */
export const somePlan: fc.Arbitrary<Plan> = fc
  .record({
    logic: fc.constantFrom('standard' as const, 'contextual' as const),
    minimumContactDelayDays: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 30 })),
    timings: fc.array(timing, { minLength: 1, maxLength: 6 }),
    inOrder: fc.boolean(),
    manual: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
  })
  .map(({ timings, inOrder, manual, ...facts }) => {
    const days = (text: string) => Number(text.replace('issue', ''));
    const ordered = inOrder ? timings.toSorted((a, b) => days(a) - days(b)) : timings;
    const steps = ordered.map((text, index) =>
      step(text, { id: `s${index}`, mode: manual[index] ? 'manual' : 'automatic' }),
    );
    return planWith({ ...facts, steps });
  });

export const standardPlan = somePlan.map((plan): Plan => ({ ...plan, logic: 'standard' }));
export const contextualPlan = somePlan.map((plan): Plan => ({ ...plan, logic: 'contextual' }));

/** An invoice on its way; due dates and amounts lie close together, so that ties are common. */
export const someInvoice: fc.Arbitrary<InvoiceState> = fc
  .record({
    number: fc.constantFrom('A1', 'A2', 'A10', 'B1'),
    currency: fc.constantFrom('EUR', 'USD'),
    grossAmount: fc.integer({ min: 1, max: 3 }).map((hundreds) => hundreds * 100),
    dueOn: fc.oneof(fc.constantFrom(START, START + 1), fc.integer({ min: START - 10, max: START + 30 })),
    termDays: fc.constantFrom(0, 14, 30),
    open: fc.boolean(),
    sent: fc.boolean(),
    isVoid: fc.boolean(),
    isDisputed: fc.boolean(),
    whole: fc.boolean(),
  })
  .map(({ open, sent, isVoid, isDisputed, whole, termDays, ...facts }) => ({
    ...facts,
    id: '',
    issuedOn: facts.dueOn - termDays,
    outstanding: open ? (whole ? facts.grossAmount : 1) : 0,
    sent: sent || open,
    isVoid: isVoid && !open,
    isDisputed: isDisputed && !open,
  }));

/** Up to 8 invoices with ids of their own. */
export const someInvoices = fc
  .array(someInvoice, { maxLength: 8 })
  .map((invoices) => invoices.map((invoice, index): InvoiceState => ({ ...invoice, id: `inv${index}` })));

/** One invoice that stays open; due in the first weeks. */
export const openInvoice = someInvoice.map((invoice): InvoiceState => {
  return { ...invoice, id: 'inv0', outstanding: invoice.grossAmount, sent: true, isVoid: false, isDisputed: false };
});

/** Weekends, and up to ten holidays in the first months. */
export const someCalendar: fc.Arbitrary<Calendar> = fc
  .uniqueArray(fc.integer({ min: START, max: START + 90 }), { maxLength: 10 })
  .map((holidays) => businessCalendar((date) => holidays.includes(date)));

/** Which days of a history somebody runs the cadence on; after it, every day. */
export const someRunDays = (days: number) =>
  fc
    .array(fc.boolean(), { minLength: days, maxLength: days })
    .map((runs) => (today: Day) => ((runs[today - START] ?? true) ? 1 : 0));

export const someAllocations: fc.Arbitrary<Allocation[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('payment' as const, 'creditNote' as const, 'refund' as const),
      on: fc.integer({ min: START, max: START + 4 }),
      amount: fc.integer({ min: 1, max: 500 }),
    }),
    { maxLength: 7 },
  )
  .map((entries) => entries.map((entry, index) => ({ ...entry, entryId: `ent${index}` })));

/** An array and the same in another order. */
export const shuffled = <T>(arrays: fc.Arbitrary<T[]>) =>
  arrays.chain((array) =>
    fc.tuple(fc.constant(array), fc.shuffledSubarray(array, { minLength: array.length, maxLength: array.length })),
  );
