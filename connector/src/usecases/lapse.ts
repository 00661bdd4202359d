import type { Actor } from '../domain/actor.ts';
import { appendEvents, type NewEvent } from '../store/events.ts';
import type { Session } from '../store/store.ts';
import { lockCustomers } from '../store/subjects.ts';
import type { ActionTable } from '../store/tables.ts';
import type { Deps } from './deps.ts';
import { currentMoment, type Moment } from './moment.ts';
import { recordContacts } from './recordOutcome.ts';
import { replan } from './replan.ts';

const LAPSED_CLAIM = 'The claim lapsed before anybody said what happened; it may have gone out';
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
  if (lapsed.length > 0)
    await endLeases(
      deps,
      actor,
      lapsed.map(({ id }) => id),
    );
}

/**
 * SQLite, at start-up: what the dead process was handing over becomes uncertain, and what it had taken is due again (CLK-2). Claims are
 * other people's and go on.
 */
export async function settleDeadProcess(deps: Deps, actor: Actor): Promise<void> {
  if (deps.store.session.dialect.name !== 'sqlite') return;
  const { db } = deps.store.session;
  await db
    .updateTable('schedule')
    .set({ leaseToken: null, leaseUntil: 0 })
    .where('leaseToken', 'is not', null)
    .execute();
  const sending = await db.selectFrom('actions').select('id').where('status', '=', 'sending').execute();
  if (sending.length > 0)
    await endLeases(
      deps,
      actor,
      sending.map(({ id }) => id),
    );
}

async function endLeases(deps: Deps, actor: Actor, ids: readonly string[]): Promise<void> {
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
        reason: row.status === 'claimed' ? LAPSED_CLAIM : LAPSED_SEND,
        executedOn: row.executedOn ?? moment.today,
      })),
    );
    await recordContactsOn(session, moment, uncertain);
    const events = uncertain.map((row): NewEvent => ({
      type: 'actionUncertain',
      customerId: row.customerId,
      data: { actionId: row.id, planId: row.planId, stepName: row.stepName },
    }));
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

/** Notes contacts on the day they were handed over, which may be days ago. */
async function recordContactsOn(session: Session, moment: Moment, actions: readonly ActionTable[]): Promise<void> {
  for (const [day, rows] of Map.groupBy(actions, (row) => row.executedOn ?? moment.today)) {
    const contacts = rows
      .filter(({ channel }) => channel !== 'task')
      .map((row) => ({ subjectId: row.subjectId, kind: row.subjectKind, customerId: row.customerId }));
    await recordContacts(session, day, contacts, false);
  }
}

/** A claimed action that nobody carried out stands again in the schedule as it stood, date included (MAN-1). */
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
  await session.db
    .deleteFrom('actions')
    .where(
      session.oneOf(
        'id',
        actions.map(({ id }) => id),
      ),
    )
    .execute();
  await session.update(
    'schedule',
    ['subjectId'],
    actions.map((row) => ({
      subjectId: row.subjectId,
      status: row.mode === 'manual' ? 'todo' : 'planned',
      actionId: row.id,
      stepId: row.stepId,
      referenceId: row.referenceId,
      dueOn: row.dueOn,
    })),
  );
}
