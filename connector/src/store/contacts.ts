import type { Session } from './store.ts';
import type { ContactTable } from './tables.ts';

const EXTERNAL = 'external:';

/** The contact with this id, or those with this `external:<externalId>`: several customers may have one of their own under it. */
export function findContacts({ db }: Session, name: string): Promise<ContactTable[]> {
  const query = db.selectFrom('contacts').selectAll();
  return (
    name.startsWith(EXTERNAL)
      ? query.where('externalId', '=', name.slice(EXTERNAL.length))
      : query.where('id', '=', name)
  ).execute();
}

/** All contacts of a customer, in the order of their ids; served by the index on the customer. */
export function contactsOf({ db }: Session, customerId: string): Promise<ContactTable[]> {
  return db.selectFrom('contacts').selectAll().where('customerId', '=', customerId).orderBy('id').execute();
}
