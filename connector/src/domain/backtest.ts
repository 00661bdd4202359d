import { customerReferences, invoiceReferences } from './backtestBooks.ts';
import type { CustomerPast, PastInvoice, Pause, Timeline } from './backtestPast.ts';
import type { Calendar } from './calendar.ts';
import type { Day } from './day.ts';
import { isContact, type Plan, type Step } from './plan.ts';
import { outlook } from './subject.ts';

/** A step that the plan would have carried out. */
export interface BacktestAction {
  readonly customerId: string;
  readonly step: Step;
  /** Place in the plan, from 0. */
  readonly index: number;
  readonly reference: PastInvoice;
  readonly on: Day;
}

/** First and last day; the plan is entered on the first, or when an invoice comes. Infinite where the past is to decide. */
export interface Window {
  readonly from: Day;
  readonly to: Day;
}

/** What a customer or an invoice in the plan went through. */
interface SubjectPast {
  readonly references: Timeline<PastInvoice | null>;
  readonly paused: Timeline<Pause>;
  readonly excluded: Timeline<boolean>;
}

/**
 * What a plan would have sent to a customer, or about each of its invoices, had it been in force: on every business day of the window the
 * cadence decides on the books as they stood then, everything due is carried out that day, manual steps too. Jumps from one day on which
 * something can change to the next, so that its cost follows what happened, not the days.
 */
export function* backtestCustomer(
  plan: Plan,
  past: CustomerPast,
  window: Window,
  calendar: Calendar,
): Generator<BacktestAction> {
  const { excluded } = past;
  if (plan.level === 'customer') {
    const subject = { references: customerReferences(past), paused: past.paused, excluded };
    yield* backtestSubject(plan, past.id, subject, window, calendar);
    return;
  }
  for (const [{ paused }, references] of invoiceReferences(past))
    yield* backtestSubject(plan, past.id, { references, paused, excluded }, window, calendar);
}

function* backtestSubject(
  plan: Plan,
  customerId: string,
  { references, paused, excluded }: SubjectPast,
  window: Window,
  calendar: Calendar,
): Generator<BacktestAction> {
  const done = new Map<string, string[]>();
  let lastContactOn: Day | null = null;
  let today = window.from === -Infinity ? references.nextAfter(-Infinity) : window.from;
  while (today <= window.to) {
    const reference = references.at(today);
    const pause = paused.at(today);
    const ahead = outlook(
      {
        plan,
        reference,
        excluded: excluded.at(today),
        pausedIndefinitely: pause === 'forever',
        hold: null,
        blocked: false,
        progress: {
          doneSteps: (reference && done.get(reference.id)) ?? [],
          lastContactOn,
          heldUntil: typeof pause === 'number' ? pause : null,
          snoozed: null,
        },
        listed: null,
      },
      today,
      calendar,
    );
    if (ahead.kind === 'action' && ahead.next.dueOn <= today) {
      const { step, index } = ahead.next;
      yield { customerId, step, index, reference: reference!, on: today };
      done.set(reference!.id, [...(done.get(reference!.id) ?? []), step.id]);
      if (isContact(step.channel)) lastContactOn = today;
      continue;
    }
    const dueOn = ahead.kind === 'action' ? ahead.next.dueOn : Infinity;
    // While there is no reference, pauses and exclusions change nothing.
    const others = reference === null ? [] : [paused.nextAfter(today), excluded.nextAfter(today)];
    today = Math.min(dueOn, references.nextAfter(today), ...others);
  }
}
