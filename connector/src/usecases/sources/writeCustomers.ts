import type { Actor } from '../../domain/actor.ts';
import type { CustomerFields, CustomerRecord } from '../../sources/records.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerInput } from '../customers/customerInput.ts';
import { saveCustomersWithin } from '../customers/saveCustomers.ts';
import type { Deps } from '../deps.ts';
import { ensureUsers } from '../organization/saveUser.ts';

/** Writes customers of a source; answers why each was put aside, null for those taken in. */
export async function writeCustomers(
  session: Session,
  deps: Deps,
  actor: Actor,
  records: readonly CustomerRecord[],
): Promise<(readonly [CustomerRecord, string | null])[]> {
  if (records.length === 0) return [];
  const managers = records.flatMap(({ accountManager }) => accountManager ?? []);
  const userIds = await ensureUsers(session, deps, actor, managers);
  const inputs = records.map((record, index) => {
    const { externalId, name } = record;
    return { index, value: { externalId, name, ...fieldsOf(record, userIds) } };
  });
  const problems = new Map<number, string>();
  for (const { index, status, errors = [] } of await saveCustomersWithin(session, deps, actor, inputs))
    if (status === 'refused') problems.set(index, errors.map(({ message }) => message).join('; '));
  return records.map((record, index) => [record, problems.get(index) ?? null]);
}

/** Only what the source feeds: a field that is left out stays. `userIds`: by addresses in lower case. */
export function fieldsOf(
  { language, country, contacts, paymentMethods, customFields, accountManager }: CustomerFields,
  userIds: ReadonlyMap<string, string>,
): CustomerInput {
  const manager = accountManager && userIds.get(accountManager.email.toLowerCase());
  return {
    language,
    country,
    contacts,
    paymentMethods,
    customFields,
    accountManagers: accountManager === undefined ? undefined : manager ? [manager] : [],
  };
}
