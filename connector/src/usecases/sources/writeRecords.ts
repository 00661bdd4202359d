import type { Actor } from '../../domain/actor.ts';
import type { EntryKind } from '../../domain/settlement.ts';
import type {
  AccountRecord,
  CustomerRecord,
  EntryRecord,
  InvoiceRecord,
  OwnedEntry,
  SourceRecord,
} from '../../sources/records.ts';
import { objectKey, type ObjectName } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { SourceObjectTable } from '../../store/tables.ts';
import { type EntryInput, saveEntriesWithin } from '../invoices/saveEntries.ts';
import { type InvoiceInput, saveInvoicesWithin } from '../invoices/saveInvoices.ts';
import type { Indexed, RecordResult } from '../lists/records.ts';
import type { Deps } from '../deps.ts';
import { feedAccounts } from './feedAccounts.ts';
import { goneCustomers } from './goneCustomers.ts';
import { goneButOwing, goneInvoices, takenBack } from './goneRecords.ts';
import { writeCustomers } from './writeCustomers.ts';

/** How a record was taken in. */
export interface Written {
  /** Why it was put aside; null if it was not. */
  readonly problem: string | null;
  /** Keys of the entries that it states itself. */
  readonly owned: readonly string[];
  readonly state: string | null;
  /** Of an account: whom it feeds. */
  readonly customerId: string | null;
  /** The external id of the customer it waits for: of an account, or of what is settled of a customer who is gone and unknown here. */
  readonly awaits: string | null;
  /** Of a customer who is gone and unknown here: how it was. */
  readonly picture: CustomerRecord | null;
}

type Outcomes = Map<string, Written>;

const TAKEN: Written = Object.freeze({
  problem: null,
  owned: [],
  state: null,
  customerId: null,
  awaits: null,
  picture: null,
});
const ENTRY_KINDS: readonly EntryKind[] = ['payment', 'creditNote', 'refund'];

/**
 * Writes records of a source set by set, in its name: customers, then invoices, then entries. `known` is what it said of them before, and of
 * the customers that they name and that are gone. The answer has an outcome for every record, and each of those customers, by `objectKey`.
 */
export async function writeRecords(
  session: Session,
  deps: Deps,
  actor: Actor,
  records: readonly SourceRecord[],
  known: ReadonlyMap<string, SourceObjectTable>,
): Promise<ReadonlyMap<string, Written>> {
  const outcomes: Outcomes = new Map(records.map((record) => [objectKey(record), TAKEN]));
  const put = (record: ObjectName, change: Partial<Written>) => {
    const key = objectKey(record);
    outcomes.set(key, { ...(outcomes.get(key) ?? TAKEN), ...change });
  };
  // It stays what it was, with the entries that it owned: what comes next takes back what that does not state.
  const putAside = (record: ObjectName, problem: string) =>
    put(record, { ...asBefore(known.get(objectKey(record))), problem });
  const customers: CustomerRecord[] = [];
  const accounts: AccountRecord[] = [];
  const invoices: InvoiceRecord[] = [];
  const entries: EntryRecord[] = [];
  const deleted: ObjectName[] = [];
  for (const record of records) {
    if ('problem' in record) putAside(record, record.problem);
    else if ('deleted' in record) deleted.push(record);
    else if (record.kind === 'customer') customers.push(record);
    else if (record.kind === 'account') accounts.push(record);
    else if (record.kind === 'invoice') invoices.push(record);
    else entries.push(record);
  }
  const gone = await goneCustomers(session, actor, records, known);
  customers.push(...gone.flatMap(({ write }) => write ?? []));
  const problems = await writeCustomers(session, deps, actor, customers);
  for (const { name, state, picture } of gone)
    put(name, { state, picture, owned: ownedBefore(known.get(objectKey(name))) });
  for (const [record, problem] of problems) if (problem !== null) putAside(record, problem);
  const goneAccounts = deleted.filter(({ kind }) => kind === 'account');
  for (const [record, fed] of await feedAccounts(session, deps, actor, accounts, goneAccounts, known)) put(record, fed);
  for (const record of invoices) put(record, { state: record.state });
  // What is settled, or is of nobody's, is no reason to make a customer who is gone; should one come to be, it goes along.
  const unknown = new Set(gone.flatMap(({ name, isHere }) => (isHere ? [] : [name.externalId])));
  const isWanted = (record: InvoiceRecord | EntryRecord) => {
    const { customerExternalId: awaits } = record;
    if (!unknown.has(awaits) || (record.kind === 'invoice' && record.payer === undefined)) return true;
    put(record, { awaits });
    return false;
  };
  const taken = invoices.filter((record) => record.state !== 'draft' && isWanted(record));
  const voided = await goneInvoices(session, actor, deleted);
  const written: readonly ObjectName[] = [...taken, ...voided.map(({ name }) => name)];
  const inputs = [
    ...indexed(taken, (record) => invoiceInput(record, known.get(objectKey(record)))),
    ...voided.map(({ value }, place) => ({ index: taken.length + place, value })),
  ];
  const results = inputs.length === 0 ? [] : await saveInvoicesWithin(session, deps, actor, inputs);
  for (const result of results) {
    const problem = reasonOf(result);
    if (problem !== null) putAside(written[result.index]!, problem);
  }
  await writeEntries(
    session,
    deps,
    actor,
    [...customers, ...taken],
    entries.filter(isWanted),
    deleted,
    known,
    outcomes,
    put,
  );
  // Only now: what a customer who was merged into another one owed is that one's.
  const names = gone.map(({ name }) => name);
  for (const [name, problem] of await goneButOwing(session, actor, names)) put(name, { problem });
  return outcomes;
}

