import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import { findByReferences } from '../../store/lookups.ts';
import { createAdHocAction } from '../../usecases/adHoc/adHocAction.ts';
import { claimActions, settleDay } from '../../usecases/cadence/claimActions.ts';
import type { Deps } from '../../usecases/deps.ts';
import { type Ending, finishAction } from '../../usecases/cadence/finishAction.ts';
import { settleLapsed } from '../../usecases/handingOver/lapse.ts';
import { currentMoment } from '../../usecases/moment.ts';
import { previewRun } from '../../usecases/cadence/previewRun.ts';
import { type ActionCursor, type ActionFilter, listActions } from '../../usecases/actions/listActions.ts';
import { listPlanned, readActions } from '../../usecases/actions/readActions.ts';
import { toReference } from '../../usecases/lists/records.ts';
import { findResponsible } from '../../usecases/actions/responsible.ts';
import { logRun } from '../../usecases/operating/logRun.ts';
import { runCadence } from '../../usecases/cadence/runCadence.ts';
import { sendAction } from '../../usecases/cadence/sendAction.ts';
import { countUnreadReplies } from '../../usecases/replies/readReplies.ts';
import { actionViewParameters } from '../../usecases/lists/views.ts';
import {
  actionList,
  actionListQuery,
  actionQuery,
  actionWithMessage,
  claimAnswer,
  claimInput,
  finishInput,
  runAnswer,
  runInput,
  sendInput,
} from '../contracts/actions.ts';
import { adHocInput } from '../contracts/adHoc.ts';
import { idParams } from '../contracts/common.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { defineRoute, parse } from '../route.ts';
import { actionView, messageView } from '../views/action.ts';
import { viewAction } from '../views/actionWithMessage.ts';
import { customerView } from '../views/customer.ts';
import { isoDay } from '../views/instants.ts';
import { invoiceView } from '../views/invoice.ts';
import { stoppedView } from '../views/sendingLimit.ts';

const tag = 'Cadence';

async function findId(
  deps: Deps,
  table: 'customers' | 'invoices',
  name: string | undefined,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const reference = toReference(name);
  const row = (await findByReferences(deps.store.session, table, [reference]))(reference);
  if (!row) throw notFound(table === 'customers' ? 'customer' : 'invoice', name);
  return row.id;
}

const finish = (ending: Ending, summary: string) =>
  defineRoute({
    method: 'post',
    path: `/v1/actions/{id}/${ending}`,
    isOneTransaction: true,
    summary,
    tag,
    params: idParams,
    body: finishInput,
    answer: actionWithMessage,
    handle: async ({ deps, actor, params, body }) => {
      const before = await viewAction(deps, params.id);
      await finishAction(deps, actor, params.id, ending, body);
      return { body: await viewAction(deps, params.id).catch((error: unknown) => gone(error, before)) };
    },
  });

/** An action that was given back while its invoice was paid meanwhile is not there any more. */
function gone(error: unknown, before: Awaited<ReturnType<typeof viewAction>>) {
  if ((error as { kind?: string }).kind !== 'notFound') throw error;
  const reason = 'Nothing is left to do for this subject';
  return { ...before, status: 'cancelled', claimedUntil: null, reason, message: null };
}

