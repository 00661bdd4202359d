import type { Actor } from '../../domain/actor.ts';
import type { AccountRecord } from '../../sources/records.ts';
import { byCustomField, byExternalId, type Meant } from '../../store/accountCustomers.ts';
import { objectKey, type ObjectName } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerTable, SourceObjectTable } from '../../store/tables.ts';
import type { CustomerInput } from '../customers/customerInput.ts';
import { saveCustomersWithin } from '../customers/saveCustomers.ts';
import type { Deps } from '../deps.ts';
import type { Indexed } from '../lists/records.ts';
import { type Departure, dropMovedContacts, leaveManagersToPeople, releaseCustomers } from './releaseCustomers.ts';
import { sourceUsers } from './sourceUsers.ts';
import { fieldsOf } from './writeCustomers.ts';

/** How an account was taken in: whom it feeds, or waits for, or why it was put aside. */
export interface Fed {
  readonly problem: string | null;
  readonly customerId: string | null;
  readonly awaits: string | null;
}

/** Whom an account is about. */
type Target = { readonly customer: CustomerTable } | Omit<Fed, 'customerId'>;

/**
 * Writes what accounts of a source feed of customers of others (X3). One whose customer is not there yet waits, and is no problem. A customer
 * whom an account feeds no more is let go. `deleted` are accounts that are gone; `known` is what the source said of all of them before.
 */
export async function feedAccounts(
  session: Session,
  deps: Deps,
  actor: Actor,
  records: readonly AccountRecord[],
  deleted: readonly ObjectName[],
  known: ReadonlyMap<string, SourceObjectTable>,
): Promise<ReadonlyMap<AccountRecord, Fed>> {
  if (records.length === 0 && deleted.length === 0) return new Map();
  const targets = await targetsOf(session, records);
  await releaseCustomers(session, deps, actor, departures(targets, deleted, known));
  const userIds = await sourceUsers(
    session,
    deps,
    actor,
    records.flatMap(({ accountManager }) => accountManager ?? []),
  );
  const inputs: Indexed<CustomerInput>[] = [];
  const outcomes = new Map<AccountRecord, Fed>();
  for (const [index, record] of records.entries()) {
    const target = targets.get(record)!;
    if (!('customer' in target)) outcomes.set(record, { ...target, customerId: null });
    else inputs.push({ index, value: { reference: { id: target.customer.id }, ...fieldsOf(record, userIds) } });
  }
  const fed = new Map<AccountRecord, string>();
  for (const { index, status, id = null, errors = [] } of await saveCustomersWithin(session, deps, actor, inputs)) {
    const record = records[index]!;
    const problems = status === 'refused' ? errors.map(({ message }) => message) : (record.problems ?? []);
    const problem = problems.length === 0 ? null : problems.join('; ');
    outcomes.set(record, { problem, customerId: id ?? fedBefore(record, targets, known), awaits: null });
    if (id !== null) fed.set(record, id);
  }
  await leaveManagersToPeople(
    session,
    actor,
    [...fed].flatMap(([{ accountManager }, id]) => (accountManager === undefined ? [id] : [])),
  );
  await dropMovedContacts(session, deps, actor, fed);
  return outcomes;
}

/** Who was fed by an account that is refused now is not let go, unless the account means somebody else. */
function fedBefore(
  record: AccountRecord,
  targets: ReadonlyMap<AccountRecord, Target>,
  known: ReadonlyMap<string, SourceObjectTable>,
): string | null {
  const target = targets.get(record)!;
  const before = known.get(objectKey(record))?.customerId ?? null;
  return 'customer' in target && target.customer.id === before ? before : null;
}

async function targetsOf(session: Session, records: readonly AccountRecord[]): Promise<Map<AccountRecord, Target>> {
  /** Two accounts of one customer would write over each other. */
  const taken = new Map<string, AccountRecord>();
  const targets = new Map<AccountRecord, Target>();
  for (const [field, some] of Map.groupBy(records, ({ customerField }) => customerField ?? null)) {
    const ids = some.map(({ customerExternalId }) => customerExternalId);
    const find = field === null ? await byExternalId(session, ids) : await byCustomField(session, field, ids);
    for (const record of some) targets.set(record, targetOf(record, find(record.customerExternalId), taken));
  }
  return targets;
}

function targetOf(record: AccountRecord, meant: Meant, taken: Map<string, AccountRecord>): Target {
  if (meant === undefined) return { problem: null, awaits: record.customerExternalId };
  if ('problem' in meant) return { problem: meant.problem, awaits: null };
  const { id, name } = meant.customer;
  const other = taken.get(id);
  if (other)
    return { problem: `‘${name}’ is fed by '${other.externalId}' already: two accounts have its id`, awaits: null };
  taken.set(id, record);
  return meant;
}

/** Accounts that fed a customer and do not any more. */
function departures(
  targets: ReadonlyMap<AccountRecord, Target>,
  deleted: readonly ObjectName[],
  known: ReadonlyMap<string, SourceObjectTable>,
): Departure[] {
  const departed = (account: ObjectName, now: string | null): Departure[] => {
    const customerId = known.get(objectKey(account))?.customerId ?? null;
    return customerId === null || customerId === now ? [] : [{ account: account.externalId, customerId }];
  };
  return [
    ...[...targets].flatMap(([record, target]) => departed(record, 'customer' in target ? target.customer.id : null)),
    ...deleted.flatMap((account) => departed(account, null)),
  ];
}
