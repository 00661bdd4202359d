import { at, byAdmins, type Entry, ofCustomer, shared } from './calls.ts';
import type { Records, World } from './world.ts';

const csv = (columns: string, line: string) => ({ type: 'text/csv', content: `${columns}\n${line}\n` });

/** A file of one line about a customer, whom the account manager may see or not. */
const onFile = (path: string, columns: string, line: (records: Records, world: World) => string): Entry =>
  ofCustomer((side, world) => ({ path, file: csv(columns, line(world.records[side], world)) }), '200 refused');

/** CUS-5: CSV, both ways. */
export const FILES: Readonly<Record<string, Entry>> = {
  'GET /v1/customers/export': shared(at('/v1/customers/export')),
  'POST /v1/customers/import': onFile(
    '/v1/customers/import',
    'externalId,name,country',
    ({ externalId, customer: { name } }) => `${externalId},${name},FR`,
  ),
  'GET /v1/invoices/export': shared(at('/v1/invoices/export')),
  'POST /v1/invoices/import': onFile(
    '/v1/invoices/import',
    'externalId,number,customerExternalId,issuedAt,dueDate,currency,grossAmount',
    ({ externalId }, world) => `${world.name()},${externalId}-9,${externalId},2026-11-01,2026-12-01,EUR,100`,
  ),
  'GET /v1/payments/export': shared(at('/v1/payments/export')),
  'POST /v1/payments/import': onFile(
    '/v1/payments/import',
    'externalId,customerExternalId,paidAt,currency,amount',
    ({ externalId }, world) => `${world.name()},${externalId},2026-11-20,EUR,1`,
  ),
  'GET /v1/contacts/export': shared(at('/v1/contacts/export')),
  'POST /v1/contacts/import': onFile(
    '/v1/contacts/import',
    'externalId,customerExternalId,email',
    ({ externalId }, world) => `${world.name()},${externalId},${world.name()}@example.com`,
  ),
  'GET /v1/assignments/export': shared(at('/v1/assignments/export')),
  'POST /v1/assignments/import': byAdmins((side, { records }) => ({
    path: '/v1/assignments/import',
    file: csv('id,name,dunningPlan', `${records[side].customer.id},${records[side].customer.name},`),
  })),
};
