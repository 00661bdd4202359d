import { expiredBy } from '../../domain/cadence.ts';
import type { Reason } from '../../domain/explainReasons.ts';
import { putAsideReason } from '../../domain/explainWaiting.ts';
import { referenceInvoice } from '../../domain/invoice.ts';
import type { Plan } from '../../domain/plan.ts';
import { resolvePhones } from '../../domain/phones.ts';
import { resolveRecipients } from '../../domain/recipients.ts';
import type { Settings } from '../../domain/settings.ts';
import { type Hold, type Outlook, outlook, type SubjectState } from '../../domain/subject.ts';
import { type CustomerContext, doneKey, type OpenInvoice } from '../../store/subjects.ts';
import type { ScheduleTable, SubjectKind } from '../../store/tables.ts';
import { NO_PHONE, NO_RECIPIENT } from '../messages/messagePeople.ts';
import type { Moment } from '../moment.ts';

/** A customer or an invoice that is in a plan. */
export interface Subject {
  readonly id: string;
  readonly kind: SubjectKind;
  readonly plan: Plan;
  readonly context: CustomerContext;
  /** REF-1 to REF-3. */
  readonly reference: OpenInvoice | null;
  readonly row: ScheduleTable | null;
}

/** Outstanding per currency (BAL-1). */
export function outstandingOf(context: CustomerContext): Map<string, number> {
  return new Map(
    [...context.currencies.values()].map((sums) => [sums.currency, sums.openAmount - sums.unappliedAmount]),
  );
}

/** The subjects of one customer: the customer, if in a plan, and each open invoice that is in one. */
export function subjectsOf(context: CustomerContext, plans: ReadonlyMap<string, Plan>): Subject[] {
  const { customer, openInvoices, schedule } = context;
  const outstanding = outstandingOf(context);
  const subjects: Subject[] = [];
  const add = (id: string, kind: SubjectKind, planId: string | null, candidates: readonly OpenInvoice[]) => {
    const plan = planId === null ? undefined : plans.get(planId);
    if (plan)
      subjects.push({
        id,
        kind,
        plan,
        context,
        reference: referenceInvoice(candidates, outstanding),
        row: schedule.get(id) ?? null,
      });
  };
  add(customer.id, 'customer', customer.planId, openInvoices);
  for (const invoice of openInvoices) add(invoice.id, 'invoice', invoice.row.planId, [invoice]);
  return subjects;
}

/** What comes next for a subject at this moment; `done` as from `loadDoneSteps`. */
export function outlookOf(subject: Subject, done: ReadonlyMap<string, readonly string[]>, moment: Moment): Outlook {
  return outlook(stateOf(subject, done, moment.settings), moment.today, moment.calendar);
}

/** All that decides what comes next for a subject; `done` as from `loadDoneSteps`. */
export function stateOf(
  subject: Subject,
  done: ReadonlyMap<string, readonly string[]>,
  settings: Settings,
): SubjectState {
  const { plan, context, reference, row } = subject;
  const pausable = subject.kind === 'customer' ? context.customer : reference?.row;
  const isListed =
    row?.status === 'todo' &&
    row.planId === plan.id &&
    row.stepId !== null &&
    row.referenceId !== null &&
    row.dueOn !== null;
  return {
    plan,
    reference,
    excluded: context.customer.excluded === 1,
    pausedIndefinitely: pausable?.paused === 1 && pausable.pausedUntil === null,
    blocked: context.blocked.has(subject.id),
    hold: holdOf(subject, settings),
    progress: {
      doneSteps: reference === null ? [] : (done.get(doneKey(subject.id, plan.id, reference.id)) ?? []),
      lastContactOn:
        (subject.kind === 'customer' ? context.customer.lastContactOn : reference?.row.lastContactOn) ?? null,
      heldUntil: pausable?.paused === 1 ? pausable.pausedUntil : null,
      snoozed:
        row?.snoozedStepId && row.snoozedUntil !== null && row.snoozedReferenceId === reference?.id
          ? { stepId: row.snoozedStepId, until: row.snoozedUntil }
          : null,
    },
    listed: isListed ? { stepId: row.stepId!, referenceId: row.referenceId!, since: row.dueOn! } : null,
  };
}

/** HLD-1, by the organisation's settings. */
export function holdOf(subject: Subject, settings: Settings): Hold | null {
  if (settings.holdOnUnreadReply && subject.context.customer.unreadReplies > 0) return 'unreadReply';
  return settings.holdOnAutomaticCharging && chargedInvoices(subject).length > 0 ? 'automaticCharging' : null;
}

/**
 * HLD-1: the invoices whose charging at the source has not failed, among those that a subject's messages ask for: all open ones at customer
 * level, at invoice level the invoice itself.
 */
export function chargedInvoices({ kind, context, reference }: Subject): OpenInvoice[] {
  const asked = kind === 'customer' ? context.openInvoices : reference === null ? [] : [reference];
  return asked.filter(({ isDisputed, row }) => row.automaticCharging === 'pending' && !isDisputed);
}

