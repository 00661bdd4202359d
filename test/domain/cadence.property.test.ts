import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextStep } from '../../connector/src/domain/cadence.ts';
import type { Day } from '../../connector/src/domain/day.ts';
import type { InvoiceState } from '../../connector/src/domain/invoice.ts';
import { type Plan, triggerDay } from '../../connector/src/domain/plan.ts';
import {
  contextualPlan,
  openInvoice,
  someCalendar,
  somePlan,
  someRunDays,
  standardPlan,
  START,
} from './arbitraries.ts';
import { dailyRuns } from './dailyRuns.ts';

/** Long enough for six steps, 60 days after the due date at the earliest, 30 days and a weekend apart. */
const MONTHS = 330;
const HISTORY = 90;

const lastContact = fc.option(fc.integer({ min: START - 40, max: START + 5 }));
const heldUntil = fc.option(fc.integer({ min: START - 5, max: START + 40 }));
const snoozed = fc.option(
  fc.record({ stepId: fc.constantFrom('s0', 's1', 's2'), until: fc.integer({ min: START, max: START + 60 }) }),
);
const doneSteps = fc.subarray(['s0', 's1', 's2', 's3', 's4', 's5', 'removed']);

const furthest = (plan: Plan, done: readonly string[]) => plan.steps.findLastIndex(({ id }) => done.includes(id));
const triggers = (plan: Plan, invoice: InvoiceState) => plan.steps.map((step) => triggerDay(step, invoice));

/** LOG-1, LOG-2 in their words: whether the step can no longer be done on a day. */
function isExpired(plan: Plan, invoice: InvoiceState, index: number, today: Day): boolean {
  const dates = triggers(plan, invoice);
  if (dates[index]! < invoice.dueOn && today >= invoice.dueOn) return true;
  return plan.logic === 'contextual' && dates.some((date, later) => later > index && date <= today);
}

