import type { Actor } from '../domain/actor.ts';
import type { NewId } from '../domain/ids.ts';
import { announceEvents } from './eventOrder.ts';
import type { NewEvent } from './newEvent.ts';
import { addDeliveries } from './outbox.ts';
import type { Session } from './store.ts';

export type { NewEvent };

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
