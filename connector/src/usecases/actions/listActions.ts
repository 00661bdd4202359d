import { type SelectQueryBuilder, sql } from 'kysely';
import type { Actor } from '../../domain/actor.ts';
import type { Day } from '../../domain/day.ts';
import type { Channel } from '../../domain/plan.ts';
import type { Session } from '../../store/store.ts';
import type { Tables } from '../../store/tables.ts';
import { visibleTo } from '../../store/visibleCustomers.ts';
import { foreignCursor, wholeNumber } from '../lists/cursorNumber.ts';
import { type ListedAction, type ListedStatus, scheduledAction, type StoredAction, toListed } from './readActions.ts';
import { isResponsible, type Responsible } from './responsible.ts';

/** What a list of actions is narrowed to; days are inclusive. */
export interface ActionFilter {
  /** CUS-5: whoever reads the list. */
  readonly actor: Actor;
  readonly status?: ListedStatus;
  readonly customerId?: string;
  readonly invoiceId?: string;
  readonly planId?: string;
  readonly channel?: Channel;
  readonly responsible?: Responsible;
  readonly dueFrom?: Day;
  readonly dueTo?: Day;
  /** By the organisation's days; narrows to what was executed, ignored or handed over. */
  readonly executedFrom?: Day;
  readonly executedTo?: Day;
}

/** Where a page begins: in lists by due day after `[day, id]`, in others after an id of `actions` or of `schedule`. */
export type ActionCursor = readonly [string, string];

export interface ActionPage {
  readonly data: ListedAction[];
  readonly next: ActionCursor | null;
}

/** In lists by due day: what holds until the year 29,000. */
const DIGITS_OF_DAYS = 7;

interface Place {
  readonly day: Day;
  readonly id: string;
}

/**
 * A page of actions. *To do* and *planned* come by due day, then id, wherever they stand, and keep their place when they are claimed; other
 * lists by id, with what has happened before what is planned. Served by the indexes on status and on due days.
 */
export async function listActions(
  session: Session,
  filter: ActionFilter,
  today: Day,
  cursor: ActionCursor | null,
  limit: number,
): Promise<ActionPage> {
  const isByDay = filter.status === 'todo' || filter.status === 'planned';
  const place = isByDay && cursor ? { day: wholeNumber(cursor[0], DIGITS_OF_DAYS), id: cursor[1] } : null;
  if (cursor && !isByDay && cursor[0] !== 'actions' && cursor[0] !== 'schedule') throw foreignCursor();
  return isByDay ? byDay(session, filter, today, place, limit) : byId(session, filter, today, cursor, limit);
}

async function byDay(
  session: Session,
  filter: ActionFilter,
  today: Day,
  after: Place | null,
  limit: number,
): Promise<ActionPage> {
  let ended = actionsQuery(session, filter, today).orderBy('actions.dueOn').orderBy('actions.id');
  let scheduled = scheduleQuery(session, filter, today).orderBy('dueOn').orderBy('actionId');
  if (after) {
    ended = ended.where('dueOn', '>=', after.day).where(isBehind(after, 'actions.id'));
    scheduled = scheduled.where('dueOn', '>=', after.day).where(isBehind(after, 'schedule.actionId'));
  }
  const rows: StoredAction[] = await ended.limit(limit + 1).execute();
  if (!wasExecuted(filter))
    rows.push(...(await scheduled.limit(limit + 1).execute()).map((row) => scheduledAction(row, today)));
  rows.sort((a, b) => a.dueOn - b.dueOn || (a.id < b.id ? -1 : 1));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: await toListed(session, shown, today),
    next: rows.length > limit && last ? [String(last.dueOn), last.id] : null,
  };
}

function isBehind({ day, id }: Place, idColumn: string) {
  return sql<boolean>`(due_on > ${day} or ${sql.ref(idColumn)} > ${id})`;
}

