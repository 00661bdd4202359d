import type { Actor } from '../../domain/actor.ts';
import { toIsoDate } from '../../domain/day.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Outlook } from '../../domain/subject.ts';
import { actorJson, appendEvents, type NewEvent } from '../../store/events.ts';
import type { Change, Session } from '../../store/store.ts';
import { type CustomerContext, loadCustomerContexts, loadDoneSteps, lockCustomers } from '../../store/subjects.ts';
import type { ActionTable, ScheduleTable } from '../../store/tables.ts';
import { loadUsers } from '../../store/users.ts';
import type { Deps } from '../deps.ts';
import type { Moment } from '../moment.ts';
import { composeStep, documentsFor } from './composeStep.ts';
import { hasExpired, needsPerson, outlookOf, scheduleRow, type Subject, subjectsOf } from './planSubject.ts';

export interface Planned {
  readonly subject: Subject;
  readonly row: ScheduleTable;
  /** The row as it stands in the database, where that is not `subject.row`. */
  readonly stored?: ScheduleTable;
}

/** The new schedule rows of all subjects of the given customers; pure reading. */
export async function planCustomers(
  session: Session,
  deps: Deps,
  moment: Moment,
  contexts: ReadonlyMap<string, CustomerContext>,
): Promise<{ subjects: Subject[]; plans: Map<string, Plan>; done: Map<string, string[]> }> {
  const planIds = new Set<string>();
  for (const { customer, openInvoices } of contexts.values()) {
    if (customer.planId !== null) planIds.add(customer.planId);
    for (const { row } of openInvoices) if (row.planId !== null) planIds.add(row.planId);
  }
  const plans = planIds.size === 0 ? new Map<string, Plan>() : await deps.plans.current(session, planIds, true);
  const subjects = [...contexts.values()].flatMap((context) => subjectsOf(context, plans));
  const references = subjects.flatMap(({ reference }) => (reference === null ? [] : [reference.id]));
  return { subjects, plans, done: await loadDoneSteps(session, references) };
}

const BOOKKEEPING = new Set(['revision', 'plannedOn', 'leaseToken', 'leaseUntil']);

function saysTheSame(a: ScheduleTable, b: ScheduleTable): boolean {
  for (const key of Object.keys(b) as (keyof ScheduleTable)[])
    if (!BOOKKEEPING.has(key) && a[key] !== b[key]) return false;
  return true;
}

/**
 * Plans the given customers and their invoices anew, in the transaction of the change that made it necessary: rows come, change and go;
 * what expired is kept as expired; what became *To do* is told (MAN-1). `loaded` are customers that the transaction has locked, and loaded as
 * they are.
 */
export async function replan(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  customerIds: Iterable<string>,
  loaded: ReadonlyMap<string, CustomerContext> = new Map(),
): Promise<void> {
  const ids = new Set(customerIds);
  const others = [...ids].filter((id) => !loaded.has(id));
  await lockCustomers(session, others);
  const contexts = await loadCustomerContexts(session, others);
  for (const [id, context] of loaded) if (ids.has(id)) contexts.set(id, context);
  if (contexts.size === 0) return;
  const { subjects, done } = await planCustomers(session, deps, moment, contexts);
  const outlooks = subjects.map((subject) => ({ subject, ahead: outlookOf(subject, done, moment) }));
  const problems = await stillStuck(session, deps, moment, outlooks);
  const planned = outlooks.map(({ subject, ahead }): Planned => {
    const row = scheduleRow(subject, ahead, moment, () => deps.newId('act'), problems.get(subject.id));
    return { subject, row };
  });
  const kept = new Set(subjects.map(({ id }) => id));
  const gone = [...contexts.values()].flatMap(({ schedule }) =>
    [...schedule.values()].filter((row) => !kept.has(row.subjectId)),
  );
  if (gone.length > 0) {
    await session.db
      .deleteFrom('schedule')
      .where(
        session.oneOf(
          'subjectId',
          gone.map((row) => row.subjectId),
        ),
      )
      .execute();
  }
  await writeRows(session, deps, moment, actor, planned);
}

/**
 * MAN-2: why automatic steps that wait for a person still do not render, by subject. Only a message that renders shows that the cause has gone;
 * these are few.
 */
