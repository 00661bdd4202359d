import { explainCustomer, explainInvoice } from '../../usecases/explain/explain.ts';
import { explainAction } from '../../usecases/explain/explainAction.ts';
import { idParams } from '../contracts/common.ts';
import { actionExplanation, explanation } from '../contracts/explain.ts';
import { defineRoute } from '../route.ts';
import { actionExplanationView, explanationView } from '../views/explain.ts';

const tag = 'Explain';

export const explainRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/explain',
    summary: 'What comes next for a customer and when, or why nothing comes, in plain words',
    tag,
    params: idParams,
    answer: explanation,
    handle: async ({ deps, actor, params }) => ({
      body: explanationView(await explainCustomer(deps, actor, params.id)),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/invoices/{id}/explain',
    summary: 'The same for an invoice: by its own plan, and how the customer’s plan regards it',
    tag,
    params: idParams,
    answer: explanation,
    handle: async ({ deps, actor, params }) => ({
      body: explanationView(await explainInvoice(deps, actor, params.id)),
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/actions/{id}/explain',
    summary: 'Why an action took place on its day, or did not; of a planned one what it waits for',
    tag,
    params: idParams,
    answer: actionExplanation,
    handle: async ({ deps, params }) => ({ body: actionExplanationView(await explainAction(deps, params.id)) }),
  }),
];
