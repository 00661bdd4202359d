import type { SourceRecord } from '../../sources/records.ts';
import type { SourceEvent } from '../../sources/source.ts';
import { deleteEvents, oldestEvents, type StoredEvent } from '../../store/sourceEvents.ts';
import { objectKey } from '../../store/sourceObjects.ts';
import type { Deps } from '../deps.ts';
import { SourceFailure } from './ask.ts';
import type { Connection } from './connection.ts';
import type { Renew } from './sourceLease.ts';
import { askFor } from './askFor.ts';
import { takeIn } from './takeIn.ts';

const AT_ONCE = 500;

/** Applies what a source told, oldest first, set by set; an event goes with the transaction that took it in. */
export async function applyEvents(deps: Deps, connection: Connection, renew: Renew): Promise<void> {
  const { id: sourceId } = connection.source;
  for (;;) {
    connection.signal.throwIfAborted();
    const rows = await oldestEvents(deps.store.session, sourceId, AT_ONCE);
    if (rows.length === 0) return;
    const { told, asked } = await recordsOf(connection, rows);
    // What was asked for is how things are now; what was told, how they were.
    await takeIn(deps, connection, told, { advance: renew });
    await takeIn(deps, connection, asked, {
      isFresh: true,
      advance: async (session) => {
        await renew(session);
        await deleteEvents(session, sourceId, rows);
      },
    });
  }
}

/** An object that an event does not tell whole is asked for, once for all of its events. */
async function recordsOf(
  connection: Connection,
  rows: readonly StoredEvent[],
): Promise<{ told: SourceRecord[]; asked: SourceRecord[] }> {
  const { vendor, access } = connection;
  const told: SourceRecord[] = [];
  const open = new Map<string, SourceEvent>();
  for (const row of rows) {
    const { eventId: id, kind, externalId, version, payloadJson } = row;
    const event = {
      id,
      kind,
      externalId,
      version,
      payload: payloadJson === null ? null : (JSON.parse(payloadJson) as unknown),
    };
    const records = event.payload === null ? null : (vendor.recordsOf?.(access, event) ?? null);
    if (records) told.push(...records);
    else if (version >= (open.get(objectKey(event))?.version ?? -Infinity)) open.set(objectKey(event), event);
  }
  const asked: SourceRecord[] = [];
  for (const event of open.values()) asked.push(...(await askAbout(connection, event)));
  return { told, asked };
}

async function askAbout(connection: Connection, event: SourceEvent): Promise<SourceRecord[]> {
  const { kind, externalId, version } = event;
  try {
    return await askFor(connection, [event]);
  } catch (error) {
    if (!(error instanceof SourceFailure) || error.failure.kind !== 'refused') throw error;
    return [{ kind, externalId, version, raw: event.payload, problem: error.message }];
  }
}
