import type { Actor } from '../../domain/actor.ts';
import { addChanges, type CustomerChange } from '../../domain/ruleEvents.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { loadCustomerContexts, lockCustomers } from '../../store/subjects.ts';
import { replan } from '../schedule/replan.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { tellFigures } from './figureEvents.ts';
import { seeFigures } from './figures.ts';
import { fireRules } from './fireRules.ts';

/** What a batch has done so far: to whom, and who is to be planned anew. */
interface Batch {
  readonly changes: Map<string, CustomerChange>;
  readonly replanned: Set<string>;
}

const batches = new WeakMap<Session, Batch>();

/**
 * Ends every change of customers: tells it (EVT-1), what it made of their figures, lets the smart rules see it (RUL-1 to RUL-7), and plans
 * what comes next, all in the transaction of the change. `customerIds` are those to be planned anew.
 */
export async function customersChanged(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  events: readonly NewEvent[],
  customerIds: Iterable<string>,
): Promise<void> {
  await appendEvents(session, deps.newId, moment.now, actor, events);
  const open = batches.get(session);
  const batch = open ?? newBatch();
  addChanges(batch.changes, events);
  for (const id of customerIds) batch.replanned.add(id);
  if (!open) await finish(session, deps, moment, actor, batch);
}

/** Customers whose figures may have moved although nothing happened to them: by time (RUL-1, RUL-7). */
export async function figuresMayHaveMoved(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  customerIds: Iterable<string>,
): Promise<void> {
  const batch = newBatch();
  for (const id of customerIds) batch.changes.set(id, { isCreated: false, isUpdated: false });
  await finish(session, deps, moment, actor, batch);
}

/**
 * RUL-1: whatever `work` does in the session's transaction, in however many parts, is one event per customer: rules and subscribers see
 * what was before the first part and what is after the last. Within a larger batch it is a part of that one.
 */
export async function asOneEvent<T>(session: Session, deps: Deps, actor: Actor, work: () => Promise<T>): Promise<T> {
  if (batches.has(session)) return work();
  const batch = newBatch();
  batches.set(session, batch);
  let result: T;
  try {
    result = await work();
  } finally {
    batches.delete(session);
  }
  await finish(session, deps, await currentMoment(session, deps.clock), actor, batch);
  return result;
}

function newBatch(): Batch {
  return { changes: new Map(), replanned: new Set() };
}

async function finish(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  { changes, replanned }: Batch,
): Promise<void> {
  const ids = new Set([...changes.keys(), ...replanned]);
  if (ids.size === 0) return;
  await lockCustomers(session, ids);
  const contexts = await loadCustomerContexts(session, ids);
  const happened = await seeFigures(session, moment, contexts, changes);
  await tellFigures(session, deps, moment, actor, contexts, happened);
  const ruled = await fireRules(session, deps, moment, contexts, happened);
  // Rules have changed them since they were loaded.
  for (const id of ruled) contexts.delete(id);
  await replan(session, deps, moment, actor, [...replanned, ...ruled], contexts);
}
