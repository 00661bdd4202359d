import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Day } from '../../connector/src/domain/day.ts';
import { compareForReference, type InvoiceState } from '../../connector/src/domain/invoice.ts';
import { settle } from '../../connector/src/domain/settlement.ts';
import { somePlan, someAllocations, someCalendar, someInvoice, START } from './arbitraries.ts';
import { dailyRuns } from './dailyRuns.ts';

const DAYS = 120;
const dayOfHistory = fc.integer({ min: START, max: START + 60 });

/** What happens to an invoice: when it arrives, what is paid on it, when it is disputed, whether it ends void. */
const life = fc.record({
  arrivesOn: dayOfHistory,
  invoice: someInvoice,
  entries: someAllocations,
  entriesLater: fc.integer({ min: 0, max: 60 }),
  disputedFrom: dayOfHistory,
  disputedDays: fc.constantFrom(0, 0, 3, 30),
  voidOn: fc.option(dayOfHistory),
});

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** An invoice as it stands on a day. */
function onDay(
  { invoice, entries, entriesLater, disputedFrom, disputedDays, voidOn }: Drawn<typeof life>,
  index: number,
  today: Day,
): InvoiceState {
  const isVoid = voidOn !== null && voidOn <= today;
  const booked = entries.filter(({ on }) => on + entriesLater <= today);
  const { outstanding } = settle(invoice.grossAmount, booked, !isVoid);
  const isDisputed = disputedFrom <= today && today < disputedFrom + disputedDays;
  return { ...invoice, id: `inv${index}`, sent: true, isVoid, isDisputed, outstanding };
}

const world = fc.record({
  plan: somePlan,
  lives: fc.array(life, { minLength: 1, maxLength: 4 }),
  calendar: someCalendar,
  runs: fc.integer({ min: 1, max: 3 }),
  pausedUntil: fc.option(dayOfHistory),
});

function execute({ plan, lives, calendar, runs, pausedUntil }: Drawn<typeof world>) {
  const invoices = (today: Day) =>
    lives.flatMap((each, index) => (each.arrivesOn <= today ? [onDay(each, index, today)] : []));
  const rhythm = { from: START, until: START + DAYS, runsOn: () => runs, heldUntil: () => pausedUntil };
  return { invoices, executed: dailyRuns({ plan, invoices, calendar, ...rhythm }) };
}

test('SND-2, REF-5: no step goes out twice for a reference, and none behind the furthest, however references alternate', () => {
  fc.assert(
    fc.property(world, (drawn) => {
      const reached = new Map<string, number>();
      for (const { reference, index } of execute(drawn).executed) {
        expect(index).toBeGreaterThan(reached.get(reference.id) ?? -1);
        reached.set(reference.id, index);
      }
    }),
    { numRuns: 500 },
  );
});

test('MIN-1: a customer never gets two contacts closer than the delay, whatever they are about', () => {
  fc.assert(
    fc.property(world, (drawn) => {
      const days = execute(drawn).executed.map(({ day }) => day);
      const gaps = days.slice(1).map((day, index) => day - days[index]!);
      expect(Math.min(Infinity, ...gaps)).toBeGreaterThanOrEqual(Math.max(drawn.plan.minimumContactDelayDays, 1));
      expect(days.every((day) => drawn.calendar.isBusinessDay(day))).toBe(true);
      expect(days.every((day) => drawn.pausedUntil === null || day >= drawn.pausedUntil)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('REF-1, REF-2: whatever goes out is about the invoice that is the reference on that day', () => {
  fc.assert(
    fc.property(world, (drawn) => {
      const { executed, invoices } = execute(drawn);
      for (const { reference, day } of executed) {
        const open = invoices(day).filter(
          ({ isVoid, isDisputed, outstanding }) => !isVoid && !isDisputed && outstanding > 0,
        );
        expect(open.toSorted(compareForReference)[0]!.id).toBe(reference.id);
      }
    }),
    { numRuns: 500 },
  );
});