describe('what comes next', () => {
  test('REF-5, LOG, MIN-2: it terminates behind what is done, on a business day no earlier than allowed, before it expires', () => {
    fc.assert(
      fc.property(
        somePlan,
        openInvoice,
        someCalendar,
        fc.integer({ min: START, max: START + HISTORY }),
        fc.record({ doneSteps, lastContactOn: lastContact, heldUntil, snoozed }),
        (plan, invoice, calendar, today, facts) => {
          const found = nextStep(plan, facts, invoice, today, calendar);
          if (found === null) return;
          const { index, step, dueOn, triggerOn, expiresOn } = found;
          expect(index).toBeGreaterThan(furthest(plan, facts.doneSteps));
          expect(plan.steps[index]).toBe(step);
          expect(triggerOn).toBe(triggers(plan, invoice)[index]);
          expect(calendar.isBusinessDay(dueOn)).toBe(true);
          expect(dueOn).toBeGreaterThanOrEqual(Math.max(today, triggerOn, facts.heldUntil ?? today));
          if (facts.snoozed?.stepId === step.id) expect(dueOn).toBeGreaterThanOrEqual(facts.snoozed.until);
          if (facts.lastContactOn !== null) {
            expect(dueOn - facts.lastContactOn).toBeGreaterThanOrEqual(Math.max(plan.minimumContactDelayDays, 1));
          }
          if (expiresOn !== null) expect(dueOn).toBeLessThan(expiresOn);
          expect(isExpired(plan, invoice, index, dueOn)).toBe(false);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('MIN-2: it comes on the first business day that allows it', () => {
    fc.assert(
      fc.property(somePlan, openInvoice, someCalendar, lastContact, (plan, invoice, calendar, lastContactOn) => {
        const found = nextStep(
          plan,
          { doneSteps: [], lastContactOn, heldUntil: null, snoozed: null },
          invoice,
          START,
          calendar,
        );
        if (found === null) return;
        const afterContact = lastContactOn === null ? START : lastContactOn + Math.max(plan.minimumContactDelayDays, 1);
        const allowed = Math.max(found.triggerOn, afterContact, START);
        const between = Array.from({ length: found.dueOn - allowed }, (_, index) => allowed + index);
        expect(between.filter((date) => calendar.isBusinessDay(date))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('LOG: a plan is finished only when every step behind the furthest has expired, or will before it may come', () => {
    fc.assert(
      fc.property(somePlan, openInvoice, someCalendar, doneSteps, (plan, invoice, calendar, done) => {
        const progress = { doneSteps: done, lastContactOn: null, heldUntil: null, snoozed: null };
        if (nextStep(plan, progress, invoice, START, calendar) !== null) return;
        const last = triggers(plan, invoice).at(-1)!;
        if (furthest(plan, done) < plan.steps.length - 1) expect(last).toBeLessThan(invoice.dueOn);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('day by day', () => {
  const until = START + MONTHS;
  const run = (
    plan: Plan,
    invoice: InvoiceState,
    calendar: Parameters<typeof dailyRuns>[0]['calendar'],
    runsOn?: (today: Day) => number,
  ) => dailyRuns({ plan, invoices: [invoice], from: START, until, calendar, runsOn });

  test('LOG-1: standard: in the plan’s order, each once, and a step is skipped only when it has expired', () => {
    fc.assert(
      fc.property(standardPlan, openInvoice, someCalendar, someRunDays(HISTORY), (plan, invoice, calendar, runsOn) => {
        let expected = 0;
        for (const { index, day } of run(plan, invoice, calendar, runsOn)) {
          expect(index).toBeGreaterThanOrEqual(expected);
          for (let skipped = expected; skipped < index; skipped++)
            expect(isExpired(plan, invoice, skipped, day)).toBe(true);
          expected = index + 1;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('LOG-1: standard: whatever days nobody runs on, no step from the due date on is lost', () => {
    fc.assert(
      fc.property(standardPlan, openInvoice, someCalendar, someRunDays(HISTORY), (plan, invoice, calendar, runsOn) => {
        const done = new Set(run(plan, invoice, calendar, runsOn).map(({ step }) => step.id));
        const lasting = plan.steps.filter((step) => triggerDay(step, invoice) >= invoice.dueOn);
        expect(lasting.filter(({ id }) => !done.has(id))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('LOG-2: contextual: always the last step whose trigger date has come, or one behind it; never back', () => {
    fc.assert(
      fc.property(
        contextualPlan,
        openInvoice,
        someCalendar,
        someRunDays(HISTORY),
        (plan, invoice, calendar, runsOn) => {
          let reached = -1;
          for (const { index, day } of run(plan, invoice, calendar, runsOn)) {
            expect(index).toBe(triggers(plan, invoice).findLastIndex((date) => date <= day));
            expect(index).toBeGreaterThan(reached);
            expect(isExpired(plan, invoice, index, day)).toBe(false);
            reached = index;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('LOG-2: contextual: the last step comes in the end, unless it belonged before the due date', () => {
    fc.assert(
      fc.property(
        contextualPlan,
        openInvoice,
        someCalendar,
        someRunDays(HISTORY),
        (plan, invoice, calendar, runsOn) => {
          const last = plan.steps.at(-1)!;
          if (triggerDay(last, invoice) < invoice.dueOn) return;
          expect(run(plan, invoice, calendar, runsOn).at(-1)?.step).toBe(last);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('TRG-1, MIN: never before the trigger date, on business days alone, never closer than the delay', () => {
    fc.assert(
      fc.property(
        somePlan,
        openInvoice,
        someCalendar,
        fc.integer({ min: 1, max: 3 }),
        (plan, invoice, calendar, runs) => {
          let last = -Infinity;
          for (const { day, index } of run(plan, invoice, calendar, () => runs)) {
            expect(day).toBeGreaterThanOrEqual(triggers(plan, invoice)[index]!);
            expect(calendar.isBusinessDay(day)).toBe(true);
            expect(day - last).toBeGreaterThanOrEqual(Math.max(plan.minimumContactDelayDays, 1));
            last = day;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
