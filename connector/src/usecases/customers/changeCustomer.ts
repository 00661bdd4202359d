import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { type Day, toIsoDate } from '../../domain/day.ts';
import { notFound, unprocessable } from '../../domain/errors.ts';
import type { EventType } from '../../domain/eventTypes.ts';
import type { NewEvent } from '../../store/events.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerTable } from '../../store/tables.ts';
import { customersChanged } from '../rules/applyRules.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { toReference } from '../lists/records.ts';

/** What a change is told as; null where nothing changed. */
export interface Change {
  readonly event: EventType;
  readonly data?: Readonly<Record<string, unknown>>;
  /** What it brought about. */
  readonly also?: readonly NewEvent[];
}

/** One change of one customer: written, told, planned anew, all or nothing. */
export async function changeCustomer(
  deps: Deps,
  actor: Actor,
  name: string,
  change: (session: Session, customer: CustomerTable, moment: Moment) => Promise<Change | null>,
): Promise<string> {
  return deps.store.transaction(async (session) => {
    const customer = (await findByReferences(session, 'customers', [toReference(name)], true))(toReference(name));
    if (!customer) throw notFound('customer', name);
    const moment = await currentMoment(session, deps.clock);
    const done = await change(session, customer, moment);
    if (!done) return customer.id;
    await customersChanged(
      session,
      deps,
      moment,
      actor,
      [{ type: done.event, customerId: customer.id, data: done.data ?? {} }, ...(done.also ?? [])],
      [customer.id],
    );
    return customer.id;
  });
}

/** PAU-1: stops customer-level actions, until a day (from its start they go on) or until resumed. A later pause replaces the earlier one. */
export function pauseCustomer(deps: Deps, actor: Actor, name: string, until: Day | null): Promise<string> {
  return changeCustomer(deps, actor, name, async (session, { id }, moment) => {
    checkUntil(until, moment);
    await session.update('customers', ['id'], [{ id, paused: 1, pausedUntil: until, updatedAt: moment.now }]);
    return { event: 'customerPaused', data: { until: until === null ? null : toIsoDate(until) } };
  });
}

export function resumeCustomer(deps: Deps, actor: Actor, name: string): Promise<string> {
  return changeCustomer(deps, actor, name, async (session, { id, paused }, moment) => {
    if (paused === 0) return null;
    await session.update('customers', ['id'], [{ id, paused: 0, pausedUntil: null, updatedAt: moment.now }]);
    return { event: 'customerResumed' };
  });
}

/** CUS-2: an excluded customer gets nothing, and comes back by an admin alone. */
export function excludeCustomer(deps: Deps, actor: Actor, name: string): Promise<string> {
  return changeCustomer(deps, actor, name, async (session, { id, excluded }, moment) => {
    if (excluded === 1) return null;
    await session.update('customers', ['id'], [{ id, excluded: 1, updatedAt: moment.now }]);
    return { event: 'customerExcluded' };
  });
}

export function includeCustomer(deps: Deps, actor: Actor, name: string): Promise<string> {
  requireAdmin(actor, 'what is excluded');
  return changeCustomer(deps, actor, name, async (session, { id, excluded }, moment) => {
    if (excluded === 0) return null;
    await session.update('customers', ['id'], [{ id, excluded: 0, updatedAt: moment.now }]);
    return { event: 'customerIncluded' };
  });
}

/** PAU-1: a pause ends in the future, if it ends. */
export function checkUntil(until: Day | null, { today }: Moment): void {
  if (until === null || until > today) return;
  throw unprocessable('A pause ends in the future', [
    { path: 'until', message: `must be a day after today, ${toIsoDate(today)}` },
  ]);
}
