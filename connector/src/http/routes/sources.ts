import { requireAdmin } from '../../domain/actor.ts';
import { unprocessable } from '../../domain/errors.ts';
import { countObjects, type SyncProgress } from '../../store/sources.ts';
import type { ObjectName } from '../../store/sourceObjects.ts';
import type { SourceObjectTable, SourceTable } from '../../store/tables.ts';
import type { Deps } from '../../usecases/deps.ts';
import { connect, vendorOf } from '../../usecases/sources/connection.ts';
import { findSource } from '../../usecases/sources/findSource.ts';
import { retryImported } from '../../usecases/sources/importEvents.ts';
import { changeSource, createSource, deleteSource, requestSync } from '../../usecases/sources/manageSources.ts';
import { findProblem, problemId, problemsAfter, retry } from '../../usecases/sources/putAside.ts';
import { warnOfTwins } from '../../usecases/sources/twins.ts';
import { empty, idParams, listOf, page } from '../contracts/common.ts';
import { deleted } from '../contracts/organization.ts';
import {
  problemParams,
  retryAnswer,
  source,
  sourceError,
  sourceInput,
  sourcePatch,
  syncInput,
} from '../contracts/sources.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { check } from '../contracts/issues.ts';
import { summarize } from '../../domain/errors.ts';
import { Problem } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { isoInstant } from '../views/instants.ts';

const tag = 'Sources';
const WHAT = 'sources';
const RETRIED_AT_ONCE = 100;

async function sourceView(deps: Deps, row: SourceTable) {
  const wall = deps.clock.wall();
  const { objects, pendingEvents } = await countObjects(deps.store.session, row.id);
  const twins = await warnOfTwins(deps.store.session, row);
  const { startedAt, endedAt, ...progress } = JSON.parse(row.progressJson) as SyncProgress;
  const isWaiting = row.leaseToken === null && row.leaseUntil > wall;
  const isSyncing = row.leaseToken !== null || (!isWaiting && row.dueAt !== null && row.dueAt <= wall);
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    settings: JSON.parse(row.settingsJson) as Record<string, unknown>,
    enabled: row.enabled === 1,
    intervalMinutes: row.intervalMinutes,
    recheck: row.recheck === 1,
    whenUnreachable: row.whenUnreachable,
    status: statusOf(row, isSyncing),
    progress: { ...progress, startedAt: isoInstant(startedAt), endedAt: isoInstant(endedAt) },
    lastSyncAt: isoInstant(row.lastSyncAt),
    lagSeconds: row.lastSyncAt === null ? null : Math.round((deps.clock.now() - row.lastSyncAt) / 1000),
    nextSyncAt: row.enabled === 0 ? null : isoInstant(row.dueAt),
    lastError: row.lastError,
    warnings: twins === null ? [] : [twins],
    pendingEvents,
    objects,
    webhookUrl: vendorOf(deps, row).eventsOf ? `${deps.publicUrl}/v1/sources/${row.id}/webhook` : null,
    createdAt: isoInstant(row.createdAt),
    updatedAt: isoInstant(row.updatedAt),
  };
}

function statusOf({ enabled, lastError }: SourceTable, isSyncing: boolean): 'off' | 'waiting' | 'syncing' | 'failing' {
  if (enabled === 0) return 'off';
  if (isSyncing) return 'syncing';
  return lastError === null ? 'waiting' : 'failing';
}

const errorView = (row: SourceObjectTable) => ({
  id: problemId(row),
  kind: row.kind,
  externalId: row.externalId,
  reason: row.problem ?? '',
  object: row.rawJson === null ? null : (JSON.parse(row.rawJson) as unknown),
  at: isoInstant(row.problemAt),
});

/** A part of a change, as the vendor of the source takes it. */
function checked(schema: Parameters<typeof check>[0], path: string, value: unknown): Record<string, unknown> {
  const result = check(schema, value);
  if (result.ok) return result.value as Record<string, unknown>;
  const errors = result.errors.map((error) => ({ ...error, path: error.path ? `${path}.${error.path}` : path }));
  throw new Problem(400, summarize(errors), errors);
}

