import type { Day } from '../../domain/day.ts';
import type { Session } from '../../store/store.ts';
import type { ActionStatus, ActionTable, ScheduleTable } from '../../store/tables.ts';

export type ListedStatus =
  'todo' | 'planned' | 'executed' | 'ignored' | 'expired' | 'cancelled' | 'failed' | 'uncertain';

/** An action as the lists show it, wherever it stands. */
export interface ListedAction {
  readonly id: string;
  readonly status: ListedStatus;
  readonly channel: string;
  readonly mode: string;
  readonly responsible: string | null;
  readonly dueOn: Day;
  readonly executedAt: number | null;
  readonly reason: string | null;
  readonly note: string | null;
  readonly claimedUntil: number | null;
  readonly plan: { readonly id: string; readonly name: string } | null;
  readonly step: { readonly id: string; readonly name: string; readonly position: number } | null;
  readonly planVersion: number | null;
  readonly customer: {
    readonly id: string;
    readonly externalId: string | null;
    readonly name: string;
    readonly unreadReplies: number;
  };
  readonly referenceInvoice: {
    readonly id: string;
    readonly externalId: string | null;
    readonly number: string;
  } | null;
  readonly actor: unknown;
}

/** An action wherever it stands. */
export type StoredAction = Omit<ActionTable, 'status' | 'actorJson'> & {
  status: ActionStatus | 'planned';
  actorJson: string | null;
};

/** An action that a schedule row announces. */
export function scheduledAction(row: ScheduleTable, today: Day): StoredAction {
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
    heldBy: null,
    actorJson: null,
    createdAt: 0,
  };
}

/** One action by its id, or null. */
export async function readAction(session: Session, id: string, today: Day): Promise<ListedAction | null> {
  const action = await session.db.selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst();
  if (action) return (await toListed(session, [action], today))[0]!;
  const row = await session.db.selectFrom('schedule').selectAll().where('actionId', '=', id).executeTakeFirst();
  return row ? (await toListed(session, [scheduledAction(row, today)], today))[0]! : null;
}

/** Actions by id, in the given order. */
export async function readActions(session: Session, ids: readonly string[], today: Day): Promise<ListedAction[]> {
  const rows = await session.db.selectFrom('actions').selectAll().where(session.oneOf('id', ids)).execute();
  const place = new Map(ids.map((id, index) => [id, index]));
  return (await toListed(session, rows, today)).sort((a, b) => place.get(a.id)! - place.get(b.id)!);
}

/** Planned rows as actions. */
export function listPlanned(session: Session, rows: readonly ScheduleTable[], today: Day): Promise<ListedAction[]> {
  return toListed(
    session,
    rows.map((row) => scheduledAction(row, today)),
    today,
  );
}

/** A claimed action is still planned, or to do, until its outcome is known; an ad hoc one that was put off is planned. */
function statusOf({ status, mode, dueOn }: StoredAction, today: Day): ListedStatus {
  if (status === 'todo') return dueOn <= today ? 'todo' : 'planned';
  if (status === 'claimed') return mode === 'manual' ? 'todo' : 'planned';
  return status === 'sending' ? 'planned' : status;
}

/** Actions with the names that go with them: three queries, however many. */
export async function toListed(session: Session, rows: readonly StoredAction[], today: Day): Promise<ListedAction[]> {
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
        .select(['id', 'externalId', 'name', 'unreadReplies'])
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
    status: statusOf(row, today),
    channel: row.channel,
    mode: row.mode,
    responsible: row.responsible,
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