async function byId(
  session: Session,
  filter: ActionFilter,
  today: Day,
  cursor: ActionCursor | null,
  limit: number,
): Promise<ActionPage> {
  const rows: StoredAction[] = [];
  if (cursor?.[0] !== 'schedule') {
    const query = actionsQuery(session, filter, today).where('actions.id', '>', cursor?.[1] ?? '');
    rows.push(
      ...(await query
        .orderBy('actions.id')
        .limit(limit + 1)
        .execute()),
    );
  }
  if (rows.length > limit)
    return { data: await toListed(session, rows.slice(0, limit), today), next: ['actions', rows[limit - 1]!.id] };
  if (filter.status !== undefined || wasExecuted(filter))
    return { data: await toListed(session, rows, today), next: null };
  const room = limit - rows.length;
  const after = cursor?.[0] === 'schedule' ? cursor[1] : '';
  const scheduled = await scheduleQuery(session, filter, today)
    .where('actionId', '>', after)
    .orderBy('actionId')
    .limit(room + 1)
    .execute();
  rows.push(...scheduled.slice(0, room).map((row) => scheduledAction(row, today)));
  const next = scheduled.length > room ? (['schedule', scheduled[room - 1]?.actionId ?? after] as const) : null;
  return { data: await toListed(session, rows, today), next };
}

function wasExecuted({ executedFrom, executedTo }: ActionFilter): boolean {
  return executedFrom !== undefined || executedTo !== undefined;
}

/** What has been handed out, done or dropped, and ad hoc actions. */
function actionsQuery(session: Session, filter: ActionFilter, today: Day) {
  const { status, executedFrom, executedTo, responsible } = filter;
  let query = narrow(session.db.selectFrom('actions').selectAll('actions'), filter);
  if (status === 'todo') {
    // A claimed action is To do, or planned, until its outcome is known; an uncertain one is shown under To do (SND-2).
    query = query.where(({ or, and, eb }) =>
      or([
        eb('status', '=', 'uncertain'),
        and([eb('status', '=', 'claimed'), eb('mode', '=', 'manual')]),
        and([eb('status', '=', 'todo'), eb('dueOn', '<=', today)]),
      ]),
    );
  } else if (status === 'planned') {
    query = query.where(({ or, and, eb }) =>
      or([
        eb('status', '=', 'sending'),
        and([eb('status', '=', 'claimed'), eb('mode', '=', 'automatic')]),
        and([eb('status', '=', 'todo'), eb('dueOn', '>', today)]),
      ]),
    );
  } else if (status !== undefined) query = query.where('status', '=', status);
  if (wasExecuted(filter)) query = query.where('executedAt', 'is not', null);
  if (executedFrom !== undefined) query = query.where('executedOn', '>=', executedFrom);
  if (executedTo !== undefined) query = query.where('executedOn', '<=', executedTo);
  return responsible ? query.where(isResponsible(session, responsible, 'actions')) : query;
}

/** What is planned or waits for a person by a plan. */
function scheduleQuery(session: Session, filter: ActionFilter, today: Day) {
  let query = narrow(session.db.selectFrom('schedule').selectAll('schedule'), filter)
    // Rows with a day are those with an action, and in the index on due days.
    .where('dueOn', 'is not', null)
    // What is being handed over stands in both tables until its outcome is known.
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('actions').select('actions.id').whereRef('actions.id', '=', 'schedule.actionId'))),
    );
  // MAN-1: a manual action is To do from its day on, whether or not anything has looked at it since.
  if (filter.status === 'todo') query = query.where('mode', '=', 'manual').where('dueOn', '<=', today);
  if (filter.status === 'planned')
    query = query.where(({ or, eb }) => or([eb('mode', '=', 'automatic'), eb('dueOn', '>', today)]));
  return filter.responsible ? query.where(isResponsible(session, filter.responsible, 'schedule')) : query;
}

/** What both tables are narrowed by alike. */
function narrow<T extends 'actions' | 'schedule', O>(
  query: SelectQueryBuilder<Tables, T, O>,
  { actor, customerId, invoiceId, planId, channel, dueFrom, dueTo }: ActionFilter,
): SelectQueryBuilder<Tables, T, O> {
  let narrowed = (query as unknown as SelectQueryBuilder<Tables, 'actions', O>).$call(visibleTo(actor, 'customerId'));
  if (customerId !== undefined) narrowed = narrowed.where('customerId', '=', customerId);
  if (invoiceId !== undefined) narrowed = narrowed.where('referenceId', '=', invoiceId);
  if (planId !== undefined) narrowed = narrowed.where('planId', '=', planId);
  if (channel !== undefined) narrowed = narrowed.where('channel', '=', channel);
  if (dueFrom !== undefined) narrowed = narrowed.where('dueOn', '>=', dueFrom);
  if (dueTo !== undefined) narrowed = narrowed.where('dueOn', '<=', dueTo);
  return narrowed as unknown as SelectQueryBuilder<Tables, T, O>;
}
