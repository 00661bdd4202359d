import type { Actor } from '../../domain/actor.ts';
import type { Day } from '../../domain/day.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import { releaseRequests } from '../../store/requests.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { ActionTable } from '../../store/tables.ts';
import { isAdHoc } from '../../domain/adHoc.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { type ContactedSubject, contactsOf, recordContacts } from './recordOutcome.ts';
import { replan } from '../schedule/replan.ts';

const LAPSED = 'The claim lapsed before anybody said what happened';
const LAPSED_CLAIM = `${LAPSED}; it may have gone out`;
const LAPSED_SEND =
  'The connector stopped between handing the message over and recording the answer; it may have gone out';

/**
 * Ends leases that have lapsed by the wall clock (CLK-2). An automatic claim and a handing-over become uncertain, a manual claim goes back
 * to *To do* (CLM-1).
 */
export async function settleLapsed(deps: Deps, actor: Actor): Promise<void> {
  const lapsed = await deps.store.session.db
    .selectFrom('actions')
    .select('id')
    .where('status', 'in', ['claimed', 'sending'])
    .where('leaseUntil', '<=', deps.clock.wall())
    .limit(1000)
    .execute();
  await endLeases(deps, actor, lapsed);
}

/**
 * SQLite, at start-up: what the dead process was handing over becomes uncertain, what it had taken is due again, and requests that it had
 * under way may be sent again (CLK-2). Claims are other people's and go on.
 */
export async function settleDeadProcess(deps: Deps, actor: Actor): Promise<void> {
  if (deps.store.session.dialect.name !== 'sqlite') return;
  const { db } = deps.store.session;
  await db
    .updateTable('schedule')
    .set({ leaseToken: null, leaseUntil: 0 })
    .where('leaseToken', 'is not', null)
    .execute();
  await releaseRequests(deps.store.session);
  await settleSending(deps, actor);
}

/** What a process that died was handing over becomes uncertain (SND-3); that of all processes, if none is named. */
export async function settleSending(deps: Deps, actor: Actor, process?: string): Promise<void> {
  let sending = deps.store.session.db.selectFrom('actions').select('id').where('status', '=', 'sending');
  if (process !== undefined) sending = sending.where('heldBy', '=', process);
  await endLeases(deps, actor, await sending.execute());
}

async function endLeases(deps: Deps, actor: Actor, actions: readonly Pick<ActionTable, 'id'>[]): Promise<void> {
  if (actions.length === 0) return;
  const ids = actions.map(({ id }) => id);
  await deps.store.transaction(async (session) => {
    const moment = await currentMoment(session, deps.clock);
    const open = session.db
      .selectFrom('actions')
      .where('status', 'in', ['claimed', 'sending'])
      .where(session.oneOf('id', ids));
    const customers = await open.select('customerId').execute();
    await lockCustomers(
      session,
      customers.map(({ customerId }) => customerId),
    );
    // Read when nobody else can end them any more: somebody may have said what happened just now.
    const rows = await open.selectAll().execute();
    const given = rows.filter((row) => row.status === 'claimed' && row.mode === 'manual');
    const uncertain = rows.filter((row) => !given.includes(row));
    await giveBack(session, given);
    await session.update(
      'actions',
      ['id'],
      uncertain.map((row) => ({
        id: row.id,
        status: 'uncertain',
        leaseUntil: null,
        claimToken: null,
        reason: uncertainty(row),
        executedOn: row.executedOn ?? moment.today,
      })),
    );
    await recordContactsOn(session, moment, uncertain);
    const events = [
      ...uncertain.map((row) => lapsedEvent('actionUncertain', row, uncertainty(row))),
      ...given.map((row) => lapsedEvent('actionReleased', row, LAPSED)),
    ];
    await appendEvents(session, deps.newId, moment.now, actor, events);
    await replan(
      session,
      deps,
      moment,
      actor,
      rows.map((row) => row.customerId),
    );
  });
}

function uncertainty({ status }: ActionTable): string {
  return status === 'claimed' ? LAPSED_CLAIM : LAPSED_SEND;
}

function lapsedEvent(type: 'actionUncertain' | 'actionReleased', row: ActionTable, reason: string): NewEvent {
  const { id, planId, stepName, referenceId, channel, customerId } = row;
  const data = { actionId: id, planId, stepName, referenceInvoiceId: referenceId, channel, reason };
  return { type, customerId, data };
}

/** Notes contacts on the day they were handed over, which may be days ago. */
async function recordContactsOn(session: Session, moment: Moment, actions: readonly ActionTable[]): Promise<void> {
  for (const [day, rows] of Map.groupBy(actions, (row) => row.executedOn ?? moment.today)) {
    const contacts = rows.filter(({ channel }) => channel !== 'task').flatMap(contactsOf);
    const later = await contactedSince(session, day, contacts);
    await recordContacts(
      session,
      day,
      contacts.filter(({ subjectId }) => !later.has(subjectId)),
      false,
    );
  }
}

/** Who of them was contacted on a later day, by an ad hoc message perhaps. */
async function contactedSince(
  session: Session,
  day: Day,
  contacts: readonly ContactedSubject[],
): Promise<ReadonlySet<string>> {
  const ids = contacts.map(({ subjectId }) => subjectId);
  const since = (table: 'customers' | 'invoices') =>
    session.db
      .selectFrom(table as 'customers')
      .select('id')
      .where(session.oneOf('id', ids))
      .where('lastContactOn', '>', day)
      .execute();
  return new Set([...(await since('customers')), ...(await since('invoices'))].map(({ id }) => id));
}

/** A claimed action that nobody carried out stands again as it stood, date included (MAN-1): of a plan in the schedule, ad hoc *To do*. */
export async function giveBack(session: Session, actions: readonly ActionTable[]): Promise<void> {
  if (actions.length === 0) return;
  await session.db
    .deleteFrom('messages')
    .where(
      session.oneOf(
        'actionId',
        actions.map(({ id }) => id),
      ),
    )
    .execute();
  const ofPlans = actions.filter((action) => !isAdHoc(action));
  await session.update(
    'actions',
    ['id'],
    actions.filter(isAdHoc).map(({ id }) => ({ id, status: 'todo', claimToken: null, leaseUntil: null })),
  );
  await session.db
    .deleteFrom('actions')
    .where(
      session.oneOf(
        'id',
        ofPlans.map(({ id }) => id),
      ),
    )
    .execute();
  await session.update(
    'schedule',
    ['subjectId'],
    ofPlans.map((row) => ({
      subjectId: row.subjectId,
      status: row.mode === 'manual' ? 'todo' : 'planned',
      actionId: row.id,
      referenceId: row.referenceId,
      // Whole, since what has expired meanwhile is listed as the row says it.
      stepId: row.stepId,
      stepName: row.stepName,
      stepPosition: row.stepPosition,
      channel: row.channel,
      mode: row.mode,
      responsible: row.responsible,
      dueOn: row.dueOn,
    })),
  );
}
