import type { Actor } from '../../domain/actor.ts';
import type { Session } from '../../store/store.ts';
import type { ScheduleTable } from '../../store/tables.ts';
import { loadUsers } from '../../store/users.ts';
import { visibleTo } from '../../store/visibleCustomers.ts';
import { decideDue } from '../handingOver/decideDue.ts';
import { countRemaining, countToDo, firstToDo } from '../handingOver/dueRows.ts';
import type { Deps } from '../deps.ts';
import type { Follow } from '../operating/followRun.ts';
import { settleLapsed } from '../handingOver/lapse.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { writeRows } from '../schedule/replan.ts';
import { type Batch, type RunResult, sendBatch, SHOWN } from './sendBatch.ts';

export type { RunResult } from './sendBatch.ts';

export interface RunInput {
  readonly limit?: number;
  readonly planId?: string;
}

const BATCH = 500;
const LEASE_MS = 10 * 60_000;

/**
 * Sends all that is due now, or the first `limit` of it; answers when done. Only automatic e-mails, only on business days from the send
 * time on (DAT-3, DAT-4); runs at the same time share the work. Stops early when the mail server is away or a limit of messages
 * is reached: the rest stays due.
 * Whoever sees only their own customers runs those (CUS-5).
 */
export async function runCadence(deps: Deps, actor: Actor, input: RunInput, follow?: Follow): Promise<RunResult> {
  await settleLapsed(deps, actor);
  const result: RunResult = {
    executed: 0,
    toDo: 0,
    cancelled: 0,
    failed: 0,
    uncertain: 0,
    remaining: 0,
    toClaim: 0,
    actionIds: [],
    stopped: null,
    waiting: [],
  };
  follow?.(() => ({ sent: result.executed, failed: result.failed, uncertain: result.uncertain }));
  const users = await loadUsers(deps.store.session);
  while (result.stopped === null && !deps.stopping.aborted) {
    const left = (input.limit ?? Infinity) - result.executed - result.failed - result.uncertain;
    if (left <= 0) break;
    const token = deps.newId('lse');
    const batch = await deps.unwritten.orUndo(
      () => leaseBatch(deps, actor, input, Math.min(BATCH, left), token),
      () => endLease(deps, token),
    );
    if (batch === null) break;
    await sendBatch(deps, actor, batch, users, result);
  }
  const { session } = deps.store;
  const moment = await currentMoment(session, deps.clock);
  const toDo = await countToDo(session, actor, moment, input.planId);
  const room = toDo === 0 ? 0 : SHOWN - result.actionIds.length;
  const waiting = room === 0 ? [] : await firstToDo(session, actor, moment, input.planId, room);
  return { ...result, toDo, ...(await countRemaining(session, actor, moment, input.planId)), waiting };
}

/** Takes rows that have come due under a lease, decides about them, and writes those that are not to be sent; null when none is left. */
async function leaseBatch(
  deps: Deps,
  actor: Actor,
  { planId }: RunInput,
  size: number,
  token: string,
): Promise<Batch | null> {
  return deps.store.transaction(async (session) => {
    const moment = await currentMoment(session, deps.clock);
    const rows = await leaseRows(session, deps, actor, moment, planId, size, token);
    if (rows.length === 0) return null;
    const { due, others } = await decideDue(session, deps, moment, rows, (row) => isSendable(row, moment));
    await writeRows(session, deps, moment, actor, others);
    await dropOrphans(session, rows, due, others);
    return { moment, due };
  });
}

async function endLease({ store }: Deps, token: string): Promise<void> {
  const free = { leaseToken: null, leaseUntil: 0 };
  await store.session.db.updateTable('schedule').set(free).where('leaseToken', '=', token).execute();
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
async function leaseRows(
  session: Session,
  deps: Deps,
  actor: Actor,
  moment: Moment,
  planId: string | undefined,
  size: number,
  token: string,
) {
  const wall = deps.clock.wall();
  let ids = session.db
    .selectFrom('schedule')
    .select('subjectId')
    .$call(visibleTo(actor, 'customerId'))
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
    .set({ leaseToken: token, leaseUntil: wall + LEASE_MS })
    .where('subjectId', 'in', ids)
    .returning(['subjectId', 'customerId'])
    .execute();
}
