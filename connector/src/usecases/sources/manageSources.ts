import { type Actor, OWN_SOURCE, requireAdmin } from '../../domain/actor.ts';
import { conflict, invalid } from '../../domain/errors.ts';
import type { EventType } from '../../domain/eventTypes.ts';
import type { SourceType } from '../../sources/source.ts';
import { appendEvents } from '../../store/events.ts';
import { NO_PROGRESS } from '../../store/sources.ts';
import type { Session } from '../../store/store.ts';
import type { SourceTable, WhenUnreachable } from '../../store/tables.ts';
import { releaseFields } from '../customers/customFields.ts';
import type { Deps } from '../deps.ts';
import { keepBooks, refuseNameOfOthers, refuseOtherBooks } from './books.ts';
import { findSource, findSourceToChange, findSourceToDelete } from './findSource.ts';
import { checkAddress, refuseRedirected } from './sourceAddress.ts';
import { forgetTwins } from './twins.ts';

export interface SourceInput {
  readonly type: SourceType;
  readonly name?: string;
  /** As the vendor's schemas have checked them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly enabled?: boolean;
  readonly intervalMinutes?: number;
  readonly recheck?: boolean;
  readonly whenUnreachable?: WhenUnreachable;
}

export type SourceChange = Partial<Omit<SourceInput, 'type' | 'name'>>;

const WHAT = 'sources';
const INTERVAL_MINUTES = 10;
const FREE = { leaseToken: null, leaseUntil: 0 };

/** Connects a source; its first sync, a full one, begins at once. Admins only. */
export async function createSource(deps: Deps, actor: Actor, input: SourceInput): Promise<string> {
  requireAdmin(actor, WHAT);
  checkAddress(deps, input.settings);
  const box = boxOf(deps);
  const id = deps.newId('src');
  const name = input.name ?? input.type;
  const now = deps.clock.now();
  await deps.store.transaction(async (session) => {
    await session.lockTable('sources');
    await refuseTaken(session, name);
    await refuseNameOfOthers(deps, session, name, input);
    const row: SourceTable = {
      id,
      type: input.type,
      name,
      settingsJson: JSON.stringify(input.settings),
      secrets: box.seal(id, input.secrets),
      enabled: input.enabled === false ? 0 : 1,
      intervalMinutes: input.intervalMinutes ?? INTERVAL_MINUTES,
      recheck: input.recheck === false ? 0 : 1,
      whenUnreachable: input.whenUnreachable ?? 'auto',
      cursorJson: null,
      round: 0,
      progressJson: JSON.stringify(NO_PROGRESS),
      lastSyncAt: null,
      lastError: null,
      leaseToken: null,
      leaseUntil: 0,
      dueAt: input.intervalMinutes === 0 ? null : deps.clock.wall(),
      createdAt: now,
      updatedAt: now,
    };
    await session.insert('sources', [row]);
    await tell(session, deps, actor, 'sourceCreated', row);
    session.afterCommit(() => deps.sourceWork.ring());
  });
  return id;
}

/**
 * Changes what the input names; secrets come whole or not at all. A sync that runs goes on as it began, unless settings change: then a full one
 * takes its place. Admins only.
 */
export async function changeSource(deps: Deps, actor: Actor, id: string, change: SourceChange): Promise<void> {
  requireAdmin(actor, WHAT);
  if (change.settings) checkAddress(deps, change.settings);
  await deps.store.transaction(async (session) => {
    const before = await findSourceToChange(session, id);
    refuseRedirected(before, change);
    await refuseOtherBooks(deps, session, before, change);
    const { enabled, intervalMinutes, recheck, whenUnreachable, settings, secrets } = change;
    const columns = {
      ...(settings === undefined ? {} : settingsColumns(settings, before)),
      ...(secrets === undefined ? {} : { secrets: boxOf(deps).seal(id, secrets) }),
      ...(enabled === undefined ? {} : { enabled: enabled ? 1 : 0 }),
      ...(recheck === undefined ? {} : { recheck: recheck ? 1 : 0 }),
      ...(whenUnreachable === undefined ? {} : { whenUnreachable }),
      ...(intervalMinutes === undefined ? {} : { intervalMinutes }),
    };
    const named = { ...change, secrets: undefined };
    const changed = Object.keys(columns).filter(
      (column) => columns[column as keyof typeof columns] !== before[column as keyof SourceTable],
    );
    if (changed.length === 0) return;
    // What kept it waiting may have gone with the change; one that runs with other settings would write its own page over the full sync.
    const isFree = before.leaseToken === null || changed.includes('settingsJson');
    const wall = deps.clock.wall();
    const isDue = before.dueAt !== null && before.dueAt <= wall;
    const interval = intervalMinutes ?? before.intervalMinutes;
    const dueAt = interval > 0 ? wall : isDue ? before.dueAt : null;
    await session.db
      .updateTable('sources')
      .set({ ...columns, ...(isFree ? { ...FREE, dueAt } : {}), updatedAt: deps.clock.now() })
      .where('id', '=', id)
      .execute();
    const names = Object.keys(named).filter((key) => change[key as keyof SourceChange] !== undefined);
    await tell(session, deps, actor, 'sourceUpdated', before, { changed: names });
    session.afterCommit(() => deps.sourceWork.ring());
  });
}

/** Other settings hold for what is there already too: the next sync is a full one. */
function settingsColumns(settings: SourceInput['settings'], { settingsJson, cursorJson }: SourceTable) {
  const json = JSON.stringify(settings);
  return { settingsJson: json, cursorJson: json === settingsJson ? cursorJson : null };
}

/** Disconnects a source: what it brought stays, as it is, and is people's to change. Admins only. */
export async function deleteSource(deps: Deps, actor: Actor, id: string): Promise<void> {
  requireAdmin(actor, WHAT);
  await deps.store.transaction(async (session) => {
    const source = await findSourceToDelete(session, id);
    await keepBooks(deps, session, source);
    for (const table of ['sourceEvents', 'sourceObjects'] as const)
      await session.db.deleteFrom(table).where('sourceId', '=', id).execute();
    await session.db
      .updateTable('customers')
      .set({ managersSource: null })
      .where('managersSource', '=', source.name)
      .execute();
    await releaseFields(session, deps, actor, source.name);
    await forgetTwins(session, source);
    await session.db.deleteFrom('sources').where('id', '=', id).execute();
    await tell(session, deps, actor, 'sourceDeleted', source);
  });
}

/** Asks for a sync now; a full one begins anew from the first page. A 409 while it is off. Admins only. */
export async function requestSync(deps: Deps, actor: Actor, id: string, full: boolean): Promise<void> {
  requireAdmin(actor, WHAT);
  await deps.store.transaction(async (session) => {
    const source = await findSource(session, id);
    if (source.enabled === 0) throw conflict(`‘${source.name}’ is off: switch it on with {"enabled": true}`);
    // One that runs is asked again when it has ended; only a full one takes its place.
    const free = full || source.leaseToken === null ? FREE : {};
    await session.db
      .updateTable('sources')
      .set({ dueAt: deps.clock.wall(), ...free, ...(full ? { cursorJson: null } : {}) })
      .where('id', '=', id)
      .execute();
    session.afterCommit(() => deps.sourceWork.ring());
  });
}

/** A 409 where another source has the name already; `path` and `remedy` say to whoever asked what to send instead. */
export async function refuseTaken(
  { db }: Session,
  name: string,
  path = 'name',
  remedy = 'give this one another name',
): Promise<void> {
  if (name === OWN_SOURCE)
    throw invalid([{ path, message: `'${name}' is the organisation’s own: choose another name` }]);
  const taken = await db.selectFrom('sources').select('id').where('name', '=', name).executeTakeFirst();
  if (taken) throw conflict(`There is a source ‘${name}’ already: ${remedy}`, [{ path, message: 'is taken' }]);
}

function boxOf({ secretBox }: Deps) {
  if (secretBox) return secretBox;
  throw conflict('Secrets cannot be kept: start the connector with DUNNING_SECRETS_KEY (32 characters or more)');
}

function tell(
  session: Session,
  { newId, clock }: Deps,
  actor: Actor,
  type: EventType,
  { id, type: sourceType, name }: SourceTable,
  more: object = {},
): Promise<void> {
  const data = { sourceId: id, sourceType, name, ...more };
  return appendEvents(session, newId, clock.now(), actor, [{ type, customerId: null, data }]);
}
