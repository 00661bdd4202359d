import type { SyncCursor } from '../source.ts';
import type { QuickBooksApi } from './api.ts';
import { ChangesLost } from './failures.ts';
import { type AnyObject, ENTITIES, type Entity } from './objects.ts';

/** As much as QuickBooks gives at once, of a query and of change data capture. */
export const MOST = 1000;
/** Change data capture looks back 30 days; a day less, since syncs take a while. */
const LOOK_BACK_MS = 29 * 86_400_000;
/** What was being written while QuickBooks was asked is seen the next time. */
const OVERLAP_MS = 5 * 60_000;

/** Between two syncs: where change data capture goes on. */
interface Resting {
  readonly changedSince: number;
  /** Something may have been deleted without anybody telling: everything has to be listed anew. */
  readonly isIncomplete?: boolean;
}

/** Within a sync. */
interface Running {
  /** Where change data capture goes on after it. */
  readonly from: number;
  /** Only what changed since; null: everything. */
  readonly since: number | null;
  readonly todo: readonly { readonly entity: Entity; readonly by: 'changes' | 'query' }[];
  /** Where the query of the first of them stands. */
  readonly place?: Place;
  readonly isIncomplete: boolean;
}

/**
 * A place in the objects of an entity in the order of their last change. By time and not by number: what is changed or deleted meanwhile moves
 * no other out of a page. `start` counts within one time alone.
 */
interface Place {
  readonly since: string;
  readonly start: number;
}

export interface Page {
  readonly objects: readonly (readonly [Entity, AnyObject])[];
  readonly cursor: SyncCursor;
  readonly hasMore: boolean;
  readonly phase: string;
  /** Everything there is has been listed. */
  readonly isWhole: boolean;
}

/**
 * The page at a cursor. A full sync queries every entity; after it, change data capture tells what changes. Where that was asked too late, or
 * has too much to tell, a query tells what changed; what was deleted shows when the next sync lists everything anew.
 */
export async function pageAt(api: QuickBooksApi, cursor: SyncCursor | null, now: number): Promise<Page> {
  if (cursor === null) return queryPage(api, { from: NaN, since: null, todo: allBy('query'), isIncomplete: false });
  if ('changedSince' in cursor) {
    const { changedSince, isIncomplete } = cursor as unknown as Resting;
    if (isIncomplete)
      throw new ChangesLost('QuickBooks could not tell all that was deleted: everything is listed anew');
    if (changedSince < now - LOOK_BACK_MS) {
      return queryPage(api, { from: NaN, since: changedSince, todo: allBy('query'), isIncomplete: true });
    }
    return changesPage(api, changedSince);
  }
  const running = cursor as unknown as Running;
  return running.todo[0]!.by === 'query' ? queryPage(api, running) : changesOfOne(api, running);
}

function allBy(by: 'changes' | 'query'): Running['todo'] {
  return ENTITIES.map((entity) => ({ entity, by }));
}

/** All entities at once, as is usual; if the answer is full, one after the other. */
async function changesPage(api: QuickBooksApi, since: number): Promise<Page> {
  const { objects, at } = await api.changes(ENTITIES, since);
  const from = at - OVERLAP_MS;
  const common = { objects, phase: 'changes', isWhole: false };
  if (objects.length < MOST) return { ...common, cursor: { changedSince: from }, hasMore: false };
  return { ...common, cursor: asCursor({ from, since, todo: allBy('changes'), isIncomplete: false }), hasMore: true };
}

async function changesOfOne(api: QuickBooksApi, running: Running): Promise<Page> {
  const [{ entity }, ...others] = running.todo as [Running['todo'][number], ...Running['todo']];
  const { objects } = await api.changes([entity], running.since!);
  const isFull = objects.length >= MOST;
  const rest: Running = isFull
    ? { ...running, todo: [{ entity, by: 'query' }, ...others], isIncomplete: true }
    : { ...running, todo: others };
  return { objects, ...nextOf(rest), phase: 'changes', isWhole: false };
}

async function queryPage(api: QuickBooksApi, running: Running): Promise<Page> {
  const [{ entity }, ...others] = running.todo as [Running['todo'][number], ...Running['todo']];
  const since = toSecond(running.since ?? 0);
  const place = running.place ?? { since, start: 1 };
  const active = entity === 'Customer' ? 'Active in (true, false) and ' : '';
  const { objects, at } = await api.query(
    entity,
    `where ${active}MetaData.LastUpdatedTime >= '${place.since}' orderby MetaData.LastUpdatedTime startposition ${place.start} maxresults ${MOST}`,
  );
  const from = Number.isFinite(running.from) ? running.from : at - OVERLAP_MS;
  const rest: Running =
    objects.length < MOST
      ? { ...running, from, todo: others, place: undefined }
      : { ...running, from, place: placeAfter(place, objects) };
  const next = nextOf(rest);
  return {
    objects: objects.map((object) => [entity, object] as const),
    ...next,
    phase: running.since === null ? PHASE[entity] : 'changes',
    isWhole: !next.hasMore && running.since === null,
  };
}

const PHASE: Readonly<Record<Entity, string>> = {
  Customer: 'customers',
  Invoice: 'invoices',
  CreditMemo: 'credit memos',
  Payment: 'payments',
  RefundReceipt: 'refund receipts',
};

/** Behind a full page: from its last time on, and by number only where all of it is of one time. */
function placeAfter(place: Place, objects: readonly AnyObject[]): Place {
  const last = toSecond(Date.parse(objects.at(-1)!.MetaData.LastUpdatedTime));
  if (Date.parse(last) > Date.parse(place.since)) return { since: last, start: 1 };
  return { since: place.since, start: place.start + objects.length };
}

/** QuickBooks knows times to the second. */
function toSecond(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function nextOf(running: Running): { cursor: SyncCursor; hasMore: boolean } {
  if (running.todo.length > 0) return { cursor: asCursor(running), hasMore: true };
  const { from, isIncomplete } = running;
  return { cursor: { changedSince: from, ...(isIncomplete ? { isIncomplete } : {}) }, hasMore: false };
}

function asCursor(running: Running): SyncCursor {
  return { ...running };
}
