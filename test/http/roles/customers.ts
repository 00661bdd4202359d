import { contactOf, emailStep } from '../api/records.ts';
import {
  action,
  adminsOnly,
  at,
  contact,
  customer,
  type Entry,
  invoice,
  ofCustomer,
  onFresh,
  onRecords,
  shared,
} from './calls.ts';
import type { Records, World } from './world.ts';

const newInvoice = ({ externalId }: Records, world: World) => ({
  externalId: `${externalId}-${world.name()}`,
  number: `${externalId}-${world.name()}`,
  customer: { externalId },
  issuedAt: '2026-11-01',
  dueDate: '2026-12-01',
  currency: 'EUR',
  grossAmount: 100,
});
const newEntry = (day: string) => (records: Records, world: World) => ({
  externalId: `${records.externalId}-${world.name()}`,
  customer: { externalId: records.externalId },
  amount: 1,
  currency: 'EUR',
  [day]: '2026-11-20',
});
/** Everybody who sees the invoice may send it, and learns that it has been sent. */
const onSentInvoice = (path: (records: Records) => string): Entry => ({
  call: onRecords(path, (records) =>
    path(records).includes(records.invoice.id) ? {} : { invoices: [records.invoice.id] },
  ),
  isOfCustomer: true,
  answer: { owner: '422', admin: '422', financeUser: '422', accountManager: '422', foreign: '404' },
});
const onEntries = (path: string, key: string, day: string): Record<string, Entry> => ({
  [`POST ${path}`]: ofCustomer(
    onRecords(() => path, newEntry(day)),
    '422',
  ),
  [`POST ${path}/batch`]: ofCustomer(
    onRecords(
      () => `${path}/batch`,
      (records, world) => ({ [key]: [newEntry(day)(records, world)] }),
    ),
    '200 refused',
  ),
});

