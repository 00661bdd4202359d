import { notFound } from '../../domain/errors.ts';
import { assignPlan } from '../../usecases/assigning/assignPlan.ts';
import type { Deps } from '../../usecases/deps.ts';
import { deletePlan, savePlan } from '../../usecases/plans/savePlan.ts';
import { assignmentAnswer, assignmentInput } from '../contracts/actions.ts';
import { idParams, level, listOf, searchable } from '../contracts/common.ts';
import { deleted } from '../contracts/organization.ts';
import { plan, planInput, planPatch } from '../contracts/plans.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { planView } from '../views/plan.ts';

const tag = 'Plans';

async function readPlan(deps: Deps, id: string) {
  const found = (await deps.plans.current(deps.store.session, [id])).get(id);
  if (!found) throw notFound('plan', id);
  return planView(found);
}

/** A plan that was read may be sent back whole. */
function input<T extends { id?: string; version?: number }>({ id: _id, version: _version, ...body }: T) {
  return body;
}

export const planRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/plans',
    isOneTransaction: true,
    summary: 'Create a plan',
    tag,
    body: planInput,
    answer: plan,
    status: 201,
    handle: async ({ deps, actor, body }) => ({
      body: await readPlan(deps, await savePlan(deps, actor, null, input(body))),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/plans',
    summary: 'List plans',
    tag,
    query: searchable.extend({ level: level.optional() }),
    answer: listOf(plan),
    handle: async ({ deps, query: { limit, cursor, search, level: wanted } }) => {
      const after = decodeCursor(cursor, 1)?.[0] ?? '';
      const found = [...(await deps.plans.current(deps.store.session)).values()]
        .filter((each) => each.id > after && (wanted === undefined || each.level === wanted))
        .filter(({ name }) => !search || name.toLowerCase().includes(search.toLowerCase()))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      const page = found.slice(0, limit);
      return {
        body: { data: page.map(planView), nextCursor: found.length > limit ? encodeCursor([page.at(-1)!.id]) : null },
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/plans/{id}',
    summary: 'Read a plan',
    tag,
    params: idParams,
    answer: plan,
    handle: async ({ deps, params }) => ({ body: await readPlan(deps, params.id) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/plans/{id}',
    summary: 'Change what the body names; what is not executed is planned anew (PLN-4)',
    tag,
    params: idParams,
    body: planPatch,
    answer: plan,
    handle: async ({ deps, actor, params, body }) => ({
      body: await readPlan(deps, await savePlan(deps, actor, params.id, input(body))),
    }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/plans/{id}',
    summary: 'Delete a plan that is assigned to nobody (PLN-6)',
    tag,
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await deletePlan(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/assignments',
    summary: 'Assign a plan, no plan, or account managers to customers or invoices',
    tag,
    body: assignmentInput,
    answer: assignmentAnswer,
    handle: async ({ deps, actor, body }) => ({ body: await assignPlan(deps, actor, body) }),
  }),
];
