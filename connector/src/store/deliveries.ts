import { CONNECTOR } from '../domain/actor.ts';
import type { NewId } from '../domain/ids.ts';
import { appendEvents } from './events.ts';
import type { LeasedEvent } from './outbox.ts';
import type { Session } from './store.ts';

/** What became of one attempt. *Gone*: the receiver wants nothing any more (410). */
export type Outcome =
  | { readonly kind: 'delivered'; readonly event: LeasedEvent; readonly status: number }
  | {
      readonly kind: 'failed';
      readonly event: LeasedEvent;
      readonly status: number | null;
      readonly error: string;
      /** Wall-clock ms; null: never. */
      readonly retryAt: number | null;
    }
  | { readonly kind: 'gone'; readonly event: LeasedEvent; readonly status: number }
  /** Not attempted: it is due again at once. */
  | { readonly kind: 'released'; readonly event: LeasedEvent };

export interface Recording {
  readonly webhookId: string;
  /** What another process has taken over meanwhile is left alone. */
  readonly token: string;
  readonly wall: number;
}

/** Writes down what became of attempts; one statement for all that were delivered or released. */
export async function recordOutcomes(
  session: Session,
  recording: Recording,
  outcomes: readonly Outcome[],
): Promise<void> {
  const delivered = outcomes.filter((outcome) => outcome.kind === 'delivered');
  for (const [lastStatus, alike] of Map.groupBy(delivered, ({ status }) => status)) {
    await leased(session, recording, alike)
      .set({ status: 'delivered', lastStatus, lastError: null, dueAt: null, leaseToken: null, endedAt: recording.wall })
      .set((row) => ({ attempts: row('attempts', '+', 1) }))
      .execute();
  }
  const retried = delivered.filter(({ event }) => event.attempts > 0);
  if (retried.length > 0) await openLanes(session, recording, retried);
  const released = outcomes.filter(({ kind }) => kind === 'released');
  if (released.length > 0) await leased(session, recording, released).set({ dueAt: 0, leaseToken: null }).execute();
  for (const outcome of outcomes) {
    if (outcome.kind === 'failed') await recordFailure(session, recording, outcome);
  }
}

/** By the index on events; SQLite would read all open deliveries, if it were told that these are among them. */
function leased(session: Session, { webhookId, token }: Recording, outcomes: readonly Outcome[]) {
  return session.db
    .updateTable('webhookDeliveries')
    .where('webhookId', '=', webhookId)
    .where('leaseToken', '=', token)
    .where(
      session.oneOf(
        'eventId',
        outcomes.map(({ event }) => event.id),
      ),
    );
}

/** The rest of the lane waits with the event that failed; behind one that is given up it goes on. */
async function recordFailure(
  session: Session,
  recording: Recording,
  outcome: Extract<Outcome, { kind: 'failed' }>,
): Promise<void> {
  const { status: lastStatus, error: lastError, retryAt } = outcome;
  const { numUpdatedRows } = await leased(session, recording, [outcome])
    .set({ status: retryAt === null ? 'dead' : 'failed', lastStatus, lastError })
    .set({ dueAt: retryAt, leaseToken: null, endedAt: retryAt === null ? recording.wall : null })
    .set((row) => ({ attempts: row('attempts', '+', 1) }))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await session.db
    .updateTable('webhookDeliveries')
    .set({ dueAt: retryAt ?? 0, leaseToken: null })
    .where('webhookId', '=', recording.webhookId)
    .where('lane', '=', outcome.event.lane)
    .where('dueAt', 'is not', null)
    .where('eventId', '!=', outcome.event.id)
    .execute();
}

/** What waited behind an event that has got through at last waits no more. */
async function openLanes(
  session: Session,
  { webhookId, wall }: Recording,
  outcomes: readonly Outcome[],
): Promise<void> {
  await session.db
    .updateTable('webhookDeliveries')
    .set({ dueAt: 0 })
    .where('webhookId', '=', webhookId)
    .where(
      session.oneOf(
        'lane',
        outcomes.map(({ event }) => event.lane),
      ),
    )
    .where('dueAt', '>', wall)
    .where('leaseToken', 'is', null)
    .execute();
}

/** Switches a webhook off; what waits for it is given up, and can be redelivered. */
export async function disableWebhook(
  session: Session,
  newId: NewId,
  id: string,
  reason: string,
  { now, wall }: { readonly now: number; readonly wall: number },
): Promise<void> {
  const webhook = await session.db
    .updateTable('webhooks')
    .set({ disabledAt: now, disabledReason: reason, updatedAt: now })
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .returning('url')
    .executeTakeFirst();
  if (!webhook) return;
  await giveUp(session, id, reason, wall);
  const data = { webhookId: id, host: new URL(webhook.url).host, reason };
  await appendEvents(session, newId, now, CONNECTOR, [{ type: 'webhookDisabled', customerId: null, data }]);
}

/** Nothing that waits for a webhook is attempted any more. */
export async function giveUp(session: Session, webhookId: string, reason: string, wall: number): Promise<void> {
  await session.db
    .updateTable('webhookDeliveries')
    .set({ status: 'dead', dueAt: null, leaseToken: null, lastError: reason, endedAt: wall })
    .where('webhookId', '=', webhookId)
    .where('dueAt', 'is not', null)
    .execute();
}

/** SQLite, at start-up: what the dead process had taken is due again (CLK-2); it may have arrived, and comes with the same id. */
export async function endLeasesOfDeadProcess({ db, dialect }: Session): Promise<void> {
  if (dialect.name !== 'sqlite') return;
  await db
    .updateTable('webhookDeliveries')
    .set({ dueAt: 0, leaseToken: null })
    .where('dueAt', 'is not', null)
    .where('leaseToken', 'is not', null)
    .execute();
}

const DAY_MS = 24 * 3_600_000;
const KEPT_DELIVERED_MS = 7 * DAY_MS;
const KEPT_DEAD_MS = 30 * DAY_MS;
const BATCH = 1000;

/** Forgets some of the deliveries that are older than a week, dead ones than a month; call it again until it is done. */
export async function forgetOldDeliveries({ db }: Session, wall: number): Promise<{ done: boolean }> {
  const old = db
    .selectFrom('webhookDeliveries')
    .select('seq')
    .where('endedAt', '<', wall - KEPT_DELIVERED_MS)
    .where(({ or, eb }) => or([eb('status', '=', 'delivered'), eb('endedAt', '<', wall - KEPT_DEAD_MS)]))
    .limit(BATCH);
  const { numDeletedRows } = await db.deleteFrom('webhookDeliveries').where('seq', 'in', old).executeTakeFirst();
  // Rows that a change wrote while their webhook was being deleted.
  await db
    .deleteFrom('webhookDeliveries')
    .where('dueAt', 'is not', null)
    .where('webhookId', 'not in', db.selectFrom('webhooks').select('id'))
    .execute();
  return { done: numDeletedRows < BigInt(BATCH) };
}
