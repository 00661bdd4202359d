import type { Actor } from '../../domain/actor.ts';
import type { AccountRecord, CustomerRecord } from '../../sources/records.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import { type CustomerInput, saveCustomersWithin } from '../customers/saveCustomers.ts';
import type { Deps } from '../deps.ts';
import type { Indexed, Reference } from '../lists/records.ts';
import { ensureUsers } from '../organization/saveUser.ts';

export type CustomerLike = CustomerRecord | AccountRecord;

/** Writes customers, and what accounts feed of customers of others; answers why each was put aside, null for those taken in. */
export async function writeCustomers(
  session: Session,
  deps: Deps,
  actor: Actor,
  records: readonly CustomerLike[],
): Promise<(readonly [CustomerLike, string | null])[]> {
  if (records.length === 0) return [];
  const managers = records.flatMap(({ accountManager }) => accountManager ?? []);
  const userIds = await ensureUsers(session, deps, actor, managers);
  const find = await findByReferences(session, 'customers', records.flatMap(referenceOf), true);
  const problems = new Map<number, string>();
  const inputs = new Map<number, CustomerInput>();
  /** Two accounts of one customer would write over each other. */
  const fed = new Map<string, AccountRecord>();
  for (const [index, record] of records.entries()) {
    const [reference] = referenceOf(record);
    if (record.kind === 'account' && reference) {
      const ambiguity = find.ambiguity(reference);
      const customer = ambiguity === null ? find(reference) : undefined;
      const other = customer && fed.get(customer.id);
      if (ambiguity !== null) problems.set(index, ambiguity);
      else if (!customer)
        problems.set(
          index,
          `There is no customer 'external:${record.customerExternalId}' yet: it is taken in with the first sync after it came`,
        );
      else if (other)
        problems.set(index, `‘${customer.name}’ is fed by '${other.externalId}' already: two records have its id`);
      else {
        fed.set(customer.id, record);
        inputs.set(index, inputOf(record, { reference: { id: customer.id } }, userIds));
      }
    } else if (record.kind === 'customer') {
      inputs.set(index, inputOf(record, { externalId: record.externalId, name: record.name }, userIds));
    }
  }
  const part = [...inputs].map(([index, value]): Indexed<CustomerInput> => ({ index, value }));
  for (const { index, status, errors = [] } of await saveCustomersWithin(session, deps, actor, part))
    if (status === 'refused') problems.set(index, errors.map(({ message }) => message).join('; '));
  return records.map((record, index) => [record, problems.get(index) ?? null]);
}

function referenceOf(record: CustomerLike): Reference[] {
  return record.kind === 'account' ? [{ externalId: record.customerExternalId }] : [];
}

/** Only what the source feeds: a field that is left out stays. */
function inputOf(
  { language, country, contacts, paymentMethods, customFields, accountManager }: CustomerLike,
  identity: Pick<CustomerInput, 'reference' | 'externalId' | 'name'>,
  userIds: ReadonlyMap<string, string>,
): CustomerInput {
  const managers = accountManager && userIds.get(accountManager.email.toLowerCase());
  return {
    ...identity,
    language,
    country,
    contacts,
    paymentMethods,
    customFields,
    accountManagers: accountManager === undefined ? undefined : managers ? [managers] : [],
  };
}
