import type { Actor } from '../domain/actor.ts';
import type { Session } from '../store/store.ts';
import type { ScheduleTable } from '../store/tables.ts';
import { composeStep, decideDue, type DueAction, loadUsers, type Users } from './decideDue.ts';
import type { Deps } from './deps.ts';
import { handOver, type Outgoing } from './handOver.ts';
import { settleLapsed } from './lapse.ts';
import { currentMoment, type Moment } from './moment.ts';
import { scheduleRow } from './planSubject.ts';
import { recordOutcomes } from './recordOutcome.ts';
import { writeRows } from './replan.ts';

export interface RunInput {
  readonly limit?: number;
  readonly planId?: string;
}

export interface RunResult {
  executed: number;
  toDo: number;
  cancelled: number;
  failed: number;
  uncertain: number;
  remaining: number;
  /** Ids of the first 50 actions that the run brought to an end. */
  actionIds: string[];
}

const BATCH = 500;
/** SND-3: at most 20 messages of one process are between handing over and recording. */
const HANDING_OVER = 20;
const LEASE_MS = 10 * 60_000;
const SHOWN = 50;

/**
 * Sends all that is due now, or the first `limit` of it; answers when done. Only automatic e-mails, only on business days from the send
 * time on (DAT-3, DAT-4); runs at the same time share the work. Stops early when the mail server is away: the rest stays due.
 */
export async function runCadence(deps: Deps, actor: Actor, input: RunInput): Promise<RunResult> {
  await settleLapsed(deps, actor);
  const result: RunResult = {
    executed: 0,
    toDo: 0,
    cancelled: 0,
    failed: 0,
    uncertain: 0,
    remaining: 0,
    actionIds: [],
  };
  const users = await loadUsers(deps.store.session);
  for (let serverDown = false; !serverDown && !deps.stopping.aborted;) {
    const left = (input.limit ?? Infinity) - result.executed - result.failed - result.uncertain;
    if (left <= 0) break;
    const batch = await leaseBatch(deps, actor, input, Math.min(BATCH, left));
    if (batch === null) break;
    serverDown = await sendBatch(deps, actor, batch, users, result);
  }
  const counts = await countDue(deps.store.session, await currentMoment(deps.store.session, deps.clock), input);
  return { ...result, ...counts };
}

interface Batch {
  readonly moment: Moment;
  readonly due: DueAction[];
}

/** Takes rows that have come due under a lease, decides about them, and writes those that are not to be sent; null when none is left. */
async function leaseBatch(deps: Deps, actor: Actor, { planId }: RunInput, size: number): Promise<Batch | null> {
  return deps.store.transaction(async (session) => {
    const moment = await currentMoment(session, deps.clock);
    const rows = await leaseRows(session, deps, moment, planId, size);
    if (rows.length === 0) return null;
    const { due, others } = await decideDue(session, deps, moment, rows, (row) => isSendable(row, moment));
    await writeRows(session, deps, moment, actor, others);
    await dropOrphans(session, rows, due, others);
    return { moment, due };
  });
}

/** A lease on a row whose subject is in no plan any more protects nothing. */
async function dropOrphans(
  session: Session,
  rows: readonly { subjectId: string }[],
  due: Batch['due'],
  others: readonly { subject: { id: string } }[],
) {
  const known = new Set([...due, ...others].map(({ subject }) => subject.id));
  const orphans = rows.filter(({ subjectId }) => !known.has(subjectId)).map(({ subjectId }) => subjectId);
  if (orphans.length > 0) await session.db.deleteFrom('schedule').where(session.oneOf('subjectId', orphans)).execute();
}

function isSendable(row: ScheduleTable, moment: Moment): boolean {
  return (
    moment.isSendTime &&
    row.status === 'planned' &&
    row.mode === 'automatic' &&
    row.channel === 'email' &&
    row.dueOn! <= moment.today
  );
}

/** Served by the index on `next_on`: cost follows what is due. */
async function leaseRows(session: Session, deps: Deps, moment: Moment, planId: string | undefined, size: number) {
  const wall = deps.clock.wall();
  let ids = session.db
    .selectFrom('schedule')
    .select('subjectId')
    .where('nextOn', '<=', moment.today)
    .where('leaseUntil', '<=', wall)
    .where('retryAt', '<=', wall)
    .orderBy('nextOn')
    .limit(size);
  if (planId !== undefined) ids = ids.where('planId', '=', planId);
  ids = moment.isSendTime
    ? ids.where((where) =>
        where.or([
          where('plannedOn', '<', moment.today),
          where.and({ status: 'planned', mode: 'automatic', channel: 'email' }),
        ]),
      )
    : ids.where('plannedOn', '<', moment.today);
  if (session.dialect.name === 'postgres') ids = ids.forUpdate().skipLocked();
  return session.db
    .updateTable('schedule')
    .set({ leaseToken: deps.newId('lse'), leaseUntil: wall + LEASE_MS })
    .where('subjectId', 'in', ids)
    .returning(['subjectId', 'customerId'])
    .execute();
}