/** MAN-2: why nobody knows whether the reference invoice is still open as it stands here, or null. */
export function whyPutAside({ context, reference }: Subject): Reason | null {
  const putAside = reference && context.putAside.get(reference.id);
  return putAside ? putAsideReason(reference.number, putAside) : null;
}

/** MAN-2: why an automatic step that is due needs a person, as far as that shows before rendering. */
export function needsPerson(
  subject: Subject,
  next: Extract<Outlook, { kind: 'action' }>['next'],
  moment: Moment,
): string | null {
  const { step } = next;
  if (step.mode === 'manual' || next.dueOn > moment.today) return null;
  const unknown = whyPutAside(subject);
  if (unknown) return unknown.text;
  const hasAddressee = step.channel === 'email' || step.channel === 'sms';
  if (!hasAddressee) return null;
  const { contacts, customer, managers } = subject.context;
  const entries = step.recipients;
  const fields = entries?.some((entry) => entry.startsWith('custom.'))
    ? (JSON.parse(customer.customFieldsJson) as Record<string, unknown>)
    : {};
  const sources = { contacts, customFields: fields, accountManagerEmails: managers.map(({ email }) => email) };
  if (step.channel === 'sms') return resolvePhones(entries, sources).length > 0 ? null : NO_PHONE;
  return resolveRecipients(entries, sources).length > 0 ? null : NO_RECIPIENT;
}

/**
 * The schedule row for a subject's outlook. `problem` says why an automatic step cannot go out by itself (MAN-2); without it the row's
 * recipients are looked at.
 */
export function scheduleRow(
  subject: Subject,
  ahead: Outlook,
  moment: Moment,
  newActionId: () => string,
  problem?: string,
): ScheduleTable {
  const { plan, row } = subject;
  const base = {
    subjectId: subject.id,
    subjectKind: subject.kind,
    customerId: subject.context.customer.id,
    planId: plan.id,
    referenceId: ahead.reference?.id ?? null,
    planVersion: plan.version,
    plannedOn: moment.today,
    // A snooze holds for its step on its reference invoice, also when that one goes and comes back (MAN-3, REF-2).
    snoozedStepId: row?.snoozedStepId ?? null,
    snoozedReferenceId: row?.snoozedReferenceId ?? null,
    snoozedUntil: row?.snoozedUntil ?? null,
    leaseToken: null,
    leaseUntil: 0,
    revision: (row?.revision ?? 0) + 1,
  };
  if (ahead.kind === 'idle') {
    const nothing = {
      actionId: null,
      stepId: null,
      stepName: null,
      stepPosition: null,
      channel: null,
      mode: null,
      responsible: null,
      dueOn: null,
    };
    // A held step that expires makes room for another one, which a person may have to do.
    const nextOn = ahead.held?.expiresOn ?? null;
    return { ...base, ...nothing, nextOn, status: 'idle', reason: ahead.reason, attempts: 0, retryAt: 0 };
  }
  const { next, reference } = ahead;
  const { step } = next;
  const same = row !== null && row.planId === plan.id && row.stepId === step.id && row.referenceId === reference.id;
  const reason = problem ?? needsPerson(subject, next, moment);
  const toDo = ahead.toDo || reason !== null;
  // What waits for a person by MAN-2 is looked at again every day: the cause may have gone without anybody's writing.
  const again = reason !== null ? moment.today + 1 : null;
  const nextOn = toDo ? earlier(next.expiresOn, again) : next.dueOn;
  return {
    ...base,
    status: toDo ? 'todo' : 'planned',
    reason,
    actionId: same && row.actionId !== null ? row.actionId : newActionId(),
    stepId: step.id,
    stepName: step.name,
    stepPosition: next.index + 1,
    channel: step.channel,
    mode: toDo ? 'manual' : step.mode,
    responsible: step.responsible ?? null,
    dueOn: next.dueOn,
    nextOn,
    attempts: same ? row.attempts : 0,
    retryAt: same ? row.retryAt : 0,
  };
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

/**
 * Whether the row's action has expired on its reference (LOG-1, LOG-2) where `after` is planned in its place, and so has to be kept as
 * expired: by today or, on days that are no business days, by the next one, since until then nothing automatic goes out (DAT-4).
 */
export function hasExpired(subject: Subject, row: ScheduleTable, after: ScheduleTable, moment: Moment): boolean {
  if (row.actionId === null || row.stepId === null || row.dueOn === null || row.dueOn > moment.today) return false;
  // It is on its way, or may be: it stands among the actions already, under the same id.
  if (after.reason === 'blocked') return false;
  if (row.planId !== subject.plan.id || row.referenceId !== subject.reference?.id) return false;
  const isPassedOver = row.mode === 'automatic' && (after.status !== 'idle' || after.reason === 'finished');
  const by = isPassedOver ? moment.calendar.roll(moment.today) : moment.today;
  return subject.reference !== null && expiredBy(subject.plan, row.stepId, subject.reference, by);
}
