import { notFound } from '../../domain/errors.ts';
import { requireAdmin } from '../../domain/actor.ts';
import { contains } from '../../store/search.ts';
import type { UserTable } from '../../store/tables.ts';
import { deleteUser } from '../../usecases/organization/deleteUser.ts';
import type { Deps } from '../../usecases/deps.ts';
import { createKey, revokeKey } from '../../usecases/organization/manageAccess.ts';
import { createUser, findUser, updateUser } from '../../usecases/organization/saveUser.ts';
import { createdKey, key, keyInput, user, userDeletion, userInput, userPatch } from '../contracts/access.ts';
import { idParams, listOf, page, searchable } from '../contracts/common.ts';
import { deleted } from '../contracts/organization.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoInstant } from '../views/instants.ts';

const tag = 'Access';

const userView = (row: UserTable) => ({ ...row, createdAt: isoInstant(row.createdAt) });

async function readUser(deps: Deps, name: string) {
  const row = await findUser(deps.store.session, name);
  if (!row) throw notFound('user', name);
  return userView(row);
}

export const accessRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/users',
    summary: 'List users',
    tag,
    query: searchable,
    answer: listOf(user),
    handle: async ({ deps, query: { limit, cursor, search } }) => {
      const after = decodeCursor(cursor, 1);
      let query = deps.store.session.db
        .selectFrom('users')
        .selectAll()
        .orderBy('id')
        .limit(limit + 1);
      if (after) query = query.where('id', '>', after[0]!);
      if (search) query = query.where(contains(deps.store.session, ['name', 'email', 'externalId'], search));
      return { body: pageOf(await query.execute(), limit, userView) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/users',
    isOneTransaction: true,
    summary: 'Create a user, or update the one with this external id (CUS-5)',
    tag,
    body: userInput,
    answer: user,
    status: 201,
    upsert: true,
    handle: async ({ deps, actor, body }) => {
      const { id, created } = await createUser(deps, actor, body);
      return { status: created ? 201 : 200, body: await readUser(deps, id) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/users/{id}',
    summary: 'Read a user',
    tag,
    params: idParams,
    answer: user,
    handle: async ({ deps, params }) => ({ body: await readUser(deps, params.id) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/users/{id}',
    summary: 'Change what the body names',
    tag,
    params: idParams,
    body: userPatch,
    answer: user,
    handle: async ({ deps, actor, params, body }) => ({
      body: await readUser(deps, await updateUser(deps, actor, params.id, body)),
    }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/users/{id}',
    summary: 'Take a user away whom no plan names; replaceBy takes over their customers',
    tag,
    params: idParams,
    query: userDeletion,
    answer: deleted,
    handle: async ({ deps, actor, params, query }) => {
      await deleteUser(deps, actor, params.id, query.replaceBy);
      return { body: { deleted: true } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/api-keys',
    summary: 'List API keys; the keys themselves are not kept',
    tag,
    query: page,
    answer: listOf(key),
    handle: async ({ deps, actor, query: { limit, cursor } }) => {
      requireAdmin(actor, 'API keys', 'read');
      const after = decodeCursor(cursor, 1);
      let query = deps.store.session.db
        .selectFrom('apiKeys')
        .select(['id', 'name', 'hint', 'role', 'userId', 'createdAt', 'revokedAt'])
        .orderBy('id')
        .limit(limit + 1);
      if (after) query = query.where('id', '>', after[0]!);
      const view = <R extends { createdAt: number; revokedAt: number | null }>(row: R) => ({
        ...row,
        createdAt: isoInstant(row.createdAt),
        revokedAt: isoInstant(row.revokedAt),
      });
      return { body: pageOf(await query.execute(), limit, view) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/api-keys',
    isOneTransaction: true,
    summary: 'Make an API key; it is shown this once',
    tag,
    body: keyInput,
    answer: createdKey,
    status: 201,
    isSecret: true,
    handle: async ({ deps, actor, body }) => ({ body: await createKey(deps, actor, body) }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/api-keys/{id}',
    summary: 'Revoke an API key, from the next request on',
    tag,
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await revokeKey(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
];