/** Composes and sends a leased batch in small portions; true when the server is away. */
async function sendBatch(
  deps: Deps,
  actor: Actor,
  { moment, due }: Batch,
  users: Users,
  result: RunResult,
): Promise<boolean> {
  let sent = 0;
  try {
    while (sent < due.length && !deps.stopping.aborted) {
      const portion = due.slice(sent, sent + HANDING_OVER);
      const serverDown = await deps.handingOver.run(() => sendPortion(deps, actor, moment, portion, users, result));
      sent += portion.length;
      if (serverDown) return true;
    }
    return false;
  } finally {
    await release(deps, due.slice(sent));
  }
}

async function sendPortion(
  deps: Deps,
  actor: Actor,
  moment: Moment,
  portion: readonly DueAction[],
  users: Users,
  result: RunResult,
): Promise<boolean> {
  const outgoing: Outgoing[] = [];
  const stuck: { due: DueAction; problem: string }[] = [];
  for (const due of portion) {
    const composed = await composeStep(deps, moment, due, users);
    if ('problem' in composed) stuck.push({ due, problem: composed.problem });
    else outgoing.push({ ...due, composed });
  }
  const going = await deps.store.transaction(async (session) => {
    if (stuck.length > 0) await writeStuck(session, deps, moment, actor, stuck);
    const now = await currentMoment(session, deps.clock);
    // A run that goes on past midnight, or over a changed calendar, decides again.
    if (now.today !== moment.today || !now.isSendTime) return [];
    return handOver(session, deps, now, actor, outgoing);
  });
  if (going.length < outgoing.length)
    await release(
      deps,
      outgoing.filter((due) => !going.includes(due)),
    );
  if (going.length === 0) return false;
  const outcomes = await Promise.all(
    going.map(async (each) => ({ outgoing: each, delivery: await deps.mailer.send(each.composed.message) })),
  );
  await deps.store.transaction((session) => recordOutcomes(session, deps, moment, actor, outcomes));
  for (const { outgoing: each, delivery } of outcomes) {
    if (delivery.kind === 'accepted') result.executed++;
    else if (delivery.kind === 'refused') result.failed++;
    else result.uncertain++;
    if (result.actionIds.length < SHOWN) result.actionIds.push(each.row.actionId!);
  }
  return outcomes.some(({ delivery }) => delivery.kind === 'refused' && delivery.serverDown);
}

/** MAN-2: what cannot be composed waits for a person and says why. */
async function writeStuck(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  stuck: readonly { due: DueAction; problem: string }[],
): Promise<void> {
  const planned = stuck.map(({ due: { subject, next }, problem }) => {
    const ahead = { kind: 'action' as const, next, reference: subject.reference!, toDo: false };
    return { subject, row: scheduleRow(subject, ahead, moment, () => deps.newId('act'), problem) };
  });
  const ids = planned.map(({ subject }) => subject.id);
  const rows = await session.db
    .selectFrom('schedule')
    .select(['subjectId', 'revision'])
    .where(session.oneOf('subjectId', ids))
    .execute();
  const revisions = new Map(rows.map((row) => [row.subjectId, row.revision]));
  await writeRows(
    session,
    deps,
    moment,
    actor,
    planned.filter(({ subject }) => revisions.get(subject.id) === subject.row?.revision),
  );
}

async function release(deps: Deps, due: readonly DueAction[]): Promise<void> {
  if (due.length === 0) return;
  const tokens = due.flatMap(({ subject }) => subject.row?.leaseToken ?? []);
  const { session } = deps.store;
  await session.db
    .updateTable('schedule')
    .set({ leaseToken: null, leaseUntil: 0 })
    .where(
      session.oneOf(
        'subjectId',
        due.map(({ subject }) => subject.id),
      ),
    )
    .where(session.oneOf('leaseToken', tokens))
    .execute();
}

/** What waits for a person, and what is still due to go out by itself. */
async function countDue(
  session: Session,
  moment: Moment,
  { planId }: RunInput,
): Promise<{ toDo: number; remaining: number }> {
  const count = async (status: 'todo' | 'planned') => {
    let query = session.db
      .selectFrom('schedule')
      .select((select) => select.fn.countAll<number>().as('rows'))
      .where('status', '=', status)
      .where('dueOn', '<=', moment.today);
    query = status === 'todo' ? query : query.where('nextOn', '<=', moment.today).where('mode', '=', 'automatic');
    if (planId !== undefined) query = query.where('planId', '=', planId);
    return Number((await query.executeTakeFirstOrThrow()).rows);
  };
  return { toDo: await count('todo'), remaining: moment.isSendTime ? await count('planned') : 0 };
}
