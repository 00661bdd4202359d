import { deleteView, listViews, readView, type SavedView, saveView } from '../../usecases/lists/views.ts';
import { idParams, listOf } from '../contracts/common.ts';
import { deleted } from '../contracts/organization.ts';
import { savedView, viewInput, viewPatch, viewQuery } from '../contracts/views.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoInstant } from '../views/instants.ts';

const tag = 'Saved views';

const view = ({ createdAt, updatedAt, ...rest }: SavedView) => ({
  ...rest,
  createdAt: isoInstant(createdAt)!,
  updatedAt: isoInstant(updatedAt)!,
});

export const viewRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/views',
    summary: 'List saved views: everybody’s and one’s own',
    tag,
    query: viewQuery,
    answer: listOf(savedView),
    handle: async ({ deps, actor, query: { limit, cursor, list } }) => {
      const after = decodeCursor(cursor, 1)?.[0] ?? '';
      return { body: pageOf(await listViews(deps.store.session, actor, { list, after, limit }), limit, view) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/views',
    isOneTransaction: true,
    summary: 'Save a view of a list: its columns, order and filters',
    tag,
    body: viewInput,
    answer: savedView,
    status: 201,
    handle: async ({ deps, actor, body }) => ({ body: view(await saveView(deps, actor, null, body)) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/views/{id}',
    summary: 'Read a saved view',
    tag,
    params: idParams,
    answer: savedView,
    handle: async ({ deps, actor, params }) => ({ body: view(await readView(deps.store.session, actor, params.id)) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/views/{id}',
    summary: 'Change what the body names',
    tag,
    params: idParams,
    body: viewPatch,
    answer: savedView,
    handle: async ({ deps, actor, params, body }) => ({ body: view(await saveView(deps, actor, params.id, body)) }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/views/{id}',
    summary: 'Delete a saved view',
    tag,
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await deleteView(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
];
