import { notFound } from '../../domain/errors.ts';
import type { Tables } from '../../store/tables.ts';
import { deleteSenderAlias, findAlias, saveSenderAlias } from '../../usecases/organization/manageSenderAliases.ts';
import { deleteUserGroup, readUserGroups, saveUserGroup } from '../../usecases/organization/manageUserGroups.ts';
import {
  senderAlias,
  senderAliasInput,
  senderAliasPatch,
  userGroup,
  userGroupInput,
  userGroupPatch,
} from '../contracts/access.ts';
import { idParams, listOf, page } from '../contracts/common.ts';
import { deleted } from '../contracts/organization.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoInstant } from '../views/instants.ts';

const tag = 'Access';

const aliasView = (row: Tables['senderAliases']) => ({ ...row, createdAt: isoInstant(row.createdAt) });

/** PLN-2: groups of users and sender aliases, as plans name them. */
export const senderRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/user-groups',
    summary: 'List groups of users',
    tag,
    query: page,
    answer: listOf(userGroup),
    handle: async ({ deps, query: { limit, cursor } }) => {
      const after = decodeCursor(cursor, 1)?.[0] ?? '';
      const groups = await readUserGroups(deps.store.session, { after, limit: limit + 1 });
      return { body: pageOf(groups, limit, (group) => group) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/user-groups',
    isOneTransaction: true,
    summary: 'Create a group of users, to be responsible or get copies',
    tag,
    body: userGroupInput,
    answer: userGroup,
    status: 201,
    handle: async ({ deps, actor, body }) => ({ body: await saveUserGroup(deps, actor, null, body) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/user-groups/{id}',
    summary: 'Read a group of users',
    tag,
    params: idParams,
    answer: userGroup,
    handle: async ({ deps, params }) => {
      const [group] = await readUserGroups(deps.store.session, { ids: [params.id] });
      if (!group) throw notFound('user group', params.id);
      return { body: group };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/user-groups/{id}',
    summary: 'Change what the body names; members are replaced as a whole',
    tag,
    params: idParams,
    body: userGroupPatch,
    answer: userGroup,
    handle: async ({ deps, actor, params, body }) => ({ body: await saveUserGroup(deps, actor, params.id, body) }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/user-groups/{id}',
    summary: 'Delete a group that no plan names',
    tag,
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await deleteUserGroup(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sender-aliases',
    summary: 'List sender aliases',
    tag,
    query: page,
    answer: listOf(senderAlias),
    handle: async ({ deps, query: { limit, cursor } }) => {
      const rows = await deps.store.session.db
        .selectFrom('senderAliases')
        .selectAll()
        .where('id', '>', decodeCursor(cursor, 1)?.[0] ?? '')
        .orderBy('id')
        .limit(limit + 1)
        .execute();
      return { body: pageOf(rows, limit, aliasView) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sender-aliases',
    isOneTransaction: true,
    summary: 'Create an alias that messages may come from',
    tag,
    body: senderAliasInput,
    answer: senderAlias,
    status: 201,
    handle: async ({ deps, actor, body }) => ({ body: aliasView(await saveSenderAlias(deps, actor, null, body)) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sender-aliases/{id}',
    summary: 'Read a sender alias',
    tag,
    params: idParams,
    answer: senderAlias,
    handle: async ({ deps, params }) => {
      const alias = await findAlias(deps.store.session, params.id);
      if (!alias) throw notFound('sender alias', params.id);
      return { body: aliasView(alias) };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/sender-aliases/{id}',
    summary: 'Change what the body names',
    tag,
    params: idParams,
    body: senderAliasPatch,
    answer: senderAlias,
    handle: async ({ deps, actor, params, body }) => ({
      body: aliasView(await saveSenderAlias(deps, actor, params.id, body)),
    }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/sender-aliases/{id}',
    summary: 'Delete an alias that no plan’s step comes from',
    tag,
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await deleteSenderAlias(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
];
