import { unprocessable } from '../../domain/errors.ts';
import { rehearse } from '../../usecases/invoiceSending/invoicesToSend.ts';
import { markSent } from '../../usecases/invoiceSending/markSent.ts';
import { currentMoment } from '../../usecases/moment.ts';
import { limitReached } from '../../usecases/messages/sendingLimit.ts';
import { logRun } from '../../usecases/operating/logRun.ts';
import {
  sendDueInvoices,
  sendInvoicesNow,
  type SendingResult,
  staysToSend,
  toSendAfter,
} from '../../usecases/invoiceSending/sendInvoices.ts';
import { empty, idParams, page } from '../contracts/common.ts';
import { invoice } from '../contracts/invoices.ts';
import {
  markSentAnswer,
  markSentInput,
  sendingAnswer,
  sendingInput,
  sendInput,
  toSendList,
} from '../contracts/invoiceSending.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoDay } from '../views/instants.ts';
import { readInvoice, viewInvoices } from './invoices.ts';
import { stoppedView } from '../views/sendingLimit.ts';

const tag = 'Sending invoices';

function sendingView({ stopped, ...result }: SendingResult) {
  return { ...result, ...stoppedView(stopped) };
}

export const invoiceSendingRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/invoice-sending/runs',
    summary: 'Send the invoices whose day has come, each once, and say why the others wait; answers when done (INV-3)',
    tag,
    body: sendingInput,
    answer: sendingAnswer,
    handle: async ({ deps, actor, body }) => {
      if (body.dryRun) return { body: sendingView(await sendDueInvoices(deps, actor, body)) };
      const result = await logRun(
        deps,
        { kind: 'invoiceSending', actor },
        (follow) => sendDueInvoices(deps, actor, body, follow),
        ({ sent, failed, waiting, stopped }) => ({
          ...{ sent, failed, waiting: waiting.length },
          stopped: stopped?.reason ?? null,
        }),
      );
      return { body: sendingView(result) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/invoice-sending',
    summary: 'List what is to be sent: when, to whom, or why it waits (INV-4)',
    tag,
    query: page,
    answer: toSendList,
    handle: async ({ deps, actor, query: { limit, cursor } }) => {
      const { session } = deps.store;
      const moment = await currentMoment(session, deps.clock);
      const rows = await toSendAfter(session, actor, decodeCursor(cursor, 1)?.[0] ?? '', limit + 1);
      const shown = rows.slice(0, limit);
      const views = await viewInvoices(session, shown, moment);
      const data = (await rehearse(session, deps, moment, shown)).map((each, index) => ({
        invoice: views[index]!,
        dueOn: isoDay(each.dueOn),
        reason: each.reason,
        recipients: each.recipients,
        plan: each.plan && { id: each.plan.id, name: each.plan.name },
      }));
      return { body: { data, nextCursor: rows.length > limit ? encodeCursor([shown.at(-1)!.id]) : null } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/invoice-sending/send',
    summary: 'Send chosen invoices now, whatever the schedule says; a 422 if one of them cannot go out (INV-4)',
    tag,
    body: sendInput,
    answer: sendingAnswer,
    handle: async ({ deps, actor, body }) => ({
      body: sendingView(await sendInvoicesNow(deps, actor, body.invoices)),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/invoice-sending/mark-sent',
    isOneTransaction: true,
    summary: 'Mark chosen invoices as sent; nobody is told (INV-5)',
    tag,
    body: markSentInput,
    answer: markSentAnswer,
    handle: async ({ deps, actor, body }) => {
      const invoiceIds = await markSent(deps, actor, body.invoices);
      return { body: { marked: invoiceIds.length, invoiceIds } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/invoices/{id}/send',
    summary: 'Send the invoice now, whatever the schedule says (INV-4)',
    tag,
    params: idParams,
    body: empty,
    answer: invoice,
    handle: async ({ deps, actor, params }) => {
      const { failures, waiting, stopped } = await sendInvoicesNow(deps, actor, [params.id]);
      if (stopped?.retryAt) throw limitReached(deps, stopped);
      if (failures[0]) throw unprocessable(`The invoice did not go out for sure: ${failures[0].reason}`);
      const view = await readInvoice(deps, params.id);
      if (waiting[0]) throw staysToSend(view.number, waiting[0].reason, waiting[0].detail);
      return { body: view };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/invoices/{id}/mark-sent',
    isOneTransaction: true,
    summary: 'Mark the invoice as sent; nobody is told (INV-5)',
    tag,
    params: idParams,
    body: empty,
    answer: invoice,
    handle: async ({ deps, actor, params }) => {
      const [id] = await markSent(deps, actor, [params.id]);
      return { body: await readInvoice(deps, id!) };
    },
  }),
];
