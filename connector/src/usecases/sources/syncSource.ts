import type { ObjectKind } from '../../sources/records.ts';
import type { SourcePage, SyncCursor } from '../../sources/source.ts';
import { storeEvents } from '../../store/sourceEvents.ts';
import { unseenObjects } from '../../store/sourceObjects.ts';
import { type SyncProgress, updateLeased } from '../../store/sources.ts';
import type { Session } from '../../store/store.ts';
import type { SourceTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { ask, SourceFailure } from './ask.ts';
import { applyEvents } from './applyEvents.ts';
import { connect, type Connection } from './connection.ts';
import { defineFedFields } from './fedFields.ts';
import { findSource } from './findSource.ts';
import { retryOldest } from './putAside.ts';
import { type Renew, type SourceLease, takeLease } from './sourceLease.ts';
import { askForEach } from './askFor.ts';
import { takeIn } from './takeIn.ts';
import { takeWaiting } from './takeWaiting.ts';
import { countTwins } from './twins.ts';
import { writeBack } from './writeBack.ts';

const MINUTE_MS = 60_000;
/** So many records are one transaction, which waits for the disk once. */
const AT_ONCE = 500;
const UNSEEN_AT_ONCE = 100;
/** After a failure, unless the vendor names a time. */
const AGAIN_MS = MINUTE_MS;

/**
 * Does what there is to do for a source: applies what its webhook told and, when a sync is due, fetches page by page what changed, or
 * everything. Where it has come is written with what was taken in, so that it resumes exactly there, in whatever process. Null where there is nothing
 * to do, or another process has it; else an error that stopped it, or `done`.
 */
export async function syncSource(deps: Deps, id: string): Promise<'done' | 'stopped' | { error: unknown } | null> {
  const lease = await takeLease(deps, id);
  if (!lease) return null;
  const { source, isLost, stopRenewing } = lease;
  const release = (change: Partial<SourceTable>) =>
    updateLeased(deps.store.session, source, { leaseToken: null, leaseUntil: 0, ...change });
  try {
    await work(deps, lease);
    return 'done';
  } catch (error) {
    if (isLost()) return null;
    if (deps.stopping.aborted) {
      await release({});
      return 'stopped';
    }
    const lastError = error instanceof Error ? error.message : String(error);
    // It stays due; nobody takes it before that time.
    await release({ lastError, leaseUntil: deps.clock.wall() + waitAfter(error) });
    return { error };
  } finally {
    stopRenewing();
  }
}

/** A key that is not taken has to be changed by a person: the next sync is soon enough. */
function waitAfter(error: unknown): number {
  if (!(error instanceof SourceFailure)) return AGAIN_MS;
  const { failure } = error;
  if (failure.kind === 'limited') return Math.max(failure.retryAfterMs ?? 0, AGAIN_MS);
  return failure.kind === 'unavailable' ? AGAIN_MS : 5 * AGAIN_MS;
}

async function work(deps: Deps, { source: leased, signal, renew }: SourceLease): Promise<void> {
  const isDue = leased.dueAt !== null && leased.dueAt <= deps.clock.wall();
  let source = leased;
  const connection = await connect(deps, source, signal);
  await applyEvents(deps, connection, renew);
  if (isDue) {
    await defineFedFields(deps, connection);
    try {
      source = await fetchPages(deps, connection, source, renew);
    } catch (error) {
      if (!(error instanceof SourceFailure) || error.failure.kind !== 'cursorLost') throw error;
      source = await fetchPages(deps, connection, { ...source, cursorJson: null }, renew);
    }
    await retryOldest(deps, { ...connection, source }, renew);
    await takeWaiting(deps, { ...connection, source }, renew);
    await writeBack(deps, { ...connection, source });
    await applyEvents(deps, { ...connection, source }, renew);
    await countTwins(deps.store.session, source);
  }
  const rest = { lastError: null, leaseToken: null, leaseUntil: 0 };
  await deps.store.transaction(async (session) => {
    if (!isDue) return renew(session, rest);
    await renew(session, { ...rest, lastSyncAt: deps.clock.now() });
    // As it is now: a sync that somebody asked for meanwhile stays asked for.
    const { dueAt, intervalMinutes } = await findSource(session, source.id);
    if (dueAt !== leased.dueAt) return;
    const next = intervalMinutes === 0 ? null : deps.clock.wall() + intervalMinutes * MINUTE_MS;
    await session.db.updateTable('sources').set({ dueAt: next }).where('id', '=', source.id).execute();
  });
}

/** From the cursor to the last page there is; answers the source as it is then. */
async function fetchPages(deps: Deps, connection: Connection, leased: SourceTable, renew: Renew): Promise<SourceTable> {
  let cursor = leased.cursorJson === null ? null : (JSON.parse(leased.cursorJson) as SyncCursor);
  const isNew = cursor === null;
  const source = isNew ? { ...leased, round: leased.round + 1 } : leased;
  const begun = JSON.parse(leased.progressJson) as SyncProgress;
  const goesOn = !isNew && begun.kind === 'full' && begun.endedAt === null && begun.startedAt !== null;
  let progress: SyncProgress = goesOn
    ? begun
    : {
        kind: isNew ? 'full' : 'changes',
        phase: null,
        pages: 0,
        records: 0,
        startedAt: deps.clock.now(),
        endedAt: null,
      };
  const at: Connection = { ...connection, source };
  for (let hasMore = true; hasMore;) {
    connection.signal.throwIfAborted();
    const pages = await gather(at, cursor);
    const last = pages.at(-1)!;
    const records = pages.flatMap((page) => page.records);
    ({ cursor, hasMore } = last);
    progress = {
      ...progress,
      phase: last.phase,
      pages: progress.pages + pages.length,
      records: progress.records + pages.reduce((sum, page) => sum + sizeOf(page), 0),
      endedAt: hasMore ? null : deps.clock.now(),
    };
    const change = { cursorJson: JSON.stringify(cursor), progressJson: JSON.stringify(progress), round: source.round };
    const events = pages.flatMap((page) => page.events ?? []);
    const listed = new Set(last.listed);
    const advance = async (session: Session) => {
      await renew(session, listed.size === 0 ? change : {});
      await storeEvents(session, source.id, events);
    };
    await takeIn(deps, at, records, { advance });
    if (events.length > 0) await applyEvents(deps, at, renew);
    for (const kind of listed) await askForUnseen(deps, at, kind, renew);
    // Until all of it is answered for, this page is read again: changes alone would never tell what it did not list.
    if (listed.size > 0) await renew(deps.store.session, change);
  }
  return source;
}

/** Pages that together are one transaction. */
async function gather(connection: Connection, from: SyncCursor | null): Promise<[SourcePage, ...SourcePage[]]> {
  const next = (cursor: SyncCursor | null) => ask(connection, () => connection.client.page(cursor));
  const pages: [SourcePage, ...SourcePage[]] = [await next(from)];
  let count = sizeOf(pages[0]);
  for (let last = pages[0]; last.hasMore && !last.listed && count < AT_ONCE;) {
    if (connection.signal.aborted) break;
    last = await next(last.cursor);
    pages.push(last);
    count += sizeOf(last);
  }
  return pages;
}

const sizeOf = ({ records, events = [] }: SourcePage) => records.length + events.length;

/** What a full sync did not list may be gone without a word: it is asked for. */
async function askForUnseen(deps: Deps, connection: Connection, kind: ObjectKind, renew: Renew): Promise<void> {
  const { id, round } = connection.source;
  for (let after = ''; ;) {
    const rows = await unseenObjects(deps.store.session, id, kind, round, after, UNSEEN_AT_ONCE);
    if (rows.length === 0) return;
    after = rows.at(-1)!.externalId;
    const records = await askForEach(connection, rows);
    await takeIn(deps, connection, records, { isFresh: true, advance: (session) => renew(session) });
  }
}
