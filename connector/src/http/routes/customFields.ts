import { notFound } from '../../domain/errors.ts';
import { loadCustomFields } from '../../store/customFields.ts';
import { changeCustomField, createCustomField, deleteCustomField } from '../../usecases/customers/customFields.ts';
import { listOf, page } from '../contracts/common.ts';
import {
  customField,
  customFieldInput,
  customFieldParams,
  customFieldPatch,
  deletion,
} from '../contracts/customFields.ts';
import { deleted } from '../contracts/organization.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';

const tag = 'Custom fields';

export const customFieldRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/custom-fields',
    summary: 'List the custom fields of customers (CUS-4)',
    tag,
    query: page,
    answer: listOf(customField),
    handle: async ({ deps, query: { limit, cursor } }) => {
      const after = decodeCursor(cursor, 1)?.[0] ?? '';
      const fields = [...(await loadCustomFields(deps.store.session)).values()]
        .filter(({ key }) => key > after)
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      const data = fields.slice(0, limit);
      return { body: { data, nextCursor: fields.length > limit ? encodeCursor([data.at(-1)!.key]) : null } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/custom-fields',
    isOneTransaction: true,
    summary: 'Define a custom field of customers',
    tag,
    body: customFieldInput,
    answer: customField,
    status: 201,
    handle: async ({ deps, actor, body }) => ({ body: await createCustomField(deps, actor, body) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/custom-fields/{key}',
    summary: 'Read a custom field',
    tag,
    params: customFieldParams,
    answer: customField,
    handle: async ({ deps, params: { key } }) => {
      const body = (await loadCustomFields(deps.store.session)).get(key);
      if (!body) throw notFound('custom field', key);
      return { body };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/custom-fields/{key}',
    summary: 'Change what the body names; refused where values present do not fit',
    tag,
    params: customFieldParams,
    body: customFieldPatch,
    answer: customField,
    handle: async ({ deps, actor, params, body: { key: _key, ...body } }) => ({
      body: await changeCustomField(deps, actor, params.key, body),
    }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/custom-fields/{key}',
    summary: 'Delete a custom field; with values only by force',
    tag,
    params: customFieldParams,
    query: deletion,
    answer: deleted,
    handle: async ({ deps, actor, params, query }) => {
      await deleteCustomField(deps, actor, params.key, query.force === 'true');
      return { body: { deleted: true } };
    },
  }),
];
