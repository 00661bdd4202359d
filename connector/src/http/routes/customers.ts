import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import { findByReferences } from '../../store/lookups.ts';
import { loadCustomerContexts } from '../../store/subjects.ts';
import { changeCustomers } from '../../usecases/customers/bulkChange.ts';
import {
  excludeCustomer,
  includeCustomer,
  pauseCustomer,
  resumeCustomer,
} from '../../usecases/customers/changeCustomer.ts';
import type { Deps } from '../../usecases/deps.ts';
import { listCustomers } from '../../usecases/lists/listRecords.ts';
import { currentMoment } from '../../usecases/moment.ts';
import { toReference } from '../../usecases/lists/records.ts';
import { saveCustomers } from '../../usecases/customers/saveCustomers.ts';
import { empty, idParams, listOf, searchable } from '../contracts/common.ts';
import {
  bulkAnswer,
  bulkInput,
  customer,
  customerInput,
  customerPatch,
  customerRecord,
  pauseInput,
} from '../contracts/customers.ts';
import { arrangement } from '../contracts/filter.ts';
import { decodePlace, encodePlace } from '../cursor.ts';
import { type Call, defineRoute } from '../route.ts';
import { customerView } from '../views/customer.ts';
import { savedOne, upsertRoutes } from './upsertRoutes.ts';

const tag = 'Customers';

export async function readCustomer(deps: Deps, id: string) {
  const { session } = deps.store;
  const context = (await loadCustomerContexts(session, [id])).get(id)!;
  return customerView(context, await currentMoment(session, deps.clock));
}

async function findCustomer(deps: Deps, name: string): Promise<string> {
  const reference = toReference(name);
  const row = (await findByReferences(deps.store.session, 'customers', [reference]))(reference);
  if (!row) throw notFound('customer', name);
  return row.id;
}

/** PUT and PATCH change what they name. */
const update = async ({ deps, actor, params, body }: Call<{ id: string }, unknown, z.output<typeof customerPatch>>) => {
  const results = await saveCustomers(deps, actor, [
    { index: 0, value: { ...body, reference: toReference(params.id) } },
  ]);
  return { body: await readCustomer(deps, savedOne(results).id) };
};

const change = (
  verb: string,
  summary: string,
  work: (deps: Deps, actor: Call<never, never, never>['actor'], name: string) => Promise<string>,
) =>
  defineRoute({
    method: 'post',
    path: `/v1/customers/{id}/${verb}`,
    isOneTransaction: true,
    summary,
    tag,
    params: idParams,
    body: empty,
    answer: customer,
    handle: async ({ deps, actor, params }) => ({ body: await readCustomer(deps, await work(deps, actor, params.id)) }),
  });

export const customerRoutes = [
  ...upsertRoutes({
    path: '/v1/customers',
    key: 'customers',
    tag,
    summary: 'Create a customer, or update the one with this external id',
    batchSummary: 'Create or update up to 1,000 customers',
    input: customerInput,
    record: customerRecord,
    answer: customer,
    save: ({ deps, actor }, records) => saveCustomers(deps, actor, records),
    read: readCustomer,
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers',
    summary: 'List customers',
    tag,
    query: searchable.extend({ dunningPlanId: z.string().optional(), ...arrangement }),
    answer: listOf(customer),
    handle: async ({ deps, actor, query: { limit, cursor, ...input } }) => {
      const { session } = deps.store;
      const moment = await currentMoment(session, deps.clock);
      const page = await listCustomers(session, actor, input, { after: decodePlace(cursor), limit }, moment);
      const contexts = await loadCustomerContexts(session, page.ids);
      const data = page.ids.flatMap((id) => customerView(contexts.get(id)!, moment));
      return { body: { data, nextCursor: encodePlace(page) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/bulk',
    summary: 'Give many customers the same payment methods, custom fields or language (C10)',
    tag,
    body: bulkInput,
    answer: bulkAnswer,
    handle: async ({ deps, actor, body }) => ({ body: await changeCustomers(deps, actor, body) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}',
    summary: 'Read a customer with balances and score',
    tag,
    params: idParams,
    answer: customer,
    handle: async ({ deps, params }) => ({ body: await readCustomer(deps, await findCustomer(deps, params.id)) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/customers/{id}',
    summary: 'Change what the body names, e.g. the dunningPlanId',
    tag,
    params: idParams,
    body: customerPatch,
    answer: customer,
    handle: update,
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/customers/{id}',
    summary: 'As PUT',
    tag,
    params: idParams,
    body: customerPatch,
    answer: customer,
    handle: update,
  }),
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/pause',
    isOneTransaction: true,
    summary: 'Pause the customer’s reminders (PAU-1)',
    tag,
    params: idParams,
    body: pauseInput,
    answer: customer,
    handle: async ({ deps, actor, params, body }) => ({
      body: await readCustomer(deps, await pauseCustomer(deps, actor, params.id, body.until ?? null)),
    }),
  }),
  change('resume', 'Resume the customer’s reminders', resumeCustomer),
  change('exclude', 'Exclude the customer from everything (CUS-2)', excludeCustomer),
  change('include', 'Include an excluded customer again', includeCustomer),
];
