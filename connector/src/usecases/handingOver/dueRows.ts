import type { Actor } from '../../domain/actor.ts';
import type { Session } from '../../store/store.ts';
import type { ScheduleTable } from '../../store/tables.ts';
import { visibleTo } from '../../store/visibleCustomers.ts';
import { dueByThemselves, dueToDo } from '../../store/workload.ts';
import type { Moment } from '../moment.ts';

/** How many automatic actions are due to go out now, in one plan or in all; of those, `toClaim` are SMS and letters. */
export async function countRemaining(
  session: Session,
  actor: Actor,
  moment: Moment,
  planId?: string,
): Promise<{ remaining: number; toClaim: number }> {
  if (!moment.isSendTime) return { remaining: 0, toClaim: 0 };
  const { all, toClaim } = await count(session, actor, moment, planId, 'planned');
  return { remaining: all, toClaim };
}

/** How many actions wait for a person. */
export async function countToDo(session: Session, actor: Actor, moment: Moment, planId?: string): Promise<number> {
  return (await count(session, actor, moment, planId, 'todo')).all;
}

/** The first `limit` that wait for a person, oldest first. */
export function firstToDo(
  session: Session,
  actor: Actor,
  moment: Moment,
  planId: string | undefined,
  limit: number,
): Promise<ScheduleTable[]> {
  return rowsDue(session, actor, moment, planId, 'todo')
    .selectAll('schedule')
    .orderBy('dueOn')
    .orderBy('actionId')
    .limit(limit)
    .execute();
}

type Status = 'todo' | 'planned';

async function count(
  session: Session,
  actor: Actor,
  moment: Moment,
  planId: string | undefined,
  status: Status,
): Promise<{ all: number; toClaim: number }> {
  const rows = await rowsDue(session, actor, moment, planId, status)
    .select((select) => ['channel', select.fn.countAll<number>().as('rows')])
    .groupBy('channel')
    .execute();
  const sum = (some: typeof rows) => some.reduce((total, each) => total + Number(each.rows), 0);
  return { all: sum(rows), toClaim: sum(rows.filter(({ channel }) => channel !== 'email')) };
}

function rowsDue(session: Session, actor: Actor, moment: Moment, planId: string | undefined, status: Status) {
  const due = status === 'planned' ? dueByThemselves : dueToDo;
  const query = due(session, moment.today).$call(visibleTo(actor, 'customerId'));
  return planId === undefined ? query : query.where('planId', '=', planId);
}
