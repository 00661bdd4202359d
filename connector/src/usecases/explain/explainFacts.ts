import { localTime } from '../../clock.ts';
import type { NextStep } from '../../domain/cadence.ts';
import { candidates } from '../../domain/explainReference.ts';
import type { SubjectFacts } from '../../domain/explainSubject.ts';
import type { OpenAction, TimeOfDay, Waiting } from '../../domain/explainWaiting.ts';
import { outlook } from '../../domain/subject.ts';
import { lastContactOf } from '../../store/history.ts';
import type { Session } from '../../store/store.ts';
import type { ActionTable, ScheduleTable } from '../../store/tables.ts';
import type { Users } from '../../store/users.ts';
import { composeStep, documentsFor } from '../schedule/composeStep.ts';
import type { Deps } from '../deps.ts';
import { promiseOf } from '../invoices/judgePromises.ts';
import { NO_PHONE, NO_RECIPIENT } from '../messages/messagePeople.ts';
import type { Moment } from '../moment.ts';
import {
  chargedInvoices,
  outstandingOf,
  scheduleRow,
  stateOf,
  type Subject,
  whyPutAside,
} from '../schedule/planSubject.ts';

/** All that a subject's explanation is made from; renders the next message, to see whether it can go out. */
export async function subjectFacts(
  session: Session,
  deps: Deps,
  moment: Moment,
  subject: Subject,
  done: ReadonlyMap<string, readonly string[]>,
  users: Users,
): Promise<SubjectFacts> {
  const { kind, context, row } = subject;
  const { today, calendar } = moment;
  const state = stateOf(subject, done, moment.settings);
  const ahead = outlook(state, today, calendar);
  const outstanding = outstandingOf(context);
  const invoice = context.openInvoices.find(({ id }) => id === subject.id);
  const contact = await lastContactOf(session, kind, subject.id, { on: state.progress.lastContactOn });
  const promise = invoice ? promiseOf(invoice.row) : null;
  const isPromiseHolding = promise?.status === 'open' && promise.pause && invoice?.row.pausedUntil === promise.date + 1;
  const isRow =
    ahead.kind === 'action' && row?.stepId === ahead.next.step.id && row.referenceId === ahead.reference.id
      ? row
      : null;
  return {
    level: kind,
    state,
    ahead,
    today,
    calendar,
    timeOfDay: timeOfDay(moment),
    open: kind === 'customer' ? context.openInvoices : invoice ? [invoice] : [],
    candidates: candidates(context.openInvoices, outstanding).length,
    outstanding,
    openAction: ahead.kind === 'idle' && ahead.reason === 'blocked' ? await openActionOf(session, subject.id) : null,
    message: ahead.kind === 'action' ? await messageAhead(session, deps, moment, subject, ahead.next, users) : null,
    putAside: whyPutAside(subject),
    stuck:
      isRow?.status === 'todo' && ahead.kind === 'action' && ahead.next.step.mode === 'automatic' ? isRow.reason : null,
    retry: isRow && isRow.retryAt > deps.clock.wall() ? await retryOf(session, isRow) : null,
    charged: chargedInvoices(subject).map(({ number }) => number),
    unreadReplies: context.customer.unreadReplies,
    ...(contact ? { lastContact: contact.words } : {}),
    ...(isPromiseHolding ? { heldBy: 'promise' as const } : {}),
  };
}

export function timeOfDay({ now, settings }: Moment): TimeOfDay {
  const { minutes } = localTime(now, settings.timeZone);
  const two = (number: number) => String(number).padStart(2, '0');
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return { time, sendTime: settings.sendTime, timeZone: settings.timeZone };
}

/** The message as it would go out now (MAN-2). */
async function messageAhead(
  session: Session,
  deps: Deps,
  moment: Moment,
  subject: Subject,
  next: NextStep,
  users: Users,
): Promise<Waiting['message']> {
  const { step } = next;
  if (step.template === null) return null;
  const documents = await documentsFor(session, moment, [{ subject, step }]);
  const ahead = { kind: 'action' as const, next, reference: subject.reference!, toDo: false };
  // The action's id is a name that is forgotten again: nothing is written.
  const row = scheduleRow(subject, ahead, moment, () => deps.newId('act'));
  const composed = await composeStep(deps, moment, { subject, next, row, documents }, users);
  if (!('problem' in composed)) return { to: composed.message.to, problem: null, lacksRecipient: false };
  const { problem } = composed;
  return { to: [], problem, lacksRecipient: problem === NO_RECIPIENT || problem === NO_PHONE };
}

/** The action of a plan that is in somebody's hands, or uncertain; there is one at most. */
export async function openActionOf(session: Session, subjectId: string): Promise<OpenAction | null> {
  const row = await session.db
    .selectFrom('actions')
    .selectAll()
    .where('subjectId', '=', subjectId)
    .where('status', 'in', ['claimed', 'sending', 'uncertain'])
    .where('planId', 'is not', null)
    .executeTakeFirst();
  return row ? toOpenAction(row) : null;
}

export function toOpenAction(row: ActionTable): OpenAction {
  return {
    status: row.status as OpenAction['status'],
    stepName: row.stepName ?? 'ad hoc',
    by: nameOf(row.actorJson),
    until: row.leaseUntil === null ? null : new Date(row.leaseUntil).toISOString(),
    handedOverOn: row.executedOn,
    reason: row.reason,
  };
}

/** Who it was, as history shows it. */
export function nameOf(actorJson: string): string {
  return (JSON.parse(actorJson) as { readonly name: string }).name;
}

async function retryOf(
  session: Session,
  row: Pick<ScheduleTable, 'subjectId' | 'stepId' | 'status' | 'retryAt' | 'attempts' | 'reason'>,
): Promise<Waiting['retry']> {
  const at = new Date(row.retryAt).toISOString();
  // What is planned has a reason only where its source was asked in vain (askLater).
  if (row.attempts === 0 || (row.status === 'planned' && row.reason !== null))
    return { at, attempts: null, reason: row.reason };
  const failed = await session.db
    .selectFrom('actions')
    .select('reason')
    .where('subjectId', '=', row.subjectId)
    .where('stepId', '=', row.stepId)
    .where('status', '=', 'failed')
    .orderBy('id', 'desc')
    .executeTakeFirst();
  return { at, attempts: row.attempts, reason: failed?.reason ?? null };
}
