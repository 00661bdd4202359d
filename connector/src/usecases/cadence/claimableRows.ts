import type { Actor } from '../../domain/actor.ts';
import type { Channel } from '../../domain/plan.ts';
import type { Session } from '../../store/store.ts';
import { visibleTo } from '../../store/visibleCustomers.ts';
import type { Deps } from '../deps.ts';
import type { Moment } from '../moment.ts';

export interface ClaimInput {
  readonly limit?: number;
  readonly planId?: string;
  readonly stepId?: string;
  readonly channel?: Channel;
  readonly leaseSeconds?: number;
  /** Answers the same without claiming anything. */
  readonly dryRun?: boolean;
}

/** Rows that a claim may hand out now, longest due first: what waits for a person, and at sending times what goes out by itself (DAT-4). */
export function claimableRows(
  session: Session,
  deps: Deps,
  actor: Actor,
  moment: Moment,
  input: ClaimInput,
  limit: number,
) {
  const wall = deps.clock.wall();
  const statuses = moment.isSendTime ? (['todo', 'planned'] as const) : (['todo'] as const);
  let query = session.db
    .selectFrom('schedule')
    .select(['subjectId', 'customerId', 'referenceId', 'status'])
    .$call(visibleTo(actor, 'customerId'))
    .where('status', 'in', statuses)
    .where('dueOn', '<=', moment.today)
    .where('leaseUntil', '<=', wall)
    .where('retryAt', '<=', wall)
    .orderBy('dueOn')
    .orderBy('subjectId')
    .limit(limit);
  if (input.planId !== undefined) query = query.where('planId', '=', input.planId);
  if (input.stepId !== undefined) query = query.where('stepId', '=', input.stepId);
  if (input.channel !== undefined) query = query.where('channel', '=', input.channel);
  return query;
}
