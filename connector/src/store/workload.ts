import type { Day } from '../domain/day.ts';
import type { Session } from './store.ts';

/** Actions that go out by themselves now; served by the index on due days. */
export function dueByThemselves({ db }: Session, today: Day) {
  return db
    .selectFrom('schedule')
    .where('dueOn', '<=', today)
    .where('status', '=', 'planned')
    .where('mode', '=', 'automatic')
    .where('nextOn', '<=', today);
}

/** Actions that wait for a person; served by the same. */
export function dueToDo({ db }: Session, today: Day) {
  return db.selectFrom('schedule').where('dueOn', '<=', today).where('status', '=', 'todo');
}

/** Whether an action is due that goes out by itself. */
export async function isAnythingDue(session: Session, today: Day): Promise<boolean> {
  return (await dueByThemselves(session, today).select('subjectId').limit(1).executeTakeFirst()) !== undefined;
}

/** The day on which the first of them came due, as planned; null: nothing is. */
export async function longestDueSince(session: Session, today: Day): Promise<Day | null> {
  const first = dueByThemselves(session, today).select('dueOn').orderBy('dueOn').limit(1);
  return (await first.executeTakeFirst())?.dueOn ?? null;
}

/**
 * What waits, as queries: each is served by an index that holds what waits and nothing else, so that looking costs what is due, not what
 * exists.
 */
export function workloadQueries(session: Session, today: Day) {
  const { db } = session;
  const planned = dueByThemselves(session, today);
  const todo = dueToDo(session, today);
  const actions = (status: 'todo' | 'uncertain' | 'claimed' | 'sending') =>
    db.selectFrom('actions').where('status', '=', status);
  return {
    due: planned.select((select) => select.fn.countAll<number>().as('value')),
    toDo: todo.select((select) => select.fn.countAll<number>().as('value')),
    oldestToDo: todo.select((select) => select.fn.min('dueOn').as('value')),
    adHocToDo: actions('todo').select((select) => select.fn.countAll<number>().as('value')),
    oldestAdHocToDo: actions('todo').select((select) => select.fn.min('dueOn').as('value')),
    uncertain: actions('uncertain').select((select) => select.fn.countAll<number>().as('value')),
    claimed: actions('claimed').select((select) => select.fn.countAll<number>().as('value')),
    handingOver: actions('sending').select((select) => select.fn.countAll<number>().as('value')),
    invoicesToSend: db
      .selectFrom('invoices')
      .where('sent', '=', 0)
      .where('isVoid', '=', 0)
      .select((select) => select.fn.countAll<number>().as('value')),
    outboxPending: db
      .selectFrom('webhookDeliveries')
      .where('dueAt', 'is not', null)
      .select((select) => select.fn.countAll<number>().as('value')),
    outboxDead: db
      .selectFrom('webhookDeliveries')
      .where('status', '=', 'dead')
      .select((select) => select.fn.countAll<number>().as('value')),
  };
}

export type Workload = Readonly<Record<keyof ReturnType<typeof workloadQueries>, number | null>>;

export async function readWorkload(session: Session, today: Day): Promise<Workload> {
  const counted: [string, number | null][] = [];
  for (const [name, query] of Object.entries(workloadQueries(session, today))) {
    const { value } = await query.executeTakeFirstOrThrow();
    counted.push([name, value === null ? null : Number(value)]);
  }
  return Object.fromEntries(counted) as Workload;
}
