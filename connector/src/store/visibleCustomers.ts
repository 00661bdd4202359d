import { type RawBuilder, sql } from 'kysely';
import { type Actor, connectedSource } from '../domain/actor.ts';
import { seesOnlyCustomersOf } from '../domain/visibility.ts';
import { findContacts } from './contacts.ts';
import { findByReferences, type Found } from './lookups.ts';
import type { Session } from './store.ts';
import type { Tables } from './tables.ts';

interface Narrowable<Q> {
  where(condition: RawBuilder<boolean>): Q;
}

/**
 * CUS-5: narrows a query to the customers that the actor may see, whose ids stand in `column`:
 * `query.$call(visibleTo(actor, 'customerId'))`. Where the actor sees all of them the query stays as it is; else the index on the users of
 * `customer_managers` serves it. A null in the column is not visible.
 */
export function visibleTo(actor: Actor, column: string) {
  const userId = seesOnlyCustomersOf(actor);
  return <Q extends Narrowable<Q>>(query: Q): Q =>
    userId === null
      ? query
      : query.where(
          sql<boolean>`${sql.ref(column)} in (select customer_id from customer_managers where user_id = ${userId})`,
        );
}

/** Which of the given customers the actor may see; asks nothing where that is all of them. */
export async function visibleAmong(
  session: Session,
  actor: Actor,
  customerIds: Iterable<string>,
): Promise<(customerId: string) => boolean> {
  const userId = seesOnlyCustomersOf(actor);
  if (userId === null) return () => true;
  const rows = await session.db
    .selectFrom('customerManagers')
    .select('customerId')
    .where('userId', '=', userId)
    .where(session.oneOf('customerId', new Set(customerIds)))
    .execute();
  const visible = new Set(rows.map(({ customerId }) => customerId));
  return (customerId) => visible.has(customerId);
}

/** As `findByReferences`, without what the actor may not see: to them it is not there. To a source, only its own has an external id. */
export async function findVisible<T extends 'customers' | 'invoices'>(
  session: Session,
  actor: Actor,
  table: T,
  ...[references, lock]: [Parameters<typeof findByReferences>[2], boolean?]
): Promise<Found<Tables[T]>> {
  const wanted = [...references];
  const find = await findByReferences(session, table, wanted, lock, connectedSource(actor));
  const customerOf = (row: Tables[T]) => (table === 'customers' ? row.id : (row as Tables['invoices']).customerId);
  const found = wanted.flatMap((reference) => find.only(reference) ?? []);
  const isVisible = await visibleAmong(session, actor, found.map(customerOf));
  const ifVisible = (row: Tables[T] | undefined) => (row && isVisible(customerOf(row)) ? row : undefined);
  const visible = (reference: Parameters<typeof find>[0]) => ifVisible(find(reference));
  const only: typeof find.only = (reference) => ifVisible(find.only(reference));
  return Object.assign(visible, { only, ambiguity: find.ambiguity });
}

/** Records that are a customer's, by what messages call them. */
export type OwnedRecord = 'customer' | 'invoice' | 'contact' | 'action' | 'note' | 'reply' | 'entry';

/** The customer behind a record named by its id (or, as the API takes it, `external:<externalId>`); null if there is no such record. */
export async function customerBehind(session: Session, record: OwnedRecord, name: string): Promise<string | null> {
  const { db } = session;
  if (record === 'customer' || record === 'invoice') {
    const reference = name.startsWith('external:') ? { externalId: name.slice('external:'.length) } : { id: name };
    if (record === 'customer')
      return (await findByReferences(session, 'customers', [reference]))(reference)?.id ?? null;
    return (await findByReferences(session, 'invoices', [reference]))(reference)?.customerId ?? null;
  }
  if (record === 'contact') {
    // Where several are named, they are named to nobody.
    const [contact, ...others] = await findContacts(session, name);
    return contact && others.length === 0 ? contact.customerId : null;
  }
  const table = ({ action: 'actions', note: 'notes', reply: 'replies', entry: 'entries' } as const)[record];
  const row = await db.selectFrom(table).select('customerId').where('id', '=', name).executeTakeFirst();
  if (row || record !== 'action') return row?.customerId ?? null;
  const planned = await db.selectFrom('schedule').select('customerId').where('actionId', '=', name).executeTakeFirst();
  return planned?.customerId ?? null;
}
