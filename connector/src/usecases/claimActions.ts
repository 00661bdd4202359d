import { randomBytes } from 'node:crypto';
import type { Actor } from '../domain/actor.ts';
import type { Channel } from '../domain/plan.ts';
import type { Session } from '../store/store.ts';
import type { ActionTable, ScheduleTable } from '../store/tables.ts';
import { loadUsers } from '../store/users.ts';
import { visibleTo } from '../store/visibleCustomers.ts';
import type { ComposedMessage } from './composeMessage.ts';
import { composeStep, decideDue, type DueAction } from './decideDue.ts';
import type { Deps } from './deps.ts';
import { writeSending } from './handOver.ts';
import { settleLapsed } from './lapse.ts';
import { currentMoment, type Moment } from './moment.ts';
import { actionOf, replan, writeRows } from './replan.ts';

export interface ClaimInput {
  readonly limit?: number;
  readonly planId?: string;
  readonly stepId?: string;
  readonly channel?: Channel;
  readonly leaseSeconds?: number;
  /** Answers the same without claiming anything. */
  readonly dryRun?: boolean;
}

/** A due action as it is handed out. */
export interface HandedOut {
  readonly due: DueAction;
  /** Null in a dry run. */
  readonly claimToken: string | null;
  readonly mode: 'automatic' | 'manual';
  /** Why an automatic step needs a person (MAN-2). */
  readonly reason: string | null;
  /** Null where there is nothing to render, or it does not render. */
  readonly composed: ComposedMessage | null;
}

const DEFAULT_LIMIT = 50;
const DEFAULT_LEASE_SECONDS = 15 * 60;

/** Hands due actions out to whoever carries them out, under a lease; automatic ones only at sending times (DAT-4), those of visible customers (CUS-5). */
export async function claimActions(
  deps: Deps,
  actor: Actor,
  input: ClaimInput,
): Promise<{ moment: Moment; actions: HandedOut[] }> {
  await settleLapsed(deps, actor);
  await settleDay(deps, actor);
  return deps.store.transaction(async (session) => {
    const moment = await currentMoment(session, deps.clock);
    const rows = await claimableRows(session, deps, actor, moment, input);
    const users = await loadUsers(session);
    const { due, others } = await decideDue(session, deps, moment, rows, (row) => isClaimable(row, moment));
    if (!input.dryRun) await writeRows(session, deps, moment, actor, others);
    const actions: HandedOut[] = [];
    for (const each of due) {
      const composed = await composeStep(deps, moment, each, users);
      const problem = 'problem' in composed ? composed.problem : null;
      const { row } = each;
      // Only e-mail needs an address and a rendered body to go out by itself; other channels find their own way.
      const reason = row.reason ?? (row.channel === 'email' && each.next.step.mode === 'automatic' ? problem : null);
      actions.push({
        due: each,
        claimToken: input.dryRun ? null : randomBytes(18).toString('base64url'),
        mode: reason === null ? row.mode! : 'manual',
        reason,
        composed: 'problem' in composed ? null : composed,
      });
    }
    if (!input.dryRun)
      await writeClaims(session, deps, moment, actor, actions, input.leaseSeconds ?? DEFAULT_LEASE_SECONDS);
    return { moment, actions };
  });
}

function isClaimable(row: ScheduleTable, moment: Moment): boolean {
  if (row.dueOn === null || row.dueOn > moment.today) return false;
  return row.status === 'todo' || (row.status === 'planned' && row.mode === 'automatic' && moment.isSendTime);
}

async function claimableRows(session: Session, deps: Deps, actor: Actor, moment: Moment, input: ClaimInput) {
  const wall = deps.clock.wall();
  const statuses = moment.isSendTime ? (['todo', 'planned'] as const) : (['todo'] as const);
  let query = session.db
    .selectFrom('schedule')
    .select(['subjectId', 'customerId'])
    .$call(visibleTo(actor, 'customerId'))
    .where('status', 'in', statuses)
    .where('dueOn', '<=', moment.today)
    .where('leaseUntil', '<=', wall)
    .where('retryAt', '<=', wall)
    .orderBy('dueOn')
    .orderBy('subjectId')
    .limit(input.limit ?? DEFAULT_LIMIT);
  if (input.planId !== undefined) query = query.where('planId', '=', input.planId);
  if (input.stepId !== undefined) query = query.where('stepId', '=', input.stepId);
  if (input.channel !== undefined) query = query.where('channel', '=', input.channel);
  if (session.dialect.name === 'postgres') query = query.forUpdate().skipLocked();
  return query.execute();
}

async function writeClaims(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  actions: readonly HandedOut[],
  leaseSeconds: number,
): Promise<void> {
  const leaseUntil = deps.clock.wall() + leaseSeconds * 1000;
  const rows = actions.map(({ due, claimToken, mode, reason }): ActionTable => ({
    ...actionOf(due.row, moment, actor),
    status: 'claimed',
    mode,
    reason,
    claimToken,
    leaseUntil,
    executedOn: moment.today,
  }));
  const composed = actions.flatMap(({ due, composed: message }) =>
    message ? [[due.row.actionId!, message] as const] : [],
  );
  await writeSending(session, rows, composed);
  await replan(
    session,
    deps,
    moment,
    actor,
    actions.map(({ due }) => due.row.customerId),
  );
}

const BATCH = 500;

/** Looks again at every row that time alone may have moved since it was planned; once a day and row. */
export async function settleDay(deps: Deps, actor: Actor): Promise<void> {
  for (;;) {
    const settled = await deps.store.transaction(async (session) => {
      const moment = await currentMoment(session, deps.clock);
      const rows = await session.db
        .selectFrom('schedule')
        .select(['subjectId', 'customerId'])
        .where('nextOn', '<=', moment.today)
        .where('plannedOn', '<', moment.today)
        .where('leaseUntil', '<=', deps.clock.wall())
        .limit(BATCH)
        .execute();
      await replan(
        session,
        deps,
        moment,
        actor,
        rows.map(({ customerId }) => customerId),
      );
      return rows.length;
    });
    if (settled < BATCH) return;
  }
}