type Put = (record: ObjectName, change: Partial<Written>) => void;
type Owner = CustomerRecord | InvoiceRecord;

/** Entries that are records of their own, those that others state, and those that nobody states any more. */
async function writeEntries(
  session: Session,
  deps: Deps,
  actor: Actor,
  owners: readonly Owner[],
  records: readonly EntryRecord[],
  deleted: readonly ObjectName[],
  known: ReadonlyMap<string, SourceObjectTable>,
  outcomes: Outcomes,
  put: Put,
): Promise<void> {
  const inputs: { kind: EntryKind; value: EntryInput; of: ObjectName }[] = [];
  const dropped: ObjectName[] = deleted.filter(({ kind }) => isEntry(kind));
  const isAside = (record: ObjectName) => outcomes.get(objectKey(record))!.problem !== null;
  // What an invoice stated itself goes with it; what was paid apart stays the customer's (BAL-3).
  for (const gone of deleted)
    if (gone.kind === 'invoice' && !isAside(gone)) dropped.push(...ownedBefore(known.get(objectKey(gone))).map(nameOf));
  for (const owner of owners) {
    if (isAside(owner)) continue;
    const stated = owner.entries ?? [];
    const keys = stated.map(objectKey);
    put(owner, { owned: keys });
    for (const entry of stated) inputs.push({ kind: entry.kind, value: ownedInput(owner, entry), of: owner });
    for (const key of ownedBefore(known.get(objectKey(owner)))) if (!keys.includes(key)) dropped.push(nameOf(key));
  }
  for (const record of records) inputs.push({ kind: record.kind, value: entryInput(record), of: record });
  for (const { kind, value } of await takenBack(session, actor, dropped))
    inputs.push({ kind, value, of: { kind, externalId: value.externalId } });
  for (const kind of ENTRY_KINDS) {
    const some = inputs.filter((input) => input.kind === kind);
    if (some.length === 0) continue;
    const results = await saveEntriesWithin(
      session,
      deps,
      actor,
      kind,
      indexed(some, ({ value }) => value),
    );
    for (const result of results) {
      const { of, value } = some[result.index]!;
      const reason = reasonOf(result);
      if (reason === null || !outcomes.has(objectKey(of))) continue;
      put(of, {
        problem: of.externalId === value.externalId ? reason : `Its ${kind} '${value.externalId}': ${reason}`,
      });
    }
  }
}

function invoiceInput(record: InvoiceRecord, before: SourceObjectTable | undefined): InvoiceInput {
  const {
    externalId,
    number,
    customerExternalId,
    issuedOn,
    dueOn,
    currency,
    grossAmount,
    netAmount,
    title,
    automaticCharging,
  } = record;
  // Who made it void here is not overruled, unless the source itself had done so and takes it back.
  const isVoid = record.state === 'void' ? true : stateBefore(before) === 'void' ? false : undefined;
  return {
    externalId,
    number,
    customer: { externalId: customerExternalId },
    issuedAt: issuedOn,
    dueDate: dueOn,
    currency,
    grossAmount,
    netAmount,
    title,
    automaticCharging,
    isVoid,
  };
}

function ownedInput(owner: Owner, { externalId, amount, currency, on }: OwnedEntry): EntryInput {
  const isInvoice = owner.kind === 'invoice';
  return {
    externalId,
    customer: { externalId: isInvoice ? owner.customerExternalId : owner.externalId },
    amount,
    currency,
    on,
    invoices: isInvoice ? [{ externalId: owner.externalId, amount }] : [],
  };
}

function entryInput({ externalId, customerExternalId, amount, currency, on, allocations }: EntryRecord): EntryInput {
  const invoices = allocations.map((each) => ({ externalId: each.invoiceExternalId, amount: each.amount }));
  return { externalId, customer: { externalId: customerExternalId }, amount, currency, on, invoices };
}

/** What stands here of an object, whatever else is said of it now. */
function asBefore(row: SourceObjectTable | undefined): Pick<Written, 'owned' | 'state' | 'customerId'> {
  return { owned: ownedBefore(row), state: stateBefore(row), customerId: row?.customerId ?? null };
}

/** An invoice that was gone is void here. */
function stateBefore(row: SourceObjectTable | undefined): string | null {
  return row?.kind === 'invoice' && row.isDeleted === 1 ? 'void' : (row?.state ?? null);
}

function ownedBefore(row: SourceObjectTable | undefined): readonly string[] {
  return row?.ownedJson ? (JSON.parse(row.ownedJson) as string[]) : [];
}

function nameOf(key: string): ObjectName {
  const space = key.indexOf(' ');
  return { kind: key.slice(0, space) as EntryKind, externalId: key.slice(space + 1) };
}

function isEntry(kind: string): kind is EntryKind {
  return (ENTRY_KINDS as readonly string[]).includes(kind);
}

function indexed<T, V>(values: readonly T[], input: (value: T) => V): Indexed<V>[] {
  return values.map((value, index) => ({ index, value: input(value) }));
}

function reasonOf({ status, errors }: RecordResult): string | null {
  return status === 'refused' ? (errors ?? []).map(({ message }) => message).join('; ') : null;
}
