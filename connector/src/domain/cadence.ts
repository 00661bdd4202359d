import type { Calendar } from './calendar.ts';
import type { Day } from './day.ts';
import { furthestIndex, type Plan, type Step, triggerDay } from './plan.ts';

/** What has happened to a subject, as far as its next action depends on it. */
export interface Progress {
  /** Step ids executed, ignored or uncertain in this plan on this reference invoice (SND-2, REF-5). */
  readonly doneSteps: readonly string[];
  /** Day of the last executed or uncertain contact that counts for this subject (MIN-1, MIN-3). */
  readonly lastContactOn: Day | null;
  /** PAU-1: nothing goes out before this day. */
  readonly heldUntil: Day | null;
  /** MAN-3: a snoozed step and the day it comes back. */
  readonly snoozed: { readonly stepId: string; readonly until: Day } | null;
}

export interface NextStep {
  readonly step: Step;
  /** Place in the plan, from 0. */
  readonly index: number;
  readonly triggerOn: Day;
  /** Earliest day by MIN-1, pauses and snoozing, before rolling; at or before the trigger date if nothing holds the step back. */
  readonly earliestOn: Day;
  /** MIN-2. */
  readonly dueOn: Day;
  /** The day from whose start the step can no longer be done, or null (LOG-1, LOG-2). */
  readonly expiresOn: Day | null;
}

/** What of an invoice decides when steps come (TRG-1). */
export interface ReferenceDates {
  readonly issuedOn: Day;
  readonly dueOn: Day;
}

/** LOG-1 and LOG-2: the day from whose start a step is expired, or null. */
export function expiryDay(plan: Plan, index: number, reference: ReferenceDates): Day | null {
  const trigger = triggerDay(plan.steps[index]!, reference);
  let expiry = trigger < reference.dueOn ? reference.dueOn : null;
  if (plan.logic === 'contextual') {
    for (let later = index + 1; later < plan.steps.length; later++) {
      const laterTrigger = triggerDay(plan.steps[later]!, reference);
      if (expiry === null || laterTrigger < expiry) expiry = laterTrigger;
    }
  }
  return expiry;
}

function isExpired(plan: Plan, index: number, reference: ReferenceDates, today: Day): boolean {
  const expiry = expiryDay(plan, index, reference);
  return expiry !== null && expiry <= today;
}

/**
 * The step that the plan stands at on `today`: the first one behind everything done (REF-5) that is not expired; null if there is none. In
 * contextual plans this is the last one whose trigger date has come, since that expires those before it (LOG-2).
 */
function currentIndex(plan: Plan, furthest: number, reference: ReferenceDates, today: Day): number | null {
  for (let index = furthest + 1; index < plan.steps.length; index++) {
    if (!isExpired(plan, index, reference, today)) return index;
  }
  return null;
}

/**
 * What comes next for a subject in `plan` on the given reference invoice, seen from `today`; null when the plan is finished. Rules REF-5,
 * TRG-1, LOG-1, LOG-2, MIN-1, MIN-2. A step that cannot go out before it expires holds its place until then and
 * is not announced; one that is listed under *To do* keeps its date until it expires (MAN-1).
 */
export function nextStep(
  plan: Plan,
  progress: Progress,
  reference: ReferenceDates,
  today: Day,
  calendar: Calendar,
  listed: { readonly stepId: string; readonly since: Day } | null = null,
): NextStep | null {
  const furthest = furthestIndex(plan, progress.doneSteps);
  const afterContact =
    progress.lastContactOn === null ? null : progress.lastContactOn + Math.max(plan.minimumContactDelayDays, 1);
  let from = Math.max(today, progress.heldUntil ?? today);
  for (;;) {
    const index = currentIndex(plan, furthest, reference, from);
    if (index === null) return null;
    const step = plan.steps[index]!;
    const triggerOn = triggerDay(step, reference);
    const snoozedUntil = progress.snoozed?.stepId === step.id ? progress.snoozed.until : null;
    const earliestOn = Math.max(afterContact ?? triggerOn, progress.heldUntil ?? triggerOn, snoozedUntil ?? triggerOn);
    const keepsDate = listed?.stepId === step.id && Math.max(triggerOn, earliestOn) <= listed.since;
    const dueOn = keepsDate ? listed.since : calendar.roll(Math.max(triggerOn, earliestOn, from));
    const expiresOn = expiryDay(plan, index, reference);
    if (expiresOn === null || dueOn < expiresOn) return { step, index, triggerOn, earliestOn, dueOn, expiresOn };
    from = expiresOn;
  }
}

/** Whether a step of the plan is expired on `today`; false for a step that the plan no longer has. */
export function expiredBy(plan: Plan, stepId: string, reference: ReferenceDates, today: Day): boolean {
  const index = plan.steps.findIndex((step) => step.id === stepId);
  return index >= 0 && isExpired(plan, index, reference, today);
}
