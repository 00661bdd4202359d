import type { Calendar } from '../../connector/src/domain/calendar.ts';
import type { Progress } from '../../connector/src/domain/cadence.ts';
import type { Day } from '../../connector/src/domain/day.ts';
import { type InvoiceState, referenceInvoice } from '../../connector/src/domain/invoice.ts';
import { isContact, type Plan, type Step } from '../../connector/src/domain/plan.ts';
import { outlook } from '../../connector/src/domain/subject.ts';
import { toIsoDate } from '../../connector/src/domain/day.ts';
import { weekdays } from './examples.ts';

/** A step that a run carried out. */
export interface Executed {
  readonly day: Day;
  readonly step: Step;
  readonly index: number;
  readonly reference: InvoiceState;
}

export interface DailyRuns {
  /** The customer's plan, which an edit may change from one day to the next. */
  readonly plan: Plan | ((today: Day) => Plan);
  /** The customer's invoices as they stand on a day. */
  readonly invoices: readonly InvoiceState[] | ((today: Day) => readonly InvoiceState[]);
  /** The customer's outstanding per currency; left out, what is open of the invoices. */
  readonly outstanding?: (today: Day) => ReadonlyMap<string, number>;
  readonly from: Day;
  readonly until: Day;
  readonly calendar?: Calendar;
  /** Runs on a day; one unless told otherwise. */
  readonly runsOn?: (today: Day) => number;
  readonly heldUntil?: (today: Day) => Day | null;
  readonly pausedOn?: (today: Day) => boolean;
}

/** What runs from day to day send to one customer in a plan, when people do manual steps on the day they come. */
export function dailyRuns({ from, until, calendar = weekdays, ...world }: DailyRuns): Executed[] {
  const executed: Executed[] = [];
  const done = new Map<string, string[]>();
  let lastContactOn: Day | null = null;
  for (let today = from; today <= until; today++) {
    const runs = calendar.isBusinessDay(today) ? (world.runsOn?.(today) ?? 1) : 0;
    for (let run = 0; run < runs; run++) {
      const plan = typeof world.plan === 'function' ? world.plan(today) : world.plan;
      const invoices = typeof world.invoices === 'function' ? world.invoices(today) : world.invoices;
      const reference = referenceInvoice(invoices, world.outstanding?.(today) ?? openAmounts(invoices));
      const progress: Progress = {
        doneSteps: (reference && done.get(reference.id)) ?? [],
        lastContactOn,
        heldUntil: world.heldUntil?.(today) ?? null,
        snoozed: null,
      };
      const pausedIndefinitely = world.pausedOn?.(today) ?? false;
      const state = {
        plan,
        excluded: false,
        pausedIndefinitely,
        blocked: false,
        hold: null,
        reference,
        progress,
        listed: null,
      };
      const ahead = outlook(state, today, calendar);
      if (ahead.kind === 'idle' || ahead.next.dueOn > today) continue;
      const { step, index } = ahead.next;
      executed.push({ day: today, step, index, reference: ahead.reference });
      done.set(ahead.reference.id, [...(done.get(ahead.reference.id) ?? []), step.id]);
      if (isContact(step.channel)) lastContactOn = today;
    }
  }
  return executed;
}

function openAmounts(invoices: readonly InvoiceState[]): Map<string, number> {
  const open = new Map<string, number>();
  for (const { currency, outstanding, sent, isVoid } of invoices) {
    if (sent && !isVoid) open.set(currency, (open.get(currency) ?? 0) + outstanding);
  }
  return open;
}

/** `<day> <step>`, a line each. */
export const timetable = (executed: readonly Executed[]) =>
  executed.map(({ day, step }) => `${toIsoDate(day)} ${step.name}`);

/** `<day> <step> for <invoice number>`, a line each. */
export const letters = (executed: readonly Executed[]) =>
  executed.map(({ day, step, reference }) => `${toIsoDate(day)} ${step.name} for ${reference.number}`);
