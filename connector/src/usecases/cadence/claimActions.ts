import { randomBytes } from 'node:crypto';
import type { Actor } from '../../domain/actor.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { ScheduleTable } from '../../store/tables.ts';
import { loadUsers } from '../../store/users.ts';
import { claimAdHoc } from '../adHoc/claimAdHoc.ts';
import { type ClaimInput, claimableRows, takeClaimableRows } from '../handingOver/claimableRows.ts';
import { composeStep } from '../schedule/composeStep.ts';
import { decideDue, type DueAction } from '../handingOver/decideDue.ts';
import type { Deps } from '../deps.ts';
import type { HandedOut } from '../handingOver/handedOut.ts';
import { writeSending } from '../handingOver/handOver.ts';
import { settleLapsed } from '../handingOver/lapse.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { recheckClaim, unaskedOf } from './recheckClaim.ts';
import { actionOf, replan, writeRows } from '../schedule/replan.ts';

const DEFAULT_LIMIT = 50;
const DEFAULT_LEASE_SECONDS = 15 * 60;

/**
 * Hands due actions out to whoever carries them out, under a lease; automatic ones only at sending times (DAT-4), those of visible
 * customers (CUS-5). Ad hoc ones, which somebody waits for, come first. Sources are asked again about the automatic ones (SND-1).
 */
export async function claimActions(
  deps: Deps,
  actor: Actor,
  input: ClaimInput,
): Promise<{ moment: Moment; actions: HandedOut[] }> {
  await settleLapsed(deps, actor);
  await settleDay(deps, actor);
  const limit = input.limit ?? DEFAULT_LIMIT;
  const asked = input.dryRun ? null : await recheckClaim(deps, actor, input, limit);
  return deps.store.transaction(async (session) => {
    const moment = await currentMoment(session, deps.clock);
    const leaseUntil = deps.clock.wall() + (input.leaseSeconds ?? DEFAULT_LEASE_SECONDS) * 1000;
    const adHoc = await claimAdHoc(session, deps, actor, moment, input, limit, newToken, leaseUntil);
    const ofPlans = await claimOfPlans(session, deps, actor, moment, input, limit - adHoc.length, leaseUntil, asked);
    const actions = [...adHoc, ...ofPlans];
    if (!input.dryRun) await appendEvents(session, deps.newId, moment.now, actor, actions.map(claimedEvent));
    return { moment, actions };
  });
}

function newToken(): string {
  return randomBytes(18).toString('base64url');
}

function claimedEvent({ action }: HandedOut): NewEvent {
  const { id, customerId, planId, stepName, referenceId, channel, leaseUntil } = action;
  const claimedUntil = new Date(leaseUntil!).toISOString();
  const data = { actionId: id, planId, stepName, referenceInvoiceId: referenceId, channel, claimedUntil };
  return { type: 'actionClaimed', customerId, data };
}

async function claimOfPlans(
  session: Session,
  deps: Deps,
  actor: Actor,
  moment: Moment,
  input: ClaimInput,
  limit: number,
  leaseUntil: number,
  asked: ReadonlySet<string> | null,
): Promise<HandedOut[]> {
  if (limit === 0) return [];
  const rows = await (input.dryRun
    ? claimableRows(session, deps, actor, moment, input, limit).execute()
    : takeClaimableRows(session, deps, actor, moment, input, limit));
  const users = await loadUsers(session);
  const { due, others } = await decideDue(session, deps, moment, rows, (row) => isClaimable(row, moment));
  const unasked = asked === null ? new Set<DueAction>() : await unaskedOf(session, due, asked);
  if (!input.dryRun) await writeRows(session, deps, moment, actor, [...others, ...unasked]);
  const handedOut: HandedOut[] = [];
  for (const each of due) {
    if (unasked.has(each)) continue;
    const composed = await composeStep(deps, moment, each, users);
    const problem = 'problem' in composed ? composed.problem : null;
    const { row, subject } = each;
    const reason = row.reason ?? (each.next.step.mode === 'automatic' ? problem : null);
    const claimToken = input.dryRun ? null : newToken();
    handedOut.push({
      action: {
        ...actionOf(row, moment, actor),
        status: 'claimed',
        mode: reason === null ? row.mode! : 'manual',
        reason,
        note: 'problem' in composed ? null : composed.note,
        claimToken,
        leaseUntil,
        executedOn: moment.today,
      },
      context: subject.context,
      reference: subject.reference!.row,
      plan: { id: subject.plan.id, name: subject.plan.name },
      claimToken,
      composed: 'problem' in composed ? null : composed,
    });
  }
  if (!input.dryRun) await writeClaims(session, deps, moment, actor, handedOut);
  return handedOut;
}

function isClaimable(row: ScheduleTable, moment: Moment): boolean {
  if (row.dueOn === null || row.dueOn > moment.today) return false;
  return row.status === 'todo' || (row.status === 'planned' && row.mode === 'automatic' && moment.isSendTime);
}

async function writeClaims(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  handedOut: readonly HandedOut[],
): Promise<void> {
  const composed = handedOut.flatMap(({ action, composed: message }) =>
    message ? [[action.id, message] as const] : [],
  );
  await writeSending(
    session,
    handedOut.map(({ action }) => action),
    composed,
  );
  await replan(
    session,
    deps,
    moment,
    actor,
    handedOut.map(({ action }) => action.customerId),
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
