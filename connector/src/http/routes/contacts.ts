import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import { contactsOf } from '../../store/contacts.ts';
import { findByReferences } from '../../store/lookups.ts';
import {
  findContact,
  invalidateContact,
  removeContact,
  saveContact,
  updateContact,
  validateContact,
} from '../../usecases/customers/changeContact.ts';
import type { Deps } from '../../usecases/deps.ts';
import { toReference } from '../../usecases/lists/records.ts';
import { empty, idParams, listOf, page, paragraphs } from '../contracts/common.ts';
import { contact, contactInput, customer } from '../contracts/customers.ts';
import { deleted } from '../contracts/organization.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { contactView } from '../views/contact.ts';
import { readCustomer } from './customers.ts';

const tag = 'Customers';

async function readContact(deps: Deps, id: string) {
  return contactView(await findContact(deps.store.session, id));
}

/** CUS-3. */
export const contactRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/contacts',
    summary: 'List a customer’s contacts',
    tag,
    params: idParams,
    query: page,
    answer: listOf(contact),
    handle: async ({ deps, params, query: { limit, cursor } }) => {
      const { session } = deps.store;
      const reference = toReference(params.id);
      const found = (await findByReferences(session, 'customers', [reference]))(reference);
      if (!found) throw notFound('customer', params.id);
      const after = decodeCursor(cursor, 1)?.[0] ?? '';
      const rows = (await contactsOf(session, found.id)).filter(({ id }) => id > after);
      return { body: pageOf(rows.slice(0, limit + 1), limit, contactView) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/contacts',
    isOneTransaction: true,
    summary: 'Add a contact, or change the customer’s contact with this external id',
    tag,
    params: idParams,
    body: contactInput,
    answer: contact,
    status: 201,
    upsert: true,
    handle: async ({ deps, actor, params, body }) => {
      const { id, created } = await saveContact(deps, actor, params.id, body);
      return { status: created ? 201 : 200, body: await readContact(deps, id) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/contacts/{id}',
    summary: 'Read a contact',
    tag,
    params: idParams,
    answer: contact,
    handle: async ({ deps, params }) => ({ body: await readContact(deps, params.id) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/contacts/{id}',
    summary: 'Change what the body names; who becomes main takes that from the other',
    tag,
    params: idParams,
    body: contactInput,
    answer: contact,
    handle: async ({ deps, actor, params, body }) => ({
      body: await readContact(deps, await updateContact(deps, actor, params.id, body)),
    }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/contacts/{id}',
    summary: 'Remove a contact',
    tag,
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await removeContact(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/contacts/{id}/validate',
    isOneTransaction: true,
    summary: 'An address wrongly marked invalid is good again (CUS-3)',
    tag,
    params: idParams,
    body: empty,
    answer: customer,
    handle: async ({ deps, actor, params }) => ({
      body: await readCustomer(deps, await validateContact(deps, actor, params.id)),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/contacts/{id}/invalidate',
    isOneTransaction: true,
    summary: 'The address bounced: nothing is sent there until it is validated (CUS-3)',
    tag,
    params: idParams,
    body: z.strictObject({ reason: paragraphs(500).nullish() }),
    answer: customer,
    handle: async ({ deps, actor, params, body }) => ({
      body: await readCustomer(deps, await invalidateContact(deps, actor, params.id, body.reason ?? null)),
    }),
  }),
];
