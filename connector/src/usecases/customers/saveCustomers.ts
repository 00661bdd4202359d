import { managersHeld } from '../../domain/accountManagers.ts';
import { type Actor, connectedSource } from '../../domain/actor.ts';
import { seesOnlyCustomersOf } from '../../domain/visibility.ts';
import { loadCustomFields } from '../../store/customFields.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { ContactTable, CustomerTable } from '../../store/tables.ts';
import { findVisible } from '../../store/visibleCustomers.ts';
import { customersChanged } from '../rules/applyRules.ts';
import { mergeContacts, sameContacts } from './contacts.ts';
import type { Deps } from '../deps.ts';
import type { CustomerInput } from './customerInput.ts';
import { checkCustomFields, mergeCustomer, sameCustomer } from './mergeCustomer.ts';
import { currentMoment } from '../moment.ts';
import { describeReference, type Indexed, type RecordResult, type Reference, refused } from '../lists/records.ts';
import { saveBatch } from './saveBatch.ts';

/** Creates or updates customers with their contacts; an update changes what it names. Each record alone is taken or refused. */
export async function saveCustomers(
  deps: Deps,
  actor: Actor,
  records: readonly Indexed<CustomerInput>[],
): Promise<RecordResult[]> {
  return saveBatch(deps, actor, records, (session, part) => saveCustomersWithin(session, deps, actor, part));
}

interface Saved {
  readonly before: CustomerTable | null;
  readonly after: CustomerTable;
  readonly contacts: { readonly before: readonly ContactTable[]; readonly after: readonly ContactTable[] } | null;
  readonly managers: readonly string[] | null;
}

