import type { Actor } from '../../domain/actor.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { ContactTable, CustomerTable } from '../../store/tables.ts';
import { findVisible } from '../../store/visibleCustomers.ts';
import { customersChanged } from '../rules/applyRules.ts';
import { blankContact, MOST_CONTACTS, patched } from './changeContact.ts';
import type { ContactInput } from './contacts.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { describeReference, type Indexed, type RecordResult, type Reference, refused } from '../lists/records.ts';

export interface ContactRecord {
  readonly customer: Reference;
  /** An existing contact of that customer; null is a new one. */
  readonly id: string | null;
  readonly contact: ContactInput;
}

interface Team {
  readonly before: readonly ContactTable[];
  readonly after: Map<string, ContactTable>;
}

/** Adds and changes single contacts of many customers; those that are not named stay as they are (CUS-3). */
export async function saveContacts(
  deps: Deps,
  actor: Actor,
  records: readonly Indexed<ContactRecord>[],
): Promise<RecordResult[]> {
  return deps.store.transaction(async (session) => {
    const moment = await currentMoment(session, deps.clock);
    const references = records.map(({ value }) => value.customer);
    const customerOf = await findVisible(session, actor, 'customers', references, true);
    const teams = await loadTeams(session, new Set(references.flatMap((reference) => customerOf(reference)?.id ?? [])));
    const results = records.map(({ index, value }): RecordResult => {
      const customer = customerOf(value.customer);
      const team = customer && teams.get(customer.id)!;
      const problem = refusal(index, value, customer, team);
      if (problem) return problem;
      const old = value.id === null ? null : team!.after.get(value.id)!;
      const after = patched(old ?? blankContact(deps.newId('con'), customer!.id, moment.now), value.contact);
      if (old && isSame(old, after)) return { index, status: 'unchanged', id: old.id };
      // At most one is main: who becomes it takes that from the other.
      if (after.isMain === 1) for (const [id, other] of team!.after) team!.after.set(id, { ...other, isMain: 0 });
      team!.after.set(after.id, after);
      return { index, status: old ? 'updated' : 'created', id: after.id };
    });
    const changed = await write(session, teams);
    await session.update(
      'customers',
      ['id'],
      changed.map((id) => ({ id, updatedAt: moment.now })),
    );
    const customers = new Map(
      references.flatMap((reference) => customerOf(reference) ?? []).map((row) => [row.id, row]),
    );
    const events = changed.map((id) => updated(customers.get(id)!));
    await customersChanged(session, deps, moment, actor, events, changed);
    return results;
  });
}

async function loadTeams(session: Session, customerIds: ReadonlySet<string>): Promise<Map<string, Team>> {
  const rows = await session.db
    .selectFrom('contacts')
    .selectAll()
    .where(session.oneOf('customerId', customerIds))
    .orderBy('id')
    .execute();
  const of = Map.groupBy(rows, ({ customerId }) => customerId);
  return new Map(
    [...customerIds].map((id) => {
      const before = of.get(id) ?? [];
      return [id, { before, after: new Map(before.map((row) => [row.id, row])) }];
    }),
  );
}

function refusal(
  index: number,
  { customer: reference, id, contact }: ContactRecord,
  customer: CustomerTable | undefined,
  team: Team | undefined,
): RecordResult | null {
  if (!customer || !team) {
    return refused(
      index,
      'customer',
      `There is no customer ${describeReference(reference)}; create the customer first`,
    );
  }
  if (customer.excluded === 1) {
    return refused(index, 'customer', `Customer '${customer.name}' is excluded (CUS-2); include it again first`);
  }
  if (id !== null && !team.after.has(id)) return refused(index, 'id', `${customer.name} has no contact '${id}'`);
  if (id === null && team.after.size >= MOST_CONTACTS) {
    return refused(index, 'customer', `${customer.name} has ${MOST_CONTACTS} contacts already: remove one first`);
  }
  const isTaken = (row: ContactTable) => row.id !== id && row.externalId === contact.externalId;
  if (contact.externalId !== undefined && [...team.after.values()].some(isTaken)) {
    return refused(index, 'externalId', `${customer.name} has another contact with this external id`, 'conflict');
  }
  return null;
}

/** The customers whose contacts changed. */
async function write(session: Session, teams: ReadonlyMap<string, Team>): Promise<string[]> {
  const inserted: ContactTable[] = [];
  const updated: ContactTable[] = [];
  const changed: string[] = [];
  for (const [customerId, { before, after }] of teams) {
    const old = new Map(before.map((row) => [row.id, row]));
    const added = [...after.values()].filter(({ id }) => !old.has(id));
    const others = [...after.values()].filter((row) => old.has(row.id) && !isSame(old.get(row.id)!, row));
    if (added.length + others.length > 0) changed.push(customerId);
    inserted.push(...added);
    updated.push(...others);
  }
  await session.insert('contacts', inserted);
  await session.update('contacts', ['id'], updated);
  return changed;
}

/** RUL-7: a change of contacts is an update of the customer. */
function updated({ id, externalId, name }: CustomerTable): NewEvent {
  const data = { customerId: id, externalId, name, changed: ['contacts'] };
  return { type: 'customerUpdated', customerId: id, data };
}

function isSame(a: ContactTable, b: ContactTable): boolean {
  return (Object.keys(b) as (keyof ContactTable)[]).every((key) => a[key] === b[key]);
}