export const actionRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/customers/{id}/actions',
    summary: 'Do something ad hoc: an e-mail goes out at once, anything else waits under To do (ADH-1)',
    tag,
    params: idParams,
    body: adHocInput,
    answer: actionWithMessage,
    status: 201,
    handle: async ({ deps, actor, params, body, requestKey }) => ({
      body: await viewAction(deps, await createAdHocAction(deps, actor, params.id, body, requestKey ?? null)),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/cadence/runs',
    summary: 'Send all that is due now, once; answers when done',
    tag,
    body: runInput,
    answer: runAnswer,
    handle: async ({ deps, actor, body: { dryRun, ...input } }) => {
      const { session } = deps.store;
      if (dryRun) {
        const { today, actions, ...counts } = await previewRun(deps, actor, input);
        const listed = await listPlanned(
          session,
          actions.map(({ due }) => due.row),
          today,
        );
        const views = listed.map((each, index) => {
          const { composed, problem } = actions[index]!;
          return {
            ...actionView(each),
            reason: problem ?? each.reason,
            message: composed && messageView(composed.message, each.channel),
          };
        });
        return { body: { ...counts, cancelled: 0, failed: 0, uncertain: 0, actions: views } };
      }
      const { actionIds, waiting, stopped, ...counts } = await logRun(
        deps,
        { kind: 'cadence', actor, planId: input.planId },
        (follow) => runCadence(deps, actor, input, follow),
        ({ executed, failed, uncertain, cancelled, toDo, remaining, stopped }) => ({
          ...{ executed, failed, uncertain, cancelled, toDo, remaining },
          stopped: stopped?.reason ?? null,
        }),
      );
      const { today } = await currentMoment(session, deps.clock);
      const ended = await readActions(session, actionIds, today);
      const isExecuted = ({ status }: (typeof ended)[number]) => Number(status === 'executed');
      const actions = [
        ...ended.toSorted((a, b) => isExecuted(b) - isExecuted(a)),
        ...(await listPlanned(session, waiting, today)),
      ];
      return { body: { ...counts, ...stoppedView(stopped), actions: actions.map(actionView) } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/actions/claims',
    summary: 'Hand due actions out under a lease (CLM-1)',
    tag,
    body: claimInput,
    answer: claimAnswer,
    handle: async ({ deps, actor, body }) => {
      const { moment, actions } = await claimActions(deps, actor, body);
      const views = actions.map(({ action: row, context, reference, plan, claimToken, composed }) => {
        const { id, externalId, name } = context.customer;
        return {
          id: row.id,
          claimToken,
          channel: row.channel,
          mode: row.mode,
          dueOn: isoDay(row.dueOn),
          reason: row.reason,
          plan,
          step: row.stepId === null ? null : { id: row.stepId, name: row.stepName, position: row.stepPosition },
          customer: customerView(context, moment),
          referenceInvoice: reference && invoiceView(reference, { id, externalId, name }, moment),
          message: composed && messageView(composed.message, row.channel),
        };
      });
      return { body: { actions: views } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/actions',
    summary: 'List actions: To do, planned, and all that has happened',
    tag,
    query: actionListQuery,
    answer: actionList,
    handle: async ({ deps, actor, query: { limit, cursor, view, ...named } }) => {
      await settleLapsed(deps, actor);
      await settleDay(deps, actor);
      const { session } = deps.store;
      const viewed = view === undefined ? {} : await actionViewParameters(session, actor, view);
      const { customerId, invoiceId, responsible, ...narrowed } = {
        ...parse(z.strictObject(actionQuery), viewed),
        ...named,
      };
      const filter: ActionFilter = {
        ...narrowed,
        actor,
        customerId: await findId(deps, 'customers', customerId),
        invoiceId: await findId(deps, 'invoices', invoiceId),
        responsible: responsible === undefined ? undefined : await findResponsible(session, responsible),
      };
      const { today } = await currentMoment(session, deps.clock);
      const after = decodeCursor(cursor, 2) as ActionCursor | null;
      const { data, next } = await listActions(session, filter, today, after, limit);
      const waiting = filter.status === 'todo' ? { unreadReplies: await countUnreadReplies(session, actor) } : {};
      return { body: { data: data.map(actionView), nextCursor: next && encodeCursor(next), ...waiting } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/actions/{id}',
    summary: 'Read an action with its message',
    tag,
    params: z.strictObject({ id: z.string() }),
    answer: actionWithMessage,
    handle: async ({ deps, params }) => ({ body: await viewAction(deps, params.id) }),
  }),
  finish('complete', 'It was carried out'),
  finish('skip', 'Ignore it; the plan goes on to the next step (MAN-3)'),
  finish('fail', 'It could not be carried out; it becomes due again'),
  finish('release', 'Give a claim back'),
  finish('snooze', 'Put it off until a day (MAN-3)'),
  defineRoute({
    method: 'post',
    path: '/v1/actions/{id}/send',
    summary: 'Have the connector deliver a claimed action; everything is checked again (SND-1)',
    tag,
    params: idParams,
    body: sendInput,
    answer: actionWithMessage,
    handle: async ({ deps, actor, params, body }) => {
      await sendAction(deps, actor, params.id, body.claimToken);
      return { body: await viewAction(deps, params.id) };
    },
  }),
];
