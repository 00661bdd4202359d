import type { z } from 'zod';
import { notFound } from '../../domain/errors.ts';
import { findVisible } from '../../store/visibleCustomers.ts';
import { assignmentsCsv } from '../../usecases/csv/assignments.ts';
import { contactsCsv } from '../../usecases/csv/contacts.ts';
import { customersCsv } from '../../usecases/csv/customers.ts';
import { exportFile } from '../../usecases/csv/exportFile.ts';
import { importFile } from '../../usecases/csv/importFile.ts';
import { invoicesCsv } from '../../usecases/csv/invoices.ts';
import { paymentsCsv } from '../../usecases/csv/payments.ts';
import type { Check, Resource, Selection } from '../../usecases/csv/resource.ts';
import { toReference } from '../../usecases/lists/records.ts';
import type { EntryInput } from '../../usecases/invoices/saveEntries.ts';
import {
  assignmentsExport,
  csvText,
  customersExport,
  importAnswer,
  importQuery,
  invoicesExport,
  ofCustomerExport,
} from '../contracts/csv.ts';
import { contactInput, customerPatch } from '../contracts/customers.ts';
import { invoiceInput, paymentInput } from '../contracts/invoices.ts';
import { check } from '../contracts/issues.ts';
import { type Call, defineRoute, defineUploadRoute, type Route } from '../route.ts';
import type { Consumes } from '../upload.ts';

const tag = 'CSV';

const CSV: Consumes = {
  types: ['text/csv', 'application/csv', 'text/plain', 'text/tab-separated-values', 'application/vnd.ms-excel'],
  limitMegabytes: 100,
};

/** The least that all exports take. */
type Options = Selection & {
  readonly columns?: string[] | undefined;
  readonly separator: string;
  readonly bom: boolean;
};

/** `POST path/import` and `GET path/export`. */
function csvRoutes<Q extends z.ZodType<Options>>(resource: Resource, query: Q): Route[] {
  const { name } = resource;
  return [
    defineUploadRoute({
      method: 'post',
      path: `/v1/${name}/import`,
      summary: `Import ${name} from a CSV file, line by line`,
      tag,
      query: importQuery,
      consumes: CSV,
      answer: importAnswer,
      handle: async ({ deps, actor, query: { dryRun, results, dateOrder = null }, upload }) => {
        const charset = /;\s*charset="?([^;"\s]+)/i.exec(upload.contentType)?.[1] ?? null;
        const file = { charset, open: () => upload.stream() };
        const options = { dryRun, refusedOnly: results === 'refused', dateOrder };
        return { body: await importFile(deps, actor, resource, file, options) };
      },
    }),
    defineRoute({
      method: 'get',
      path: `/v1/${name}/export`,
      summary: `Export ${name} as a CSV file, which may be edited and imported again`,
      tag,
      query,
      answer: csvText,
      produces: 'text/csv',
      handle: async (call) => ({
        body: await exportOf(call, resource),
        headers: { 'Content-Disposition': `attachment; filename="${name}.csv"` },
      }),
    }),
  ];
}

async function exportOf({ deps, actor, query }: Call<unknown, Options, unknown>, resource: Resource) {
  const { columns, separator, bom, customerId, ...selection } = query;
  if (customerId === undefined) return exportFile(deps, actor, resource, selection, { columns, separator, mark: bom });
  const reference = toReference(customerId);
  const customer = (await findVisible(deps.store.session, actor, 'customers', [reference]))(reference);
  if (!customer) throw notFound('customer', customerId);
  const selected = { ...selection, customerId: customer.id };
  return exportFile(deps, actor, resource, selected, { columns, separator, mark: bom });
}

const payment: Check<EntryInput> = (record) => {
  const checked = check(paymentInput, record);
  if (!checked.ok) return checked;
  const { paidAt: on, ...rest } = checked.value;
  return { ok: true, value: { ...rest, on } };
};

export const csvFileRoutes = [
  ...csvRoutes(
    customersCsv((record) => check(customerPatch, record)),
    customersExport,
  ),
  ...csvRoutes(
    invoicesCsv((record) => check(invoiceInput, record)),
    invoicesExport,
  ),
  ...csvRoutes(paymentsCsv(payment), ofCustomerExport),
  ...csvRoutes(
    contactsCsv((record) => check(contactInput, record)),
    ofCustomerExport,
  ),
  ...csvRoutes(assignmentsCsv, assignmentsExport),
];
