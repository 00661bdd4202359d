import { keptText } from '../domain/keptText.ts';
import type { SourceEvent } from '../sources/source.ts';
import type { Session } from './store.ts';
import type { SourceEventTable } from './tables.ts';

const LONGEST_ID = 500;

export type StoredEvent = Omit<SourceEventTable, 'seq'> & { readonly seq: number };

/**
 * Keeps what a source told until it is applied; what is told again is kept once. In the order of their ids, so that two who are told the same at
 * the same moment do not wait for each other in a circle; what is applied goes by versions.
 */
export async function storeEvents({ db }: Session, sourceId: string, events: readonly SourceEvent[]): Promise<void> {
  if (events.length === 0) return;
  await db
    .insertInto('sourceEvents')
    .values(events.toSorted(byEventId).map((event) => rowOf(sourceId, event)))
    .onConflict((repeated) => repeated.columns(['sourceId', 'eventId']).doNothing())
    .execute();
}

const byEventId = (one: SourceEvent, other: SourceEvent) => Number(one.id > other.id) - Number(one.id < other.id);

/** Ids that no database keeps as they are cannot be any object's: it is not found under what is kept of them. */
function rowOf(sourceId: string, { id, kind, externalId, version, payload }: SourceEvent) {
  const payloadJson = payload === null ? null : JSON.stringify(payload);
  const [eventId, name] = [keptText(id, LONGEST_ID), keptText(externalId, LONGEST_ID)];
  return { sourceId, eventId, kind, externalId: name, version, payloadJson };
}

/** The `limit` oldest that are not applied yet, in the order they came. */
export function oldestEvents({ db }: Session, sourceId: string, limit: number): Promise<StoredEvent[]> {
  return db
    .selectFrom('sourceEvents')
    .selectAll()
    .where('sourceId', '=', sourceId)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

export async function deleteEvents(session: Session, sourceId: string, rows: readonly StoredEvent[]): Promise<void> {
  const ids = rows.map(({ eventId }) => eventId);
  await session.db
    .deleteFrom('sourceEvents')
    .where(session.oneOf('eventId', ids))
    .where('sourceId', '=', sourceId)
    .execute();
}