/** As `saveCustomers`, in a transaction of the caller's; no external id stands twice. A dry run writes nothing. */
export async function saveCustomersWithin(
  session: Session,
  deps: Deps,
  actor: Actor,
  part: readonly Indexed<CustomerInput>[],
  dryRun = false,
): Promise<RecordResult[]> {
  const moment = await currentMoment(session, deps.clock);
  const referenceOf = (value: CustomerInput): Reference | null =>
    value.reference ?? (value.externalId === undefined ? null : { externalId: value.externalId });
  const named = part.flatMap(({ value }) => (value.externalId === undefined ? [] : [{ externalId: value.externalId }]));
  const find = await findVisible(
    session,
    actor,
    'customers',
    [...part.flatMap(({ value }) => value.reference ?? []), ...named],
    true,
  );
  const known = part.flatMap(({ value }) => {
    const reference = referenceOf(value);
    return (reference && find.only(reference)?.id) ?? [];
  });
  const contactsOf = await loadContacts(session, known);
  const managersOf = await loadManagers(session, known);
  const users = new Set((await session.db.selectFrom('users').select('id').execute()).map(({ id }) => id));
  const plans = await deps.plans.current(session, undefined, true);
  const defaultPlan = [...plans.values()].find((plan) => plan.level === 'customer' && plan.isDefault)?.id ?? null;
  const definitions = await loadCustomFields(session, true);

  const results: RecordResult[] = [];
  const saved: Saved[] = [];
  for (const { index, value } of part) {
    const reference = referenceOf(value);
    const ambiguity = reference && find.ambiguity(reference);
    if (ambiguity) {
      results.push(refused(index, 'externalId', ambiguity, 'conflict'));
      continue;
    }
    const before = (reference ? find(reference) : undefined) ?? null;
    const unknownUser = value.accountManagers?.find((id) => !users.has(id));
    const held = heldManagers(value, before, managersOf, actor);
    const custom = checkCustomFields(before, value.customFields, definitions, actor);
    if (value.reference && !before) {
      results.push(refused(index, 'id', `There is no customer ${describeReference(value.reference)}`, 'notFound'));
    } else if (
      before &&
      value.externalId !== undefined &&
      (find({ externalId: value.externalId }) ?? before).id !== before.id
    ) {
      const message = `'${value.externalId}' is another customer’s external id: change that one’s first`;
      results.push(refused(index, 'externalId', message, 'conflict'));
    } else if (before?.excluded === 1) {
      results.push(
        refused(index, 'externalId', `Customer '${before.name}' is excluded (CUS-2); include it again first`),
      );
    } else if (!before && value.name === undefined) {
      results.push(refused(index, 'name', 'A new customer needs a name'));
    } else if (value.dunningPlanId && plans.get(value.dunningPlanId)?.level !== 'customer') {
      results.push(refused(index, 'dunningPlanId', `There is no customer-level plan '${value.dunningPlanId}'`));
    } else if (!before && seesOnlyCustomersOf(actor) !== null) {
      // To them, a customer of others is not there; whether one is, they learn from no answer.
      const message =
        'There is no such customer of yours, and new ones are created by admins and finance users (CUS-5)';
      results.push(refused(index, 'externalId', message, 'forbidden'));
    } else if (actor.role === 'member' && assignsAnything(value, before, managersOf, defaultPlan)) {
      const path = value.accountManagers === undefined ? 'dunningPlanId' : 'accountManagers';
      const message = 'Members may not change assigned plans and account managers: ask an admin (CUS-5)';
      results.push(refused(index, path, message, 'forbidden'));
    } else if (held !== null) {
      results.push(refused(index, 'accountManagers', held));
    } else if (unknownUser !== undefined) {
      results.push(refused(index, 'accountManagers', `There is no user '${unknownUser}'`));
    } else if (custom.errors.length > 0) {
      const kind = custom.isOfOthers ? 'unprocessable' : 'invalid';
      results.push({ index, status: 'refused', errors: custom.errors, kind });
    } else {
      const after = mergeCustomer(before, value, custom.fields, defaultPlan, actor, () => deps.newId('cus'), moment);
      const oldContacts = contactsOf.get(after.id) ?? [];
      const contacts = value.contacts
        ? mergeContacts(
            after.id,
            oldContacts,
            value.contacts,
            () => deps.newId('con'),
            moment.now,
            connectedSource(actor),
          )
        : null;
      const managers = managersNamed(value, before, actor);
      const entry: Saved = {
        before,
        after,
        contacts: contacts && !sameContacts(oldContacts, contacts) ? { before: oldContacts, after: contacts } : null,
        managers: managers && managers.join() !== (managersOf.get(after.id) ?? []).join() ? managers : null,
      };
      const changed = !before || entry.contacts || entry.managers || !sameCustomer(before, after);
      if (changed) saved.push(entry);
      results.push({ index, status: !before ? 'created' : changed ? 'updated' : 'unchanged', id: after.id });
    }
  }
  if (dryRun) return results;
  await write(session, saved);
  await customersChanged(
    session,
    deps,
    moment,
    actor,
    saved.flatMap(eventsOf),
    saved.map(({ after }) => after.id),
  );
  return results;
}

/** Why the account managers that it names cannot be written: a source says who they are. */
function heldManagers(
  { accountManagers }: CustomerInput,
  before: CustomerTable | null,
  managersOf: ReadonlyMap<string, readonly string[]>,
  actor: Actor,
): string | null {
  if (!before || !accountManagers || accountManagers.join() === (managersOf.get(before.id) ?? []).join()) return null;
  return managersHeld(before.managersSource, actor);
}

/** Who is to be written; a source that names nobody takes away its own alone. */
function managersNamed(
  { accountManagers }: CustomerInput,
  before: CustomerTable | null,
  actor: Actor,
): readonly string[] | undefined {
  if (accountManagers?.length === 0 && actor.type === 'source' && before?.managersSource !== actor.id) return undefined;
  return accountManagers && [...new Set(accountManagers)];
}