export const sourceRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/sources',
    summary: 'List sources, each with its health: last sync, lag, progress, what is put aside',
    tag,
    query: page,
    answer: listOf(source),
    handle: async ({ deps, actor, query: { limit, cursor } }) => {
      requireAdmin(actor, WHAT, 'read');
      const after = decodeCursor(cursor, 1);
      let query = deps.store.session.db
        .selectFrom('sources')
        .selectAll()
        .orderBy('id')
        .limit(limit + 1);
      if (after) query = query.where('id', '>', after[0]!);
      const rows = await query.execute();
      const data = await Promise.all(rows.slice(0, limit).map((row) => sourceView(deps, row)));
      return { body: { data, nextCursor: rows.length > limit ? encodeCursor([data.at(-1)!.id]) : null } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sources',
    summary: 'Connect a source; its first sync begins at once',
    tag,
    body: sourceInput,
    answer: source,
    status: 201,
    handle: async ({ deps, actor, body }) => {
      const { settings, secrets, type, ...rest } = body;
      const id = await createSource(deps, actor, {
        ...rest,
        type,
        settings: (settings ?? checked(vendorOf(deps, { type }).settings, 'settings', {})) as Record<string, unknown>,
        secrets: secrets as Record<string, unknown>,
      });
      return { body: await sourceView(deps, await findSource(deps.store.session, id)) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sources/{id}',
    summary: 'Read a source and its health',
    tag,
    params: idParams,
    answer: source,
    handle: async ({ deps, actor, params }) => {
      requireAdmin(actor, WHAT, 'read');
      return { body: await sourceView(deps, await findSource(deps.store.session, params.id)) };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/sources/{id}',
    summary: 'Change what the body names',
    tag,
    params: idParams,
    body: sourcePatch,
    answer: source,
    handle: async ({ deps, actor, params, body }) => {
      requireAdmin(actor, WHAT);
      const { session } = deps.store;
      const vendor = vendorOf(deps, await findSource(session, params.id));
      const { settings, secrets, ...rest } = body;
      await changeSource(deps, actor, params.id, {
        ...rest,
        ...(settings === undefined ? {} : { settings: checked(vendor.settings, 'settings', settings) }),
        ...(secrets === undefined ? {} : { secrets: checked(vendor.secrets, 'secrets', secrets) }),
      });
      return { body: await sourceView(deps, await findSource(session, params.id)) };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/sources/{id}',
    summary: 'Disconnect a source; its records stay',
    tag,
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await deleteSource(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sources/{id}/sync',
    summary: 'Sync now, in the background; the source tells how far it is',
    tag,
    params: idParams,
    body: syncInput,
    answer: source,
    status: 202,
    handle: async ({ deps, actor, params, body }) => {
      await requestSync(deps, actor, params.id, body.full ?? false);
      return { body: await sourceView(deps, await findSource(deps.store.session, params.id)) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sources/{id}/errors',
    summary: 'List what is put aside, with reasons',
    tag,
    params: idParams,
    query: page,
    answer: listOf(sourceError),
    handle: async ({ deps, actor, params, query: { limit, cursor } }) => {
      requireAdmin(actor, WHAT, 'read');
      const { session } = deps.store;
      const { id } = await findSource(session, params.id);
      const place = decodeCursor(cursor, 2);
      const after = place && ({ kind: place[0], externalId: place[1] } as ObjectName);
      const rows = await problemsAfter(session, id, after, limit + 1);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      const nextCursor = rows.length > limit && last ? encodeCursor([last.kind, last.externalId]) : null;
      return { body: { data: shown.map(errorView), nextCursor } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sources/{id}/errors/retry',
    summary: 'Ask for what is put aside again, the first 100, and take in what goes now',
    tag,
    params: idParams,
    body: empty,
    answer: retryAnswer,
    handle: async ({ deps, actor, params }) => {
      requireAdmin(actor, WHAT);
      return { body: await retried(deps, params.id, null) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sources/{id}/errors/{errorId}/retry',
    summary: 'Ask for one object that is put aside again; a 422 says why it still does not go',
    tag,
    params: problemParams,
    body: empty,
    answer: retryAnswer,
    handle: async ({ deps, actor, params }) => {
      requireAdmin(actor, WHAT);
      return { body: await retried(deps, params.id, params.errorId) };
    },
  }),
];

async function retried(
  deps: Deps,
  sourceId: string,
  errorId: string | null,
): Promise<{ retried: number; left: number }> {
  const { session } = deps.store;
  const row = await findSource(session, sourceId);
  const problems =
    errorId === null
      ? await problemsAfter(session, row.id, null, RETRIED_AT_ONCE)
      : [await findProblem(session, row.id, errorId)];
  if (row.secrets === '') await retryImported(deps, row, problems);
  else await retry(deps, await connect(deps, row), problems);
  if (errorId !== null) {
    const still = await findProblem(session, row.id, errorId).catch(() => null);
    if (still) throw unprocessable(`It still does not go: ${still.problem}`);
  }
  const { objects } = await countObjects(session, row.id);
  return { retried: problems.length, left: objects.reduce((sum, { putAside }) => sum + putAside, 0) };
}
