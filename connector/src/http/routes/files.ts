import { z } from 'zod';
import { readInvoicePdf, storeInvoicePdf } from '../../usecases/invoices/invoicePdf.ts';
import { makeLetter } from '../../usecases/cadence/letter.ts';
import { makeStatement } from '../../usecases/messages/statement.ts';
import { idParams, language, line } from '../contracts/common.ts';
import { invoice } from '../contracts/invoices.ts';
import { contentDisposition } from '../contentDisposition.ts';
import { defineRoute, defineUploadRoute } from '../route.ts';
import { readInvoice } from './invoices.ts';

const PDF = 'application/pdf';
const file = z.string().meta({ format: 'binary' });

export const fileRoutes = [
  defineUploadRoute({
    method: 'put',
    path: '/v1/invoices/{id}/pdf',
    summary: 'Give an invoice its PDF, up to 16 MB; messages that attach invoices carry it',
    tag: 'Invoices',
    params: idParams,
    query: z.strictObject({
      fileName: line(150).optional().meta({ description: 'As the customer sees it; left out, the invoice’s number' }),
    }),
    consumes: { types: [PDF, 'application/octet-stream', 'text/html'], limitMegabytes: 16, mayBeEmpty: true },
    answer: invoice,
    handle: async ({ deps, actor, params, query, upload }) => {
      const id = await storeInvoicePdf(deps, actor, params.id, await upload.bytes(), query.fileName);
      return { body: await readInvoice(deps, id) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/invoices/{id}/pdf',
    summary: 'The PDF of an invoice',
    tag: 'Invoices',
    params: idParams,
    answer: file,
    produces: PDF,
    handle: async ({ deps, params }) => {
      const { fileName, content } = await readInvoicePdf(deps, params.id);
      return { body: content, headers: contentDisposition(fileName) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/customers/{id}/statement.pdf',
    summary: 'A statement of account as of today: what is open, overdue and unapplied, per currency (BAL-1)',
    tag: 'Customers',
    params: idParams,
    query: z.strictObject({ language: language.optional().meta({ description: 'Left out: the customer’s own' }) }),
    answer: file,
    produces: PDF,
    handle: async ({ deps, params, query }) => {
      const { fileName, content } = await makeStatement(deps, params.id, query.language);
      return { body: content, headers: contentDisposition(fileName) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/actions/{id}/letter.pdf',
    summary: 'A letter, ready to be printed and posted',
    tag: 'Cadence',
    params: z.strictObject({ id: z.string() }),
    answer: file,
    produces: PDF,
    handle: async ({ deps, params }) => ({
      body: await makeLetter(deps, params.id),
      headers: contentDisposition('letter.pdf'),
    }),
  }),
];
