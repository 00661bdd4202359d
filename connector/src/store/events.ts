import type { Actor } from '../domain/actor.ts';
import type { EventType } from '../domain/eventTypes.ts';
import type { NewId } from '../domain/ids.ts';
import { announceEvents } from './eventOrder.ts';
import { addDeliveries } from './outbox.ts';
import type { Session } from './store.ts';

/** EVT-1: what happened, to be told to subscribers in this order. */
export interface NewEvent {
  readonly type: EventType;
  readonly customerId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Who did it, as an event says it. */
export function actorJson(actor: Actor): string {
  const { type, id, name, via } = actor;
  return JSON.stringify({ type, id, name, via });
}

/** Appends events, and what is to be told to subscribers, in the transaction of the change that they tell of. */
export async function appendEvents(
  session: Session,
  newId: NewId,
  at: number,
  actor: Actor,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await announceEvents(session);
  const by = actorJson(actor);
  const named = events.map((event) => ({ id: newId('evt'), ...event }));
  await session.insert(
    'events',
    named.map(({ id, type, customerId, data }) => ({
      id,
      type,
      at,
      actorJson: by,
      customerId,
      dataJson: JSON.stringify(data),
    })),
  );
  await addDeliveries(session, named);
}
