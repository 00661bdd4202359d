import type { ReferenceDates } from './cadence.ts';
import type { Calendar } from './calendar.ts';
import { type Day, toIsoDate } from './day.ts';
import { afterContact, minimumDelayReason, rolledReason, triggerReason, whyExpires } from './explainDates.ts';
import { because, dayInWords, type Reason } from './explainReasons.ts';
import { sentence } from './explainWaiting.ts';
import { type Channel, type Plan, type Step, triggerDay } from './plan.ts';

export type PastStatus = 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed';

/** All that an ended action's explanation is made from. */
export interface PastFacts {
  readonly status: PastStatus;
  readonly channel: Channel;
  readonly dueOn: Day;
  readonly executedOn: Day | null;
  /** Who or what did it. */
  readonly by: string;
  readonly reason: string | null;
  readonly note: string | null;
  /** Null for an ad hoc action. */
  readonly planned: {
    /** The plan in the version that the action came from (PLN-4). */
    readonly plan: Plan;
    readonly step: Step;
    readonly index: number;
    /** Its invoice, with the dates that it has now. */
    readonly reference: ReferenceDates & { readonly number: string };
    /** The contact before it that counted (MIN-1). */
    readonly previousContact: { readonly on: Day; readonly words: string } | null;
    readonly calendar: Calendar;
    /** What made it possible last, on or before its day, as far as the history tells: the plan was assigned, a pause ended, … */
    readonly possibleSince: { readonly on: Day; readonly event: string; readonly what: string } | null;
  } | null;
}

const WHAT: Record<Channel, string> = {
  email: 'The e-mail',
  sms: 'The SMS',
  letter: 'The letter',
  call: 'The call',
  task: 'The task',
};

/** Why an action took place on its day, or did not take place. */
export function explainPast(facts: PastFacts): { summary: string; reasons: Reason[] } {
  const reasons = [ending(facts), ...whyOnThatDay(facts)];
  return { summary: reasons[0]!.text, reasons };
}

function ending(facts: PastFacts): Reason {
  const { status, channel, executedOn, dueOn, by, reason, note, planned } = facts;
  const name = planned ? `‘${planned.step.name}’ about invoice ${planned.reference.number}` : WHAT[channel];
  const why = reason === null ? '' : ` ${sentence(reason)}`;
  const said = note === null ? '' : ` Note: ${sentence(note)}`;
  const values = {
    by,
    dueOn: toIsoDate(dueOn),
    executedOn: executedOn === null ? null : toIsoDate(executedOn),
    cause: reason,
    note,
  };
  const day = dayInWords(executedOn ?? dueOn);
  if (planned === null && status === 'executed')
    return because(
      'adHoc',
      `${name} was sent at once by ${by} on ${day}; it counts as a contact and leaves the plan where it is.${said}`,
      values,
    );
  switch (status) {
    case 'executed':
      return because('executed', `${name} was carried out on ${day} by ${by}.${said}`, values);
    case 'ignored':
      return because(
        'ignored',
        `${name} was ignored by ${by} on ${day}: the plan went on to its next step.${why}${said}`,
        values,
      );
    case 'expired':
      return because(...expired(facts, name), values);
    case 'cancelled':
      return because(
        'cancelled',
        `${name} was cancelled and did not go out:${why || ' the last check before sending found a cause.'} It uses nothing up.`,
        values,
      );
    case 'failed':
      return because(
        'failed',
        `An attempt to carry out ${name} failed on ${dayInWords(executedOn ?? dueOn)}.${why} It is planned anew.`,
        values,
      );
  }
}

function expired({ planned, dueOn }: PastFacts, name: string): ['expiredAtDueDate' | 'expiredByNextStep', string] {
  const cause = planned && whyExpires(planned.plan, planned.index, planned.reference);
  const code = cause?.code === 'expiredByNextStep' ? cause.code : 'expiredAtDueDate';
  return [
    code,
    `${name} was due on ${dayInWords(dueOn)} and had not been carried out when it expired.${cause ? ` ${cause.text}` : ''}`,
  ];
}

/** MIN-2: trigger date, minimum delay and rolling, recomputed; what else held it, as far as the history tells; and what came late. */
function whyOnThatDay({ planned, dueOn, executedOn, status }: PastFacts): Reason[] {
  if (planned === null) return [];
  const { plan, step, reference, previousContact, calendar, possibleSince } = planned;
  const trigger = triggerDay(step, reference);
  const allowed = previousContact === null ? trigger : afterContact(plan, previousContact.on)!;
  const reasons = [triggerReason(step, reference)];
  if (allowed > trigger) reasons.push(minimumDelayReason(plan, previousContact!.on, previousContact!.words));
  const wanted = Math.max(trigger, allowed);
  const since = possibleSince && possibleSince.on > wanted ? possibleSince : null;
  if (since) {
    const text = `It was not possible before ${dayInWords(since.on)}: ${sentence(since.what)}`;
    reasons.push(because('possibleSince', text, { since: toIsoDate(since.on), event: since.event }));
  }
  const possible = calendar.roll(since?.on ?? wanted);
  if (dueOn < possible) return [...reasons, datesChanged(dueOn)];
  const rolled = rolledReason(since?.on ?? wanted, possible);
  if (rolled) reasons.push(rolled);
  if (status === 'executed' && executedOn !== null && executedOn > possible) {
    const values = { possibleOn: toIsoDate(possible), executedOn: toIsoDate(executedOn) };
    const late = `It could have come on ${dayInWords(possible)}; no run, claim or person carried it out before ${dayInWords(executedOn)}.`;
    reasons.push(because('carriedOutLater', late, values));
  }
  return reasons;
}

function datesChanged(dueOn: Day): Reason {
  const text = `It was planned for ${dayInWords(dueOn)}: the invoice’s dates, or the calendar, have changed since.`;
  return because('possibleSince', text, { since: toIsoDate(dueOn), event: null });
}
