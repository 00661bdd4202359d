import type { Actor } from '../../domain/actor.ts';
import { conflict, notFound, unprocessable } from '../../domain/errors.ts';
import { contactsOf, findContacts } from '../../store/contacts.ts';
import type { Session } from '../../store/store.ts';
import type { ContactTable, CustomerTable } from '../../store/tables.ts';
import { type Change, changeCustomer } from './changeCustomer.ts';
import { type ContactInput, sameAddress } from './contacts.ts';
import type { Deps } from '../deps.ts';
import type { Moment } from '../moment.ts';

/** Contacts of one customer. */
export const MOST_CONTACTS = 200;

/** Adds a contact to a customer, or changes the one that has this external id there. */
export async function saveContact(
  deps: Deps,
  actor: Actor,
  customerName: string,
  input: ContactInput,
): Promise<{ id: string; created: boolean }> {
  let saved = { id: '', created: false };
  await changeCustomer(deps, actor, customerName, async (session, customer, moment) => {
    const contacts = await contactsOf(session, customer.id);
    const old = input.externalId && contacts.find(({ externalId }) => externalId === input.externalId);
    if (old) {
      saved = { id: old.id, created: false };
      return write(session, customer, moment, old, patched(old, input));
    }
    if (contacts.length >= MOST_CONTACTS)
      throw unprocessable(`${customer.name} has ${MOST_CONTACTS} contacts already: remove one before you add another`);
    const blank = blankContact(deps.newId('con'), customer.id, moment.now);
    saved = { id: blank.id, created: true };
    return write(session, customer, moment, null, patched(blank, input));
  });
  return saved;
}

/** Changes what the input names of one contact; a new address is valid (CUS-3). */
export async function updateContact(deps: Deps, actor: Actor, name: string, input: ContactInput): Promise<string> {
  const { id } = await changeContact(deps, actor, name, async (session, old, customer, moment) => {
    await refuseTaken(session, customer, old.id, input);
    return write(session, customer, moment, old, patched(old, input));
  });
  return id;
}

/** An external id names one contact of a customer. */
async function refuseTaken(
  session: Session,
  { id: customerId, name }: CustomerTable,
  id: string,
  { externalId }: ContactInput,
): Promise<void> {
  if (externalId === undefined) return;
  const others = (await contactsOf(session, customerId)).filter((other) => other.id !== id);
  if (!others.some((other) => other.externalId === externalId)) return;
  throw conflict(`${name} has another contact with this external id`, [
    { path: 'externalId', message: 'is another contact’s: change that one’s first' },
  ]);
}

/** Takes one contact away; what was sent to it stays in the history. */
export async function removeContact(deps: Deps, actor: Actor, name: string): Promise<void> {
  await changeContact(deps, actor, name, async (session, { id }, customer, moment) => {
    await session.db.deleteFrom('contacts').where('id', '=', id).execute();
    return told(session, customer, moment, id);
  });
}

/** CUS-3: nothing is sent to the address any more, until somebody validates it; for bounces that come by other ways than the mailer. */
export async function invalidateContact(
  deps: Deps,
  actor: Actor,
  name: string,
  reason: string | null,
): Promise<string> {
  const { customerId } = await changeContact(deps, actor, name, async (session, { id, email, isInvalid }) => {
    if (email === null)
      throw unprocessable('The contact has no e-mail address: there is nothing that could be invalid', [
        { path: 'email', message: 'is empty' },
      ]);
    if (isInvalid === 1) return null;
    await session.update('contacts', ['id'], [{ id, isInvalid: 1, invalidReason: reason }]);
    return { event: 'contactInvalidated', data: { contactId: id, email, reason } };
  });
  return customerId;
}

/** CUS-3: an address wrongly marked invalid is good again. */
export async function validateContact(deps: Deps, actor: Actor, name: string): Promise<string> {
  const { customerId } = await changeContact(deps, actor, name, async (session, { id, email, isInvalid }) => {
    if (isInvalid === 0) return null;
    await session.update('contacts', ['id'], [{ id, isInvalid: 0, invalidReason: null }]);
    return { event: 'contactValidated', data: { contactId: id, email } };
  });
  return customerId;
}

async function changeContact(
  deps: Deps,
  actor: Actor,
  name: string,
  change: (session: Session, contact: ContactTable, customer: CustomerTable, moment: Moment) => Promise<Change | null>,
): Promise<ContactTable> {
  const found = await findContact(deps.store.session, name);
  await changeCustomer(deps, actor, found.customerId, async (session, customer, moment) => {
    // Read when nobody else can change it any more.
    const contact = (await contactsOf(session, customer.id)).find(({ id }) => id === found.id);
    if (!contact) throw notFound('contact', name);
    return change(session, contact, customer, moment);
  });
  return found;
}

/** One contact by its id or `external:<externalId>`; a 409 where several customers have one with that external id. */
export async function findContact(session: Session, name: string): Promise<ContactTable> {
  const [contact, ...others] = await findContacts(session, name);
  if (!contact) throw notFound('contact', name);
  if (others.length > 0) throw conflict(`${others.length + 1} contacts are named '${name}': name the one by its id`);
  return contact;
}

/** A contact of whom nothing is known yet. */
export function blankContact(id: string, customerId: string, now: number): ContactTable {
  return {
    id,
    customerId,
    externalId: null,
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    position: 'other',
    isMain: 0,
    isInvalid: 0,
    invalidReason: null,
    createdAt: now,
    source: null,
  };
}

/** A contact after a change; a new address is valid (CUS-3). */
export function patched(old: ContactTable, input: ContactInput): ContactTable {
  const { externalId, firstName, lastName, email, phone, position, isMain } = input;
  const isKept = email === undefined || sameAddress(email, old.email);
  return {
    ...old,
    externalId: externalId ?? old.externalId,
    firstName: firstName === undefined ? old.firstName : firstName,
    lastName: lastName === undefined ? old.lastName : lastName,
    email: email === undefined ? old.email : email,
    phone: phone === undefined ? old.phone : phone,
    position: position ?? old.position,
    isMain: isMain === undefined ? old.isMain : Number(isMain),
    isInvalid: isKept ? old.isInvalid : 0,
    invalidReason: isKept ? old.invalidReason : null,
  };
}

/** At most one contact is main: who becomes it takes that from the other. */
async function write(
  session: Session,
  customer: CustomerTable,
  moment: Moment,
  old: ContactTable | null,
  after: ContactTable,
): Promise<Change | null> {
  if (old && (Object.keys(after) as (keyof ContactTable)[]).every((key) => after[key] === old[key])) return null;
  if (after.isMain === 1)
    await session.db
      .updateTable('contacts')
      .set({ isMain: 0 })
      .where('customerId', '=', customer.id)
      .where('id', '!=', after.id)
      .execute();
  if (old) await session.update('contacts', ['id'], [after]);
  else await session.insert('contacts', [after]);
  return told(session, customer, moment, after.id);
}

/** RUL-7: a change of contacts is an update of the customer. */
async function told(
  session: Session,
  { id, externalId, name }: CustomerTable,
  { now }: Moment,
  contactId: string,
): Promise<Change> {
  await session.update('customers', ['id'], [{ id, updatedAt: now }]);
  return { event: 'customerUpdated', data: { customerId: id, externalId, name, changed: ['contacts'], contactId } };
}
