import { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import type { InvoiceTable } from '../../store/tables.ts';
import {
  closeDispute,
  openDispute,
  pauseInvoice,
  resumeInvoice,
  voidInvoice,
} from '../../usecases/invoices/changeInvoice.ts';
import type { Deps } from '../../usecases/deps.ts';
import { listInvoices } from '../../usecases/lists/listRecords.ts';
import { currentMoment, type Moment } from '../../usecases/moment.ts';
import { promisePayment, withdrawPromise } from '../../usecases/invoices/promise.ts';
import { toReference } from '../../usecases/lists/records.ts';
import { saveInvoices } from '../../usecases/invoices/saveInvoices.ts';
import { empty, idParams, listOf, searchable } from '../contracts/common.ts';
import { pauseInput } from '../contracts/customers.ts';
import { disputeInput, invoice, invoiceInput, invoiceStatuses, promiseInput } from '../contracts/invoices.ts';
import { arrangement } from '../contracts/filter.ts';
import { decodePlace, encodePlace } from '../cursor.ts';
import { type Call, defineRoute } from '../route.ts';
import { invoiceView } from '../views/invoice.ts';
import { upsertRoutes } from './upsertRoutes.ts';

const tag = 'Invoices';

export async function viewInvoices(session: Session, rows: readonly InvoiceTable[], moment: Moment) {
  const ids = new Set(rows.map(({ customerId }) => customerId));
  const customers = await session.db
    .selectFrom('customers')
    .select(['id', 'externalId', 'name'])
    .where(session.oneOf('id', ids))
    .execute();
  const byId = new Map(customers.map((row) => [row.id, row]));
  return rows.map((row) => invoiceView(row, byId.get(row.customerId)!, moment));
}

export async function readInvoice(deps: Deps, name: string) {
  const { session } = deps.store;
  const row = (await findByReferences(session, 'invoices', [toReference(name)]))(toReference(name));
  if (!row) throw notFound('invoice', name);
  return (await viewInvoices(session, [row], await currentMoment(session, deps.clock)))[0]!;
}

async function findCustomer(session: Session, name: string): Promise<string> {
  const reference = toReference(name);
  const customer = (await findByReferences(session, 'customers', [reference]))(reference);
  if (!customer) throw notFound('customer', name);
  return customer.id;
}

const change = (
  verb: string,
  summary: string,
  work: (deps: Deps, actor: Call<never, never, never>['actor'], name: string) => Promise<string>,
) =>
  defineRoute({
    method: 'post',
    path: `/v1/invoices/{id}/${verb}`,
    isOneTransaction: true,
    summary,
    tag,
    params: idParams,
    body: empty,
    answer: invoice,
    handle: async ({ deps, actor, params }) => ({ body: await readInvoice(deps, await work(deps, actor, params.id)) }),
  });

export const invoiceRoutes = [
  ...upsertRoutes({
    path: '/v1/invoices',
    key: 'invoices',
    tag,
    summary: 'Create an invoice, or update the one with this external id',
    batchSummary: 'Create or update up to 1,000 invoices',
    input: invoiceInput,
    record: invoiceInput,
    answer: invoice,
    save: ({ deps, actor }, records) => saveInvoices(deps, actor, records),
    read: readInvoice,
  }),
  defineRoute({
    method: 'get',
    path: '/v1/invoices',
    summary: 'List invoices',
    tag,
    query: searchable.extend({
      status: invoiceStatuses.optional(),
      customerId: z.string().optional(),
      dunningPlanId: z.string().optional(),
      ...arrangement,
    }),
    answer: listOf(invoice),
    handle: async ({ deps, actor, query: { limit, cursor, customerId, ...input } }) => {
      const { session } = deps.store;
      const moment = await currentMoment(session, deps.clock);
      const customer = customerId === undefined ? undefined : await findCustomer(session, customerId);
      const start = { after: decodePlace(cursor), limit };
      const page = await listInvoices(session, actor, { ...input, customerId: customer }, start, moment);
      const rows = await session.db.selectFrom('invoices').selectAll().where(session.oneOf('id', page.ids)).execute();
      const byId = new Map(rows.map((row) => [row.id, row]));
      const inOrder = page.ids.flatMap((id) => byId.get(id) ?? []);
      return { body: { data: await viewInvoices(session, inOrder, moment), nextCursor: encodePlace(page) } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/invoices/{id}',
    summary: 'Read an invoice',
    tag,
    params: idParams,
    answer: invoice,
    handle: async ({ deps, params }) => ({ body: await readInvoice(deps, params.id) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/invoices/{id}/pause',
    isOneTransaction: true,
    summary: 'Pause the invoice’s own reminders (PAU-1)',
    tag,
    params: idParams,
    body: pauseInput,
    answer: invoice,
    handle: async ({ deps, actor, params, body }) => ({
      body: await readInvoice(deps, await pauseInvoice(deps, actor, params.id, body.until ?? null)),
    }),
  }),
  change('resume', 'Resume the invoice’s reminders', resumeInvoice),
  defineRoute({
    method: 'post',
    path: '/v1/invoices/{id}/promise',
    isOneTransaction: true,
    summary: 'Note a promise to pay, in the place of an earlier one (PRO-1)',
    tag,
    params: idParams,
    body: promiseInput,
    answer: invoice,
    handle: async ({ deps, actor, params, body }) => ({
      body: await readInvoice(deps, await promisePayment(deps, actor, params.id, body)),
    }),
  }),
  change('promise/withdraw', 'Take the open promise back, and the pause that it brought', withdrawPromise),
  defineRoute({
    method: 'post',
    path: '/v1/invoices/{id}/dispute',
    isOneTransaction: true,
    summary: 'Open a dispute (DIS-1)',
    tag,
    params: idParams,
    body: disputeInput,
    answer: invoice,
    handle: async ({ deps, actor, params, body }) => ({
      body: await readInvoice(deps, await openDispute(deps, actor, params.id, body)),
    }),
  }),
  change('dispute/close', 'Close the dispute', closeDispute),
  change('void', 'Make the invoice void: it counts nowhere any more', voidInvoice),
];