/** Whether it names another plan or other account managers than the customer has, or would get by itself. */
function assignsAnything(
  { accountManagers, dunningPlanId }: CustomerInput,
  before: CustomerTable | null,
  managersOf: ReadonlyMap<string, readonly string[]>,
  defaultPlan: string | null,
): boolean {
  const managers = (before && managersOf.get(before.id)) ?? [];
  const plan = before ? before.planId : defaultPlan;
  return (
    (accountManagers !== undefined && accountManagers.join() !== managers.join()) ||
    (dunningPlanId !== undefined && dunningPlanId !== plan)
  );
}

/** RUL-7: writes of plan or managers alone are no updates of the customer. */
const NO_UPDATES: ReadonlySet<string> = new Set(['updatedAt', 'planId', 'managersSource']);

function eventsOf({ before, after, contacts, managers }: Saved): NewEvent[] {
  const data = { customerId: after.id, externalId: after.externalId, name: after.name };
  const tell = (type: NewEvent['type'], more: object = {}): NewEvent => ({
    type,
    customerId: after.id,
    data: { ...data, ...more },
  });
  const assigned: NewEvent[] = [];
  if (after.planId !== (before?.planId ?? null)) assigned.push(tell('planAssigned', { dunningPlanId: after.planId }));
  if (managers) assigned.push(tell('accountManagersAssigned', { accountManagers: managers }));
  if (!before) return [tell('customerCreated'), ...assigned];
  const fields = (Object.keys(after) as (keyof CustomerTable)[]).filter(
    (key) => !NO_UPDATES.has(key) && before[key] !== after[key],
  );
  const changed = [...fields.map((key) => key.replace(/Json$/, '')), ...(contacts ? ['contacts'] : [])];
  // RUL-7: a write of plan or managers alone is no update of the customer.
  return changed.length > 0 ? [tell('customerUpdated', { changed }), ...assigned] : assigned;
}

async function write(session: Session, saved: readonly Saved[]): Promise<void> {
  await session.insert(
    'customers',
    saved.filter(({ before }) => !before).map(({ after }) => ({ ...after })),
  );
  await session.update(
    'customers',
    ['id'],
    saved.filter(({ before }) => before).map(({ after }) => ({ ...after })),
  );
  const removed = saved.flatMap(({ contacts }) => {
    const kept = new Set(contacts?.after.map(({ id }) => id));
    return (contacts?.before ?? []).filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  });
  if (removed.length > 0) await session.db.deleteFrom('contacts').where(session.oneOf('id', removed)).execute();
  const old = new Set(saved.flatMap(({ contacts }) => contacts?.before.map(({ id }) => id) ?? []));
  const current = saved.flatMap(({ contacts }) => contacts?.after ?? []);
  await session.insert(
    'contacts',
    current.filter(({ id }) => !old.has(id)).map((row) => ({ ...row })),
  );
  await session.update(
    'contacts',
    ['id'],
    current.filter(({ id }) => old.has(id)).map((row) => ({ ...row })),
  );
  const managed = saved.filter(({ managers }) => managers !== null);
  if (managed.length === 0) return;
  await session.db
    .deleteFrom('customerManagers')
    .where(
      session.oneOf(
        'customerId',
        managed.map(({ after }) => after.id),
      ),
    )
    .execute();
  await session.insert(
    'customerManagers',
    managed.flatMap(({ after, managers }) =>
      managers!.map((userId, place) => ({ customerId: after.id, userId, place })),
    ),
  );
}

async function loadContacts(session: Session, ids: readonly string[]): Promise<Map<string, ContactTable[]>> {
  const rows = await session.db
    .selectFrom('contacts')
    .selectAll()
    .where(session.oneOf('customerId', ids))
    .orderBy('id')
    .execute();
  return Map.groupBy(rows, (row) => row.customerId);
}

async function loadManagers(session: Session, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await session.db
    .selectFrom('customerManagers')
    .selectAll()
    .where(session.oneOf('customerId', ids))
    .orderBy('place')
    .execute();
  return new Map(
    [...Map.groupBy(rows, (row) => row.customerId)].map(([id, list]) => [id, list.map(({ userId }) => userId)]),
  );
}
