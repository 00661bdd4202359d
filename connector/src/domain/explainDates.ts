import { expiryDay, type NextStep, type Progress, type ReferenceDates } from './cadence.ts';
import type { Calendar } from './calendar.ts';
import { type Day, toIsoDate } from './day.ts';
import { because, count, dayInWords, type Reason, weekdayName } from './explainReasons.ts';
import { type Plan, type Step, triggerDay } from './plan.ts';

/** What a step's day was decided on. */
export interface DateFacts {
  readonly plan: Plan;
  readonly progress: Progress;
  readonly reference: ReferenceDates;
  /** The day from which the step was looked for. */
  readonly from: Day;
  readonly calendar: Calendar;
  /** What the last contact was, in words; `the last contact`, unless told. */
  readonly lastContact?: string;
  /** What holds the subject, where it is not a pause. */
  readonly heldBy?: 'promise';
}

/** TRG-1 in words. */
export function triggerReason(step: Step, reference: ReferenceDates): Reason {
  const { anchor, days } = step.when;
  const base = anchor === 'due' ? reference.dueOn : reference.issuedOn;
  const on = triggerDay(step, reference);
  const distance = days === 0 ? 'on' : `${count(Math.abs(days), 'day')} ${days < 0 ? 'before' : 'after'}`;
  const values = { anchor, days, anchorDate: toIsoDate(base), triggerDate: toIsoDate(on) };
  const text = `‘${step.name}’ comes ${distance} the ${anchor} date ${toIsoDate(base)}: ${dayInWords(on)}.`;
  return because('triggerDate', text, values);
}

/** MIN-1: the first day after the last contact on which the next is allowed, or null. */
export function afterContact(plan: Plan, lastContactOn: Day | null): Day | null {
  return lastContactOn === null ? null : lastContactOn + Math.max(plan.minimumContactDelayDays, 1);
}

export function minimumDelayReason(plan: Plan, lastContactOn: Day, lastContact = 'the last contact'): Reason {
  const until = afterContact(plan, lastContactOn)!;
  const delayDays = plan.minimumContactDelayDays;
  const asked = delayDays < 2 ? 'at most one contact a day' : `at least ${delayDays} days between contacts`;
  return because(
    'minimumDelay',
    `The plan allows ${asked}; ${lastContact} was on ${dayInWords(lastContactOn)}: not before ${dayInWords(until)}.`,
    { lastContactOn: toIsoDate(lastContactOn), delayDays, until: toIsoDate(until) },
  );
}

/** DAT-2: why a day was rolled forward, or null where it was not. */
export function rolledReason(wanted: Day, dueOn: Day): Reason | null {
  if (dueOn <= wanted) return null;
  const isWeekend = ['Saturday', 'Sunday'].includes(weekdayName(wanted));
  const values = { date: toIsoDate(wanted), cause: isWeekend ? 'weekend' : 'holiday', movedTo: toIsoDate(dueOn) };
  const what = isWeekend ? `is a ${weekdayName(wanted)}` : 'is a holiday';
  return because(
    'notBusinessDay',
    `${isWeekend ? toIsoDate(wanted) : dayInWords(wanted)} ${what}: moved to ${dayInWords(dueOn)}, the next business day.`,
    values,
  );
}

/** MIN-2: what can put a step off, each with its first possible day. */
function bounds(step: Step, { plan, progress, from, lastContact, heldBy }: DateFacts): [Day, () => Reason][] {
  const { lastContactOn, heldUntil, snoozed } = progress;
  const found: [Day, () => Reason][] = [];
  const contact = afterContact(plan, lastContactOn);
  if (contact !== null) found.push([contact, () => minimumDelayReason(plan, lastContactOn!, lastContact)]);
  if (heldUntil !== null) found.push([heldUntil, () => heldReason(heldUntil, heldBy)]);
  if (snoozed?.stepId === step.id) {
    const until = { until: toIsoDate(snoozed.until) };
    const text = `‘${step.name}’ is put off until ${dayInWords(snoozed.until)}.`;
    found.push([snoozed.until, () => because('snoozedUntil', text, until)]);
  }
  const passed = `Its day has passed: it comes on the first day possible, from ${dayInWords(from)} on.`;
  found.push([from, () => because('notBefore', passed, { from: toIsoDate(from) })]);
  return found;
}

/** PAU-1, PRO-1: held until the start of a day. */
export function heldReason(until: Day, heldBy?: 'promise'): Reason {
  const values = { until: toIsoDate(until) };
  return heldBy === 'promise'
    ? because('promised', `A promise to pay holds it up to and including ${dayInWords(until - 1)}.`, values)
    : because('pausedUntil', `It is paused until ${dayInWords(until)}.`, values);
}

/**
 * Why a step falls on its day (MIN-2): its trigger date, what holds it back longer than that, if anything does, and the weekend or holiday
 * that it was moved over.
 */
export function whyThatDay(
  { step, triggerOn, dueOn }: Pick<NextStep, 'step' | 'triggerOn' | 'dueOn'>,
  facts: DateFacts,
): Reason[] {
  const trigger = triggerReason(step, facts.reference);
  const holding = bounds(step, facts);
  const wanted = Math.max(triggerOn, ...holding.map(([day]) => day));
  if (dueOn !== facts.calendar.roll(wanted)) {
    const text = `It has been listed under To do since ${dayInWords(dueOn)} and keeps that date.`;
    return [trigger, because('keepsDate', text, { since: toIsoDate(dueOn) })];
  }
  const deciding = wanted === triggerOn ? [] : holding.filter(([day]) => day === wanted);
  // That nothing goes out in the past explains nothing where something else says the same day.
  const telling = deciding.length > 1 ? deciding.slice(0, -1) : deciding;
  const rolled = rolledReason(wanted, dueOn);
  return [trigger, ...telling.map(([, reason]) => reason()), ...(rolled === null ? [] : [rolled])];
}

/** LOG-1, LOG-2: why and when a step of the plan expires; null for one that never does. */
export function whyExpires(plan: Plan, index: number, reference: ReferenceDates): Reason | null {
  const expiresOn = expiryDay(plan, index, reference);
  if (expiresOn === null) return null;
  const { name } = plan.steps[index]!;
  const values = { step: name, expiresOn: toIsoDate(expiresOn) };
  const next =
    plan.logic === 'contextual'
      ? plan.steps.find((later, place) => place > index && triggerDay(later, reference) === expiresOn)
      : undefined;
  return next
    ? because('expiredByNextStep', `‘${name}’ expires on ${dayInWords(expiresOn)}, when ‘${next.name}’ comes.`, {
        ...values,
        nextStep: next.name,
      })
    : because(
        'expiredAtDueDate',
        `‘${name}’ belongs before the due date and expires on it, ${dayInWords(expiresOn)}.`,
        values,
      );
}
