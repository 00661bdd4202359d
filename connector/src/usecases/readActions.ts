import type { SelectQueryBuilder } from 'kysely';
import type { Actor } from '../domain/actor.ts';
import type { Day } from '../domain/day.ts';
import type { Session } from '../store/store.ts';
import type { ActionStatus, ActionTable, ScheduleTable, Tables } from '../store/tables.ts';
import { visibleTo } from '../store/visibleCustomers.ts';

export type ListedStatus =
  'todo' | 'planned' | 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed' | 'uncertain';

export interface ActionFilter {
  /** CUS-5: whoever reads the list. */
  readonly actor: Actor;
  readonly status?: ListedStatus;
  readonly customerId?: string;
  readonly invoiceId?: string;
  readonly planId?: string;
}

/** An action as the lists show it, wherever it stands. */
export interface ListedAction {
  readonly id: string;
  readonly status: ListedStatus;
  readonly channel: string;
  readonly mode: string;
  readonly dueOn: Day;
  readonly executedAt: number | null;
  readonly reason: string | null;
  readonly note: string | null;
  readonly claimedUntil: number | null;
  readonly plan: { readonly id: string; readonly name: string } | null;
  readonly step: { readonly id: string; readonly name: string; readonly position: number } | null;
  readonly planVersion: number | null;
  readonly customer: { readonly id: string; readonly externalId: string | null; readonly name: string };
  readonly referenceInvoice: {
    readonly id: string;
    readonly externalId: string | null;
    readonly number: string;
  } | null;
  readonly actor: unknown;
}

/** Where a page of the list begins: what has happened first, then what is planned. */
export type ActionCursor = readonly ['actions' | 'schedule', string];

/** Ended and uncertain actions stand in `actions`; *planned* and *To do* in `schedule`, with uncertain ones shown under *To do* (SND-2). */
const ENDED: Partial<Record<ListedStatus, readonly ActionStatus[]>> = {
  todo: ['uncertain'],
  executed: ['executed'],
  ignored: ['ignored'],
  expired: ['expired'],
  cancelled: ['cancelled'],
  failed: ['failed'],
  uncertain: ['uncertain'],
};

/** A page of actions in the order of their ids, those of `actions` before those of `schedule`. */
export async function listActions(
  session: Session,
  filter: ActionFilter,
  today: Day,
  cursor: ActionCursor | null,
  limit: number,
): Promise<{ data: ListedAction[]; next: ActionCursor | null }> {
  const found: ListedAction[] = [];
  if (cursor?.[0] !== 'schedule') found.push(...(await endedActions(session, filter, cursor?.[1] ?? '', limit + 1)));
  if (found.length > limit) return { data: found.slice(0, limit), next: ['actions', found[limit - 1]!.id] };
  const after = cursor?.[0] === 'schedule' ? cursor[1] : '';
  const room = limit - found.length;
  const scheduled = await scheduledActions(session, filter, today, after, room + 1);
  const data = [...found, ...scheduled.slice(0, room)];
  return { data, next: scheduled.length > room ? ['schedule', scheduled[room - 1]?.id ?? after] : null };
}

async function endedActions(
  session: Session,
  filter: ActionFilter,
  after: string,
  limit: number,
): Promise<ListedAction[]> {
  if (filter.status === 'planned') return claimedActions(session, filter, after, limit, 'automatic');
  let query = session.db.selectFrom('actions').selectAll().where('id', '>', after).orderBy('id').limit(limit);
  if (filter.status === 'todo') {
    query = query.where((where) =>
      where.or([where('status', '=', 'uncertain'), where.and({ status: 'claimed', mode: 'manual' })]),
    );
  } else if (filter.status) query = query.where('status', 'in', ENDED[filter.status]!);
  return toListed(session, await byActionFilter(query, filter).execute());
}

/** A claimed action is still planned, or to do, until its outcome is known. */
async function claimedActions(
  session: Session,
  filter: ActionFilter,
  after: string,
  limit: number,
  mode: 'automatic' | 'manual',
) {
  const query = session.db
    .selectFrom('actions')
    .selectAll()
    .where('status', 'in', ['claimed', 'sending'])
    .where('mode', '=', mode)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit);
  return toListed(session, await byActionFilter(query, filter).execute());
}

function byActionFilter<T>(
  query: SelectQueryBuilder<Tables, 'actions', T>,
  { actor, customerId, invoiceId, planId }: ActionFilter,
) {
  let filtered = query.$call(visibleTo(actor, 'customerId'));
  if (customerId !== undefined) filtered = filtered.where('customerId', '=', customerId);
  if (invoiceId !== undefined) filtered = filtered.where('referenceId', '=', invoiceId);
  if (planId !== undefined) filtered = filtered.where('planId', '=', planId);
  return filtered;
}

