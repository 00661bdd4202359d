import { backtest } from '../../usecases/plans/backtest.ts';
import {
  draftPlan,
  type PlanPreview,
  previewPlan,
  type PreviewTarget,
  storedPlan,
} from '../../usecases/plans/previewPlan.ts';
import { backtestAnswer, backtestInput, draftBacktestInput } from '../contracts/backtest.ts';
import { idParams } from '../contracts/common.ts';
import { draftPreviewInput, planPreview, previewInput } from '../contracts/preview.ts';
import { defineRoute } from '../route.ts';
import { backtestView } from '../views/backtest.ts';
import { isoDay } from '../views/instants.ts';

const tag = 'Plans';

/** The contract lets exactly one of the three through. */
function targetOf(body: { invoiceId?: string; customerId?: string; invoice?: { issuedAt: number; dueDate: number } }) {
  if (body.invoice) return { invoice: body.invoice } satisfies PreviewTarget;
  return body.invoiceId === undefined ? { customerId: body.customerId! } : { invoiceId: body.invoiceId };
}

function previewView({ plan, from, context, reference, steps, warnings }: PlanPreview) {
  const { id, externalId, name } = context?.customer ?? { id: '', externalId: null, name: '' };
  return {
    plan: { id: plan.id || null, name: plan.name, level: plan.level },
    from: isoDay(from)!,
    customer: context && { id, externalId, name },
    referenceInvoice: reference && {
      id: reference.row?.id ?? null,
      externalId: reference.row?.externalId ?? null,
      number: reference.row?.number ?? null,
      issuedAt: isoDay(reference.issuedOn)!,
      dueDate: isoDay(reference.dueOn)!,
    },
    steps: steps.map(({ step, index, triggerOn, earliestOn, dueOn, expiresOn, outcome, reasons }) => ({
      step: { id: step.id, name: step.name, position: index + 1 },
      channel: step.channel,
      mode: step.mode,
      triggerDate: isoDay(triggerOn)!,
      earliestDate: isoDay(earliestOn),
      dueOn: isoDay(dueOn),
      expiresOn: isoDay(expiresOn),
      outcome,
      reason: reasons.map(({ text }) => text).join(' '),
      rules: [...new Set(reasons.map(({ rule }) => rule))],
      reasons,
    })),
    warnings,
  };
}

export const planToolRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/plans/{id}/preview',
    summary: 'The day of every step on an invoice or a customer, with the rules that decide; sends nothing',
    tag,
    params: idParams,
    body: previewInput,
    answer: planPreview,
    handle: async ({ deps, actor, params, body }) => {
      const plan = await storedPlan(deps, params.id);
      const from = body.enteringOn ?? body.from;
      return { body: previewView(await previewPlan(deps, actor, plan, targetOf(body), from)) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/plans/preview',
    summary: 'The same for a plan, or an edit of one, that is not saved',
    tag,
    body: draftPreviewInput,
    answer: planPreview,
    handle: async ({ deps, actor, body }) => {
      const plan = await draftPlan(deps, body.plan);
      const from = body.enteringOn ?? body.from;
      return { body: previewView(await previewPlan(deps, actor, plan, targetOf(body), from)) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/plans/{id}/backtest',
    summary: 'What the plan would have sent over the past in the database, day by day and per step; writes nothing',
    tag,
    params: idParams,
    body: backtestInput,
    answer: backtestAnswer,
    handle: async ({ deps, actor, params, body }) => ({
      body: backtestView(await backtest(deps, actor, await storedPlan(deps, params.id), body)),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/plans/backtest',
    summary: 'The same for a plan, or an edit of one, that is not saved',
    tag,
    body: draftBacktestInput,
    answer: backtestAnswer,
    handle: async ({ deps, actor, body: { plan, ...input } }) => ({
      body: backtestView(await backtest(deps, actor, await draftPlan(deps, plan), input)),
    }),
  }),
];
