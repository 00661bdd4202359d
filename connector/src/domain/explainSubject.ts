import type { NextStep } from './cadence.ts';
import type { Calendar } from './calendar.ts';
import type { Day } from './day.ts';
import { type DateFacts, whyThatDay } from './explainDates.ts';
import { coveredReason, referenceReason, whyNoReference, whyNotCollectible } from './explainReference.ts';
import { because, dayInWords, type Reason } from './explainReasons.ts';
import { holdReason, type OpenAction, whyBlocked, whyNotYet, type Waiting } from './explainWaiting.ts';
import type { InvoiceState } from './invoice.ts';
import type { Channel, Level, Plan } from './plan.ts';
import type { Outlook, SubjectState } from './subject.ts';

/** All that a subject's explanation is made from. */
export interface SubjectFacts extends Waiting {
  readonly level: Level;
  readonly state: SubjectState;
  readonly ahead: Outlook;
  readonly today: Day;
  readonly calendar: Calendar;
  /** The invoice itself at invoice level; the customer's open ones, and how many of them could drive the plan. */
  readonly open: readonly InvoiceState[];
  readonly candidates: number;
  /** Per currency (BAL-1). */
  readonly outstanding: ReadonlyMap<string, number>;
  readonly openAction: OpenAction | null;
  /** HLD-1: numbers of the invoices that their source charges, and how many replies nobody has read. */
  readonly charged: readonly string[];
  readonly unreadReplies: number;
  readonly lastContact?: string;
  readonly heldBy?: DateFacts['heldBy'];
}

/** What comes next for a subject. */
export interface NextAction {
  readonly level: Level;
  readonly plan: Plan;
  readonly next: NextStep;
  readonly reference: InvoiceState;
  readonly recipients: readonly string[];
}

export interface Explanation {
  /** A sentence or two. */
  readonly summary: string;
  readonly next: NextAction | null;
  readonly reasons: readonly Reason[];
}

const WAY: Record<Channel, string> = {
  email: 'by e-mail',
  sms: 'by SMS',
  letter: 'by letter',
  call: 'as a call',
  task: 'as a task',
};

/** What comes next for a customer or an invoice in a plan and when, or why nothing does. */
export function explainSubject(facts: SubjectFacts): Explanation {
  const { ahead, state } = facts;
  if (ahead.kind === 'idle') {
    const reasons = whyIdle(facts, ahead.reason);
    const what = ahead.held ? `‘${ahead.held.step.name}’ is held` : 'Nothing comes';
    return {
      summary: `${what} by plan ‘${state.plan.name}’: ${decapitalize(reasons[0]!.text)}`,
      next: null,
      reasons,
    };
  }
  const { next, reference } = ahead;
  const waiting = whyNotYet(facts, next);
  const reasons = [
    ...(facts.level === 'customer' ? [referenceReason(reference, facts.candidates)] : []),
    ...whyThatDay(next, dateFacts(facts, reference)),
    ...waiting,
  ];
  const recipients = facts.message?.to ?? [];
  return {
    summary: summarize(facts, next, reference, waiting),
    next: { level: facts.level, plan: state.plan, next, reference, recipients },
    reasons,
  };
}

function dateFacts(facts: SubjectFacts, reference: InvoiceState): DateFacts {
  const { state, today, calendar, lastContact, heldBy } = facts;
  return {
    plan: state.plan,
    progress: state.progress,
    reference,
    from: today,
    calendar,
    ...(lastContact === undefined ? {} : { lastContact }),
    ...(heldBy === undefined ? {} : { heldBy }),
  };
}

function summarize(
  { message, today }: SubjectFacts,
  next: NextStep,
  reference: InvoiceState,
  waiting: readonly Reason[],
): string {
  const { step, dueOn } = next;
  const about = `about invoice ${reference.number}`;
  const day = dueOn === today ? `today, ${dayInWords(dueOn)}` : dayInWords(dueOn);
  const [wait] = waiting;
  if (dueOn <= today && wait) return `‘${step.name}’ ${about} is due since ${dayInWords(dueOn)}. ${wait.text}`;
  if (step.mode === 'manual') return `‘${step.name}’ ${about} comes ${day} ${WAY[step.channel]}, for a person to do.`;
  const to = message && message.to.length > 0 ? ` to ${message.to.join(', ')}` : '';
  return `‘${step.name}’ ${about} goes out ${WAY[step.channel]} on ${day}${to}.${wait ? ` ${wait.text}` : ''}`;
}

function whyIdle(facts: SubjectFacts, reason: Extract<Outlook, { kind: 'idle' }>['reason']): Reason[] {
  const { level, state, open, outstanding, openAction } = facts;
  switch (reason) {
    case 'blocked':
      return [whyBlocked(openAction)];
    case 'excluded':
      return [because('excluded', 'The customer is excluded: nothing goes out, at either level.')];
    case 'noReference': {
      const [invoice] = open;
      if (level === 'customer' || !invoice) return whyNoReference(open, outstanding);
      const why = whyNotCollectible(invoice) ?? coveredReason(invoice.currency, outstanding.get(invoice.currency) ?? 0);
      return [why];
    }
    case 'finished':
      return whyFinished(facts);
    case 'unreadReply':
    case 'automaticCharging': {
      const which = level === 'customer' && state.reference ? [referenceReason(state.reference, facts.candidates)] : [];
      return [holdReason(reason, facts), ...which];
    }
    case 'paused': {
      const text = `The ${level}’s reminders are paused until somebody resumes them.`;
      const which = level === 'customer' && state.reference ? [referenceReason(state.reference, facts.candidates)] : [];
      return [because('pausedIndefinitely', text, { level }), ...which];
    }
  }
}

function whyFinished({ level, state, candidates }: SubjectFacts): Reason[] {
  const { plan, reference, progress } = state;
  const last = plan.steps.at(-1)!;
  const number = reference!.number;
  const how = progress.doneSteps.includes(last.id)
    ? `‘${last.name}’ was its last step`
    : 'its steps are done or have expired';
  const wait =
    level === 'customer' && candidates > 1 ? ` Younger invoices wait until ${number} is paid, disputed or void.` : '';
  const values = { number, steps: plan.steps.length, waitingInvoices: Math.max(candidates - 1, 0) };
  const finished = because('planFinished', `The plan is finished for invoice ${number}: ${how}.${wait}`, values);
  return level === 'customer' ? [finished, referenceReason(reference!, candidates)] : [finished];
}

function decapitalize(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
