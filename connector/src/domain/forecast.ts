import { expiryDay, type NextStep, nextStep, type Progress, type ReferenceDates } from './cadence.ts';
import type { Day } from './day.ts';
import { afterContact, type DateFacts, whyExpires, whyThatDay } from './explainDates.ts';
import { because, type Reason } from './explainReasons.ts';
import { furthestIndex, isContact, type Plan, type Step, triggerDay } from './plan.ts';

/** `due`: it will come; `expired`: it will be passed over, or was; `done`: it was executed or ignored already. */
export type ForecastOutcome = 'due' | 'expired' | 'done';
export const FORECAST_OUTCOMES = ['due', 'expired', 'done'] as const satisfies readonly ForecastOutcome[];

export interface ForecastStep {
  readonly step: Step;
  /** Place in the plan, from 0. */
  readonly index: number;
  readonly triggerOn: Day;
  /** As `NextStep`; for an expired step the first day on which it could have come, where the plan came to it in time at all. */
  readonly earliestOn: Day | null;
  /** Null where it does not come (any more). */
  readonly dueOn: Day | null;
  readonly expiresOn: Day | null;
  readonly outcome: ForecastOutcome;
  /** The rules that decided, in the order in which they did. */
  readonly reasons: readonly Reason[];
}

/** Where the walk begins: `from` is the day from which it is looked ahead. */
export interface ForecastStart extends DateFacts {
  readonly listed?: { readonly stepId: string; readonly since: Day } | null;
}

/**
 * The day of every step of a plan on one reference invoice, if each is carried out on the day it is due and nothing is paid: the cadence
 * (MIN-2, LOG-1, LOG-2, REF-5) walked to its end.
 */
export function forecast({ listed = null, ...start }: ForecastStart): ForecastStep[] {
  const { plan, reference, calendar } = start;
  let facts: DateFacts = start;
  const furthest = furthestIndex(plan, start.progress.doneSteps);
  const steps = plan.steps.slice(0, furthest + 1).map((_, index) => behind(plan, start.progress, reference, index));
  while (steps.length < plan.steps.length) {
    const next = nextStep(plan, facts.progress, reference, facts.from, calendar, listed);
    const upTo = next?.index ?? plan.steps.length;
    for (let index = steps.length; index < upTo; index++) steps.push(passedOver(index, facts));
    if (next === null) break;
    steps.push({ ...next, outcome: 'due', reasons: whyThatDay(next, facts) });
    facts = after(next, facts);
  }
  return steps;
}

/** What the next step is decided on once this one has been carried out on its day. */
function after({ step, dueOn }: NextStep, facts: DateFacts): DateFacts {
  const { progress } = facts;
  // What has been To do for days is carried out today, not then.
  const from = Math.max(facts.from, dueOn);
  const doneSteps = [...progress.doneSteps, step.id];
  if (!isContact(step.channel)) return { ...facts, from, progress: { ...progress, doneSteps } };
  return { ...facts, from, progress: { ...progress, doneSteps, lastContactOn: from }, lastContact: `‘${step.name}’` };
}

/** REF-5: a step at or before the furthest one. */
function behind(plan: Plan, { doneSteps }: Progress, reference: ReferenceDates, index: number): ForecastStep {
  const step = plan.steps[index]!;
  const isDone = doneSteps.includes(step.id);
  const reason = isDone
    ? because('stepDone', `‘${step.name}’ was carried out or ignored for this invoice; no step goes out twice.`)
    : because('stepBehind', `The plan is past ‘${step.name}’ on this invoice, and only moves forward.`);
  return {
    step,
    index,
    triggerOn: triggerDay(step, reference),
    earliestOn: null,
    dueOn: null,
    expiresOn: null,
    outcome: isDone ? 'done' : 'expired',
    reasons: [reason],
  };
}

/** A step that expires before it can go out: it was expired when the plan came to it, or could not go out in time. */
function passedOver(index: number, facts: DateFacts): ForecastStep {
  const { plan, reference, progress, from, calendar } = facts;
  const step = plan.steps[index]!;
  const triggerOn = triggerDay(step, reference);
  const expires = whyExpires(plan, index, reference)!;
  const expiresOn = expiryDay(plan, index, reference)!;
  const row = { step, index, triggerOn, dueOn: null, expiresOn, outcome: 'expired' as const };
  if (expiresOn <= from) return { ...row, earliestOn: null, reasons: [expires] };
  const { heldUntil, lastContactOn, snoozed } = progress;
  const snoozedUntil = snoozed?.stepId === step.id ? snoozed.until : from;
  const earliestOn = calendar.roll(
    Math.max(triggerOn, from, afterContact(plan, lastContactOn) ?? from, heldUntil ?? from, snoozedUntil),
  );
  return { ...row, earliestOn, reasons: [...whyThatDay({ step, triggerOn, dueOn: earliestOn }, facts), expires] };
}