async function stillStuck(
  session: Session,
  deps: Deps,
  moment: Moment,
  outlooks: readonly { readonly subject: Subject; readonly ahead: Outlook }[],
): Promise<ReadonlyMap<string, string>> {
  const stuck = outlooks.flatMap(({ subject, ahead }) => {
    const { row, plan } = subject;
    if (row?.status !== 'todo' || row.reason === null || row.planId !== plan.id) return [];
    if (ahead.kind !== 'action' || ahead.next.step.mode === 'manual') return [];
    const { next, reference } = ahead;
    if (needsPerson(subject, next, moment) !== null) return [];
    return row.stepId === next.step.id && row.referenceId === reference.id ? [{ subject, next, row }] : [];
  });
  const problems = new Map<string, string>();
  if (stuck.length === 0) return problems;
  const users = await loadUsers(session);
  const documents = await documentsFor(
    session,
    moment,
    stuck.map(({ subject, next }) => ({ subject, step: next.step })),
  );
  for (const each of stuck) {
    const composed = await composeStep(deps, moment, { ...each, documents }, users);
    if ('problem' in composed) problems.set(each.subject.id, composed.problem);
  }
  return problems;
}

/** Writes planned rows and what follows from their change. */
export async function writeRows(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  planned: readonly Planned[],
): Promise<void> {
  const inserts: ScheduleTable[] = [];
  const updates: Change<'schedule'>[] = [];
  const expired: Planned[] = [];
  const events: NewEvent[] = [];
  // On PostgreSQL another process may have leased or written a row since it was read: there it is always written, and whole.
  const isShared = session.dialect.name === 'postgres';
  for (const entry of planned) {
    const { subject, row } = entry;
    const before = subject.row;
    if (before === null) inserts.push(row);
    // A leased row gets its new revision even if it says the same: the message behind it may not (SND-1).
    else if (isShared || before.leaseToken !== null || before.plannedOn !== row.plannedOn || !saysTheSame(before, row))
      updates.push({ before: entry.stored ?? before, after: row });
    if (before !== null && before.actionId !== row.actionId && hasExpired(subject, before, row, moment))
      expired.push(entry);
    if (row.status === 'todo' && (before?.status !== 'todo' || before.actionId !== row.actionId))
      events.push(toDoEvent(row));
  }
  await session.insert('schedule', inserts);
  if (isShared)
    await session.update(
      'schedule',
      ['subjectId'],
      updates.map(({ after }) => after),
    );
  else await session.updateChanged('schedule', 'subjectId', updates);
  if (expired.length > 0) {
    const rows = expired.map(({ subject }) => expiredAction(subject.row!, moment, actor));
    await session.insert('actions', rows);
    for (const row of rows)
      events.push({
        type: 'actionExpired',
        customerId: row.customerId,
        data: { actionId: row.id, stepName: row.stepName },
      });
  }
  if (events.length > 0) await appendEvents(session, deps.newId, moment.now, actor, events);
}

function toDoEvent(row: ScheduleTable): NewEvent {
  const { actionId, customerId, planId, stepName, referenceId, channel, dueOn, reason } = row;
  return {
    type: 'actionToDo',
    customerId,
    data: { actionId, planId, stepName, referenceInvoiceId: referenceId, channel, dueOn: toIsoDate(dueOn!), reason },
  };
}

function expiredAction(row: ScheduleTable, moment: Moment, actor: Actor): ActionTable {
  return {
    ...actionOf(row, moment, actor),
    status: 'expired',
    reason: 'Expired: the next step’s trigger date, or the due date, came first',
  };
}

/** The action that a schedule row announces, as a row of `actions`. */
export function actionOf(row: ScheduleTable, moment: Moment, actor: Actor): ActionTable {
  return {
    id: row.actionId!,
    status: 'sending',
    subjectId: row.subjectId,
    subjectKind: row.subjectKind,
    customerId: row.customerId,
    planId: row.planId,
    planVersion: row.planVersion,
    stepId: row.stepId,
    stepName: row.stepName,
    stepPosition: row.stepPosition,
    referenceId: row.referenceId,
    channel: row.channel!,
    mode: row.mode!,
    responsible: row.responsible,
    dueOn: row.dueOn!,
    executedAt: null,
    executedOn: null,
    reason: null,
    note: null,
    claimToken: null,
    leaseUntil: null,
    heldBy: null,
    actorJson: actorJson(actor),
    createdAt: moment.now,
  };
}
