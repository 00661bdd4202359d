import { notFound } from '../../domain/errors.ts';
import { findRule, loadRules, type StoredRule } from '../../store/rules.ts';
import { applyRuleToExisting } from '../../usecases/rules/applyRuleToExisting.ts';
import type { Deps } from '../../usecases/deps.ts';
import { evaluateRule } from '../../usecases/rules/evaluateRule.ts';
import { deleteRule, orderRules, saveRule } from '../../usecases/rules/manageRules.ts';
import { idParams, searchable } from '../contracts/common.ts';
import { deleted } from '../contracts/organization.ts';
import {
  applyAnswer,
  applyInput,
  evaluateAnswer,
  evaluateInput,
  rule,
  ruleInput,
  ruleList,
  ruleOrder,
  rulePatch,
} from '../contracts/rules.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoInstant } from '../views/instants.ts';

const tag = 'Smart rules';

function ruleView({ id, name, enabled, disabledReason, place, definition, createdAt, updatedAt }: StoredRule) {
  const { triggers, filters, action } = definition;
  return {
    id,
    name,
    enabled,
    disabledReason,
    position: place,
    triggers,
    filters,
    action,
    createdAt: isoInstant(createdAt)!,
    updatedAt: isoInstant(updatedAt)!,
  };
}

async function readRule(deps: Deps, id: string) {
  const found = await findRule(deps.store.session, id);
  if (!found) throw notFound('rule', id);
  return ruleView(found);
}

/** What of a rule can be written; the rest may be sent back as it was read. */
function input<T extends object>(body: T) {
  const { id, disabledReason, position, createdAt, updatedAt, ...rest } = body as T & Record<string, unknown>;
  return rest;
}

export const ruleRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/rules',
    summary: 'List smart rules, the top one first',
    tag,
    query: searchable,
    answer: ruleList,
    handle: async ({ deps, query: { limit, cursor, search } }) => {
      const after = decodeCursor(cursor, 1)?.[0];
      const all = await loadRules(deps.store.session);
      const found = all
        .slice(after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1)
        .filter(({ name }) => !search || name.toLowerCase().includes(search.toLowerCase()));
      return { body: pageOf(found.slice(0, limit + 1), limit, ruleView) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/rules',
    isOneTransaction: true,
    summary: 'Create a smart rule, at the bottom of the list (RUL-4)',
    tag,
    body: ruleInput,
    answer: rule,
    status: 201,
    handle: async ({ deps, actor, body }) => ({
      body: await readRule(deps, await saveRule(deps, actor, null, input(body))),
    }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/rules/order',
    summary: 'Put the rules in order, the top one first; it has the last word (RUL-4)',
    tag,
    body: ruleOrder,
    answer: ruleList,
    handle: async ({ deps, actor, body }) => {
      await orderRules(deps, actor, body.ids);
      return { body: { data: (await loadRules(deps.store.session)).map(ruleView), nextCursor: null } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/rules/evaluate',
    summary: 'Say which customers match a rule’s filters, or given ones; writes nothing',
    tag,
    body: evaluateInput,
    answer: evaluateAnswer,
    handle: async ({ deps, actor, body }) => ({ body: { results: await evaluateRule(deps, actor, body) } }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/rules/{id}',
    summary: 'Read a smart rule',
    tag,
    params: idParams,
    answer: rule,
    handle: async ({ deps, params }) => ({ body: await readRule(deps, params.id) }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/rules/{id}',
    summary: 'Change what the body names; takes effect with the next event (RUL-5)',
    tag,
    params: idParams,
    body: rulePatch,
    answer: rule,
    handle: async ({ deps, actor, params, body }) => ({
      body: await readRule(deps, await saveRule(deps, actor, params.id, input(body))),
    }),
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/rules/{id}',
    summary: 'Delete a smart rule',
    tag,
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await deleteRule(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/rules/{id}/apply',
    summary: 'Apply a rule to the customers who are there already (RUL-5)',
    tag,
    params: idParams,
    body: applyInput,
    answer: applyAnswer,
    handle: async ({ deps, actor, params, body }) => ({
      body: await applyRuleToExisting(deps, actor, params.id, body),
    }),
  }),
];
