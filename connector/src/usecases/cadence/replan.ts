import type { Actor } from '../../domain/actor.ts';
import { toIsoDate } from '../../domain/day.ts';
import type { Plan } from '../../domain/plan.ts';
import { actorJson, appendEvents, type NewEvent } from '../../store/events.ts';
import type { Change, Session } from '../../store/store.ts';
import { type CustomerContext, loadCustomerContexts, loadDoneSteps, lockCustomers } from '../../store/subjects.ts';
import type { ActionTable, ScheduleTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import type { Moment } from '../moment.ts';
import { hasExpired, outlookOf, scheduleRow, type Subject, subjectsOf } from './planSubject.ts';

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
  const planned = subjects.map((subject): Planned => {
    const ahead = outlookOf(subject, done, moment);
    return { subject, row: scheduleRow(subject, ahead, moment, () => deps.newId('act')) };
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