/** CUS-5: the calls about customers and what is theirs. */
export const CUSTOMERS: Readonly<Record<string, Entry>> = {
  'GET /v1/customers': shared(at('/v1/customers?limit=1000')),
  'POST /v1/customers': ofCustomer(
    onRecords(
      () => '/v1/customers',
      ({ externalId }) => ({ externalId, name: `Customer ${externalId}` }),
    ),
    '403',
  ),
  'POST /v1/customers/batch': ofCustomer(
    onRecords(
      () => '/v1/customers/batch',
      ({ externalId }) => ({ customers: [{ externalId, country: 'FR' }] }),
    ),
    '200 refused',
  ),
  'GET /v1/customers/{id}': ofCustomer(onRecords((records) => customer(records))),
  'PUT /v1/customers/{id}': ofCustomer(
    onRecords(
      (records) => customer(records),
      () => ({ country: 'FR' }),
    ),
  ),
  'PATCH /v1/customers/{id}': ofCustomer(
    onRecords(
      (records) => customer(records),
      () => ({ country: 'DE' }),
    ),
  ),
  'POST /v1/customers/{id}/pause': ofCustomer(onFresh((records) => customer(records, '/pause'), {})),
  'POST /v1/customers/{id}/resume': ofCustomer(onFresh((records) => customer(records, '/resume'), {})),
  'POST /v1/customers/{id}/exclude': ofCustomer(onFresh((records) => customer(records, '/exclude'), {})),
  'POST /v1/customers/{id}/include': {
    ...ofCustomer(onFresh((records) => customer(records, '/include'), {})),
    answer: { ...adminsOnly, foreign: '404' },
  },
  'GET /v1/customers/{id}/contacts': ofCustomer(onRecords((records) => customer(records, '/contacts'))),
  'POST /v1/customers/{id}/contacts': ofCustomer(
    onRecords(
      (records) => customer(records, '/contacts'),
      ({ externalId }, world) => ({ ...contactOf(externalId), externalId: world.name() }),
    ),
  ),
  'GET /v1/contacts/{id}': ofCustomer(onRecords((records) => contact(records))),
  'PUT /v1/contacts/{id}': ofCustomer(
    onRecords(
      (records) => contact(records),
      () => ({ phone: '1' }),
    ),
  ),
  'DELETE /v1/contacts/{id}': ofCustomer(onFresh((records) => contact(records))),
  'POST /v1/contacts/{id}/invalidate': ofCustomer(onFresh((records) => contact(records, '/invalidate'), {})),
  'POST /v1/contacts/{id}/validate': ofCustomer(onFresh((records) => contact(records, '/validate'), {})),

  'GET /v1/invoices': shared(at('/v1/invoices?limit=1000')),
  'POST /v1/invoices': ofCustomer(
    onRecords(() => '/v1/invoices', newInvoice),
    '422',
  ),
  'POST /v1/invoices/batch': ofCustomer(
    onRecords(
      () => '/v1/invoices/batch',
      (records, world) => ({ invoices: [newInvoice(records, world)] }),
    ),
    '200 refused',
  ),
  'GET /v1/invoices/{id}': ofCustomer(onRecords((records) => invoice(records))),
  'POST /v1/invoices/{id}/pause': ofCustomer(onFresh((records) => invoice(records, '/pause'), {})),
  'POST /v1/invoices/{id}/resume': ofCustomer(onFresh((records) => invoice(records, '/resume'), {})),
  'POST /v1/invoices/{id}/dispute': ofCustomer(onFresh((records) => invoice(records, '/dispute'), { reason: 'goods' })),
  'POST /v1/invoices/{id}/dispute/close': ofCustomer(
    onFresh(
      (records) => invoice(records, '/dispute/close'),
      {},
      (records, { owner }) => owner.post(invoice(records, '/dispute'), { reason: 'goods' }),
    ),
  ),
  'POST /v1/invoices/{id}/void': ofCustomer(onFresh((records) => invoice(records, '/void'), {})),
  'POST /v1/invoices/{id}/promise': ofCustomer(
    onFresh((records) => invoice(records, '/promise'), { date: '2026-12-01' }),
  ),
  'POST /v1/invoices/{id}/promise/withdraw': ofCustomer(
    onFresh(
      (records) => invoice(records, '/promise/withdraw'),
      {},
      (records, { owner }) => owner.post(invoice(records, '/promise'), { date: '2026-12-01' }),
    ),
  ),
  ...onEntries('/v1/payments', 'payments', 'paidAt'),
  ...onEntries('/v1/credit-notes', 'creditNotes', 'issuedAt'),
  ...onEntries('/v1/refunds', 'refunds', 'paidAt'),

  'POST /v1/invoice-sending/runs': shared(at('/v1/invoice-sending/runs', { dryRun: true })),
  'GET /v1/invoice-sending': shared(at('/v1/invoice-sending?limit=1000')),
  'POST /v1/invoice-sending/send': onSentInvoice(() => '/v1/invoice-sending/send'),
  'POST /v1/invoice-sending/mark-sent': onSentInvoice(() => '/v1/invoice-sending/mark-sent'),
  'POST /v1/invoices/{id}/send': onSentInvoice((records) => invoice(records, '/send')),
  'POST /v1/invoices/{id}/mark-sent': onSentInvoice((records) => invoice(records, '/mark-sent')),

  'POST /v1/cadence/runs': shared(at('/v1/cadence/runs', { dryRun: true })),
  'POST /v1/actions/claims': shared(at('/v1/actions/claims', { dryRun: true, limit: 1000 })),
  'GET /v1/actions': shared(at('/v1/actions?limit=1000')),
  'GET /v1/runs': shared(at('/v1/runs')),
  'GET /v1/actions/{id}': ofCustomer(onRecords((records) => action(records))),
  'POST /v1/actions/{id}/complete': ofCustomer(onFresh((records) => action(records, '/complete'), {})),
  'POST /v1/actions/{id}/skip': ofCustomer(onFresh((records) => action(records, '/skip'), {})),
  'POST /v1/actions/{id}/fail': ofCustomer(onFresh((records) => action(records, '/fail'), {})),
  'POST /v1/actions/{id}/snooze': ofCustomer(onFresh((records) => action(records, '/snooze'), { until: '2026-12-01' })),
  'POST /v1/actions/{id}/release': ofCustomer(async (side, world) => {
    const { planId } = await world.fresh(side);
    const { actions } = await world.owner.post<{ actions: { id: string; claimToken: string }[] }>(
      '/v1/actions/claims',
      { planId },
    );
    return { path: `/v1/actions/${actions[0]!.id}/release`, body: { claimToken: actions[0]!.claimToken } };
  }),
  'POST /v1/actions/{id}/send': ofCustomer(async (side, world) => {
    const records = await world.fresh(side, { steps: [emailStep('By hand', 3, { mode: 'manual' })] });
    return { path: action(records, '/send'), body: {} };
  }),
};