async function scheduledActions(
  session: Session,
  filter: ActionFilter,
  today: Day,
  after: string,
  limit: number,
): Promise<ListedAction[]> {
  if (filter.status !== undefined && filter.status !== 'todo' && filter.status !== 'planned') return [];
  let query = session.db
    .selectFrom('schedule')
    .selectAll()
    .$call(visibleTo(filter.actor, 'customerId'))
    .where('actionId', '>', after)
    // What is being handed over stands in both tables until its outcome is known.
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('actions').select('actions.id').whereRef('actions.id', '=', 'schedule.actionId'))),
    )
    .orderBy('actionId')
    .limit(limit);
  // MAN-1: a manual action is To do from its day on, whether or not anything has looked at it since.
  const isToDo = { manual: 'manual' as const, today };
  if (filter.status === 'todo') query = query.where('mode', '=', isToDo.manual).where('dueOn', '<=', today);
  if (filter.status === 'planned')
    query = query.where((where) => where.or([where('mode', '=', 'automatic'), where('dueOn', '>', today)]));
  if (filter.customerId !== undefined) query = query.where('customerId', '=', filter.customerId);
  if (filter.invoiceId !== undefined) query = query.where('referenceId', '=', filter.invoiceId);
  if (filter.planId !== undefined) query = query.where('planId', '=', filter.planId);
  return toListed(
    session,
    (await query.execute()).map((row) => scheduledAction(row, today)),
  );
}

type Stored = Omit<ActionTable, 'status' | 'actorJson'> & {
  status: ActionStatus | 'planned' | 'todo';
  actorJson: string | null;
};

function scheduledAction(row: ScheduleTable, today: Day): Stored {
  return {
    ...row,
    id: row.actionId!,
    status: row.mode === 'manual' && row.dueOn! <= today ? 'todo' : 'planned',
    channel: row.channel!,
    mode: row.mode!,
    dueOn: row.dueOn!,
    executedAt: null,
    executedOn: null,
    note: null,
    claimToken: null,
    leaseUntil: null,
    actorJson: null,
    createdAt: 0,
  };
}

/** One action by its id, or null. */
export async function readAction(session: Session, id: string, today: Day): Promise<ListedAction | null> {
  const action = await session.db.selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst();
  if (action) return (await toListed(session, [action]))[0]!;
  const row = await session.db.selectFrom('schedule').selectAll().where('actionId', '=', id).executeTakeFirst();
  return row ? (await toListed(session, [scheduledAction(row, today)]))[0]! : null;
}

/** Actions by id, in the given order. */
export async function readActions(session: Session, ids: readonly string[]): Promise<ListedAction[]> {
  const rows = await session.db.selectFrom('actions').selectAll().where(session.oneOf('id', ids)).execute();
  const place = new Map(ids.map((id, index) => [id, index]));
  return (await toListed(session, rows)).sort((a, b) => place.get(a.id)! - place.get(b.id)!);
}

/** Planned rows as actions, for dry runs. */
export function listPlanned(session: Session, rows: readonly ScheduleTable[], today: Day): Promise<ListedAction[]> {
  return toListed(
    session,
    rows.map((row) => scheduledAction(row, today)),
  );
}

async function toListed(session: Session, rows: readonly Stored[]): Promise<ListedAction[]> {
  if (rows.length === 0) return [];
  const { db } = session;
  const planIds = new Set(rows.flatMap(({ planId }) => planId ?? []));
  const plans = new Map(
    (await db.selectFrom('plans').select(['id', 'name']).where(session.oneOf('id', planIds)).execute()).map((row) => [
      row.id,
      row,
    ]),
  );
  const customerIds = new Set(rows.map(({ customerId }) => customerId));
  const customers = new Map(
    (
      await db
        .selectFrom('customers')
        .select(['id', 'externalId', 'name'])
        .where(session.oneOf('id', customerIds))
        .execute()
    ).map((row) => [row.id, row]),
  );
  const invoiceIds = new Set(rows.flatMap(({ referenceId }) => referenceId ?? []));
  const invoices = new Map(
    (
      await db
        .selectFrom('invoices')
        .select(['id', 'externalId', 'number'])
        .where(session.oneOf('id', invoiceIds))
        .execute()
    ).map((row) => [row.id, row]),
  );
  return rows.map((row) => ({
    id: row.id,
    status:
      row.status === 'claimed'
        ? row.mode === 'manual'
          ? 'todo'
          : 'planned'
        : row.status === 'sending'
          ? 'planned'
          : row.status,
    channel: row.channel,
    mode: row.mode,
    dueOn: row.dueOn,
    executedAt: row.executedAt,
    reason: row.reason,
    note: row.note,
    claimedUntil: row.status === 'claimed' ? row.leaseUntil : null,
    plan: row.planId === null ? null : (plans.get(row.planId) ?? null),
    step: row.stepId === null ? null : { id: row.stepId, name: row.stepName!, position: row.stepPosition! },
    planVersion: row.planVersion,
    customer: customers.get(row.customerId)!,
    referenceInvoice: row.referenceId === null ? null : (invoices.get(row.referenceId) ?? null),
    actor: row.actorJson === null ? null : (JSON.parse(row.actorJson) as unknown),
  }));
}
