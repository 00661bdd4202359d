import { isTold } from '../domain/subscription.ts';
import type { Session } from './store.ts';
import { loadSubscriptions } from './subscriptions.ts';
import type { NewEvent } from './newEvent.ts';
import type { EventTable } from './tables.ts';

/** Rows of one claim at most. */
const LARGEST_CLAIM = 300;

/** Writes what subscribers are to be told of new events, in the events' order. Whoever changes a customer has locked it: so lanes are in order. */
export async function addDeliveries(
  session: Session,
  events: readonly (NewEvent & { readonly id: string })[],
): Promise<void> {
  for (const { webhookId, ...subscription } of await loadSubscriptions(session)) {
    const told = events.filter((event) => isTold(subscription, event));
    if (told.length === 0) continue;
    await session.insert(
      'webhookDeliveries',
      told.map((event) => ({
        webhookId,
        eventId: event.id,
        lane: event.customerId ?? '',
        status: 'pending' as const,
        attempts: 0,
        dueAt: 0,
      })),
    );
    session.deliveriesFor.add(webhookId);
  }
}

/** Webhooks that have something due; one probe of the index on due deliveries for each. */
export async function dueWebhooks({ db }: Session, wall: number): Promise<string[]> {
  const rows = await db
    .selectFrom('webhooks as w')
    .select('w.id')
    .where('w.disabledAt', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('webhookDeliveries as d')
          .select('d.seq')
          .whereRef('d.webhookId', '=', 'w.id')
          .where('d.dueAt', '<=', wall),
      ),
    )
    .execute();
  return rows.map(({ id }) => id);
}

/** An event on its way to a webhook. */
export interface LeasedEvent extends Omit<EventTable, 'seq'> {
  readonly seq: number;
  readonly lane: string;
  readonly attempts: number;
}

export interface Lease {
  readonly webhookId: string;
  /** Names the process. */
  readonly token: string;
  readonly wall: number;
  /** Wall-clock ms at which whatever is not recorded by then is due again. */
  readonly until: number;
  /** How many lanes at most. */
  readonly lanes: number;
  readonly newestFirst: boolean;
}

/**
 * Leases lanes that are due, each with the events that wait in it, in order. Only the first event that is not done opens its lane, so that a
 * lane is never in two hands. Served by the indexes on due deliveries and on lanes.
 */
export async function leaseLanes(session: Session, lease: Lease): Promise<LeasedEvent[][]> {
  const direction = lease.newestFirst ? 'desc' : 'asc';
  const heads = session.db
    .selectFrom('webhookDeliveries as d')
    .select('d.lane')
    .where('d.webhookId', '=', lease.webhookId)
    .where('d.dueAt', '<=', lease.wall)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('webhookDeliveries as earlier')
            .select('earlier.seq')
            .whereRef('earlier.webhookId', '=', 'd.webhookId')
            .whereRef('earlier.lane', '=', 'd.lane')
            .whereRef('earlier.seq', '<', 'd.seq')
            .where('earlier.dueAt', 'is not', null),
        ),
      ),
    )
    .orderBy('d.dueAt', direction)
    .orderBy('d.seq', direction)
    .limit(lease.lanes);
  const opened = await (session.dialect.name === 'postgres' ? heads.forUpdate().skipLocked() : heads).execute();
  if (opened.length === 0) return [];
  const rows = await session.db
    .selectFrom('webhookDeliveries as d')
    .innerJoin('events as e', 'e.id', 'd.eventId')
    .select(['d.seq', 'd.lane', 'd.attempts', 'e.id', 'e.type', 'e.at', 'e.actorJson', 'e.customerId', 'e.dataJson'])
    .where('d.webhookId', '=', lease.webhookId)
    .where('d.dueAt', 'is not', null)
    .where(
      session.oneOf(
        'd.lane',
        opened.map(({ lane }) => lane),
      ),
    )
    .orderBy('d.lane')
    .orderBy('d.seq')
    .limit(LARGEST_CLAIM)
    .execute();
  await session.db
    .updateTable('webhookDeliveries')
    .set({ leaseToken: lease.token, dueAt: lease.until })
    .where('webhookId', '=', lease.webhookId)
    .where(
      session.oneOf(
        'eventId',
        rows.map(({ id }) => id),
      ),
    )
    .execute();
  const lanes = Map.groupBy(rows, ({ lane }) => lane);
  return opened.flatMap(({ lane }) => (lanes.has(lane) ? [lanes.get(lane)!] : []));
}
