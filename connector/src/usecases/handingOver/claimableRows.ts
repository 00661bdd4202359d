import { sql } from 'kysely';
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
    .select(['schedule.subjectId', 'schedule.customerId', 'schedule.referenceId', 'schedule.status'])
    .$call(visibleTo(actor, 'schedule.customerId'))
    .where('schedule.status', 'in', statuses)
    .where('schedule.dueOn', '<=', moment.today)
    .where('schedule.leaseUntil', '<=', wall)
    .where('schedule.retryAt', '<=', wall)
    .orderBy('schedule.dueOn')
    .orderBy('schedule.subjectId')
    .limit(limit);
  if (input.planId !== undefined) query = query.where('schedule.planId', '=', input.planId);
  if (input.stepId !== undefined) query = query.where('schedule.stepId', '=', input.stepId);
  if (input.channel !== undefined) query = query.where('schedule.channel', '=', input.channel);
  return query;
}

/** PostgreSQL: locks the rows and their customers, but for those that others have in hand; a row that was changed just before is looked at again. */
export function unlessInHand(table: 'schedule' | 'actions') {
  return sql`for no key update of customers skip locked for update of ${sql.table(table)} skip locked`;
}

/**
 * The same, taken for the transaction: on PostgreSQL rows and customers that others have in hand are passed over. Waiting for customers with rows
 * in hand, while whoever changes them waits for the rows, would be a deadlock (lockCustomers).
 */
export function takeClaimableRows(...[session, ...rest]: Parameters<typeof claimableRows>) {
  const rows = claimableRows(session, ...rest);
  if (session.dialect.name !== 'postgres') return rows.execute();
  return rows
    .innerJoin('customers', 'customers.id', 'schedule.customerId')
    .modifyEnd(unlessInHand('schedule'))
    .execute();
}
