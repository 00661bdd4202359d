import type { Request } from 'express';
import type { Actor } from '../domain/actor.ts';
import { notFound } from '../domain/errors.ts';
import { seesOnlyCustomersOf } from '../domain/visibility.ts';
import type { Session } from '../store/store.ts';
import { customerBehind, type OwnedRecord, visibleAmong } from '../store/visibleCustomers.ts';
import { isKeepable } from './contracts/primitives.ts';

/** What `{id}` names, by the collection in front of it. */
const IN_PATH = new Map<string, OwnedRecord>([
  ['customers', 'customer'],
  ['invoices', 'invoice'],
  ['contacts', 'contact'],
  ['actions', 'action'],
  ['notes', 'note'],
  ['replies', 'reply'],
  ['payments', 'entry'],
  ['credit-notes', 'entry'],
  ['refunds', 'entry'],
]);

/** Fields of queries and bodies that name a record. */
const BY_NAME: Readonly<Record<string, OwnedRecord>> = {
  customerId: 'customer',
  invoiceId: 'invoice',
  contactId: 'contact',
  actionId: 'action',
  replyId: 'reply',
};

/**
 * CUS-5: a record of a customer that the caller may not see is not there, wherever a call names it: a 404, as for an id that nothing has.
 * `routePath` is that of the contract, such as `/v1/customers/{id}`. Records named inside of batches are looked up by `findVisible`; lists are narrowed by `visibleTo`.
 */
export async function refuseInvisible(
  session: Session,
  actor: Actor,
  routePath: string,
  request: Request,
): Promise<void> {
  if (seesOnlyCustomersOf(actor) === null) return;
  for (const [record, name] of namedRecords(routePath, request)) {
    const customerId = await customerBehind(session, record, name);
    if (customerId === null) continue;
    const isVisible = await visibleAmong(session, actor, [customerId]);
    if (!isVisible(customerId)) throw notFound(record, name);
  }
}

function namedRecords(routePath: string, { params, query, body }: Request): [OwnedRecord, string][] {
  const inPath = IN_PATH.get(routePath.split('/')[2] ?? '');
  const { id } = params;
  const named: [OwnedRecord, string][] = inPath && typeof id === 'string' ? [[inPath, id]] : [];
  for (const fields of [query, body] as unknown[]) {
    if (typeof fields !== 'object' || fields === null) continue;
    for (const [field, record] of Object.entries(BY_NAME)) {
      const name = (fields as Record<string, unknown>)[field];
      // What no id can be is no record's; the contract refuses it.
      if (typeof name === 'string' && isKeepable(name)) named.push([record, name]);
    }
  }
  return named;
}
