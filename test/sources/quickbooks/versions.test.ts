import { expect, test } from 'vitest';
import type { EntryRecord, SourceRecord } from '../../../connector/src/sources/records.ts';
import { recordsOf } from '../../../connector/src/sources/quickbooks/records.ts';
import { random, shuffled } from '../random.ts';
import { busyCompany } from './busyCompany.ts';
import { booksOf } from './source.ts';

/** What holds after records in some order: of each object the newest, as every source is taken in. */
function latestOf(records: readonly SourceRecord[]): Map<string, SourceRecord> {
  const latest = new Map<string, SourceRecord>();
  for (const record of records) {
    const key = `${record.kind} ${record.externalId}`;
    const known = latest.get(key);
    if (!known || known.version < record.version) latest.set(key, record);
  }
  return latest;
}

/** Who owes what by the records, in the words of `booksOf`. */
function owed(latest: ReadonlyMap<string, SourceRecord>) {
  const all = [...latest.values()].filter((record) => !('deleted' in record));
  const entries = all.filter((record): record is EntryRecord => 'allocations' in record);
  const paid = new Map<string, number>();
  const free = new Map<string, number>();
  for (const { customerExternalId, amount, allocations, kind } of entries) {
    let left = amount;
    for (const one of allocations) {
      paid.set(one.invoiceExternalId, (paid.get(one.invoiceExternalId) ?? 0) + one.amount);
      left -= one.amount;
    }
    free.set(customerExternalId, (free.get(customerExternalId) ?? 0) + (kind === 'refund' ? -left : left));
  }
  const invoices = all.flatMap((record) =>
    record.kind === 'invoice' && 'grossAmount' in record
      ? [{ ...record, outstanding: record.grossAmount - (paid.get(record.externalId) ?? 0) }]
      : [],
  );
  const byId = (a: { externalId: string }, b: { externalId: string }) => (a.externalId < b.externalId ? -1 : 1);
  return {
    invoices: invoices
      .map(({ externalId, customerExternalId: customer, grossAmount, outstanding }) => {
        return { externalId, customer, grossAmount, outstanding };
      })
      .sort(byId),
    customers: all
      .filter(({ kind }) => kind === 'customer')
      .map(({ externalId }) => {
        const unapplied = free.get(externalId) ?? 0;
        const open = invoices.filter(({ customerExternalId }) => customerExternalId === externalId);
        const outstanding = open.reduce((sum, one) => sum + one.outstanding, 0) - unapplied;
        return { externalId, outstanding, unapplied };
      })
      .sort(byId),
  };
}

test('BAL-1: every state of every object, in 100 random orders with repeats, ends as the books are, to the cent', () => {
  const pick = random(20_261_127);
  for (let order = 0; order < 100; order += 1) {
    const company = busyCompany(pick, 80);
    const told = [...company.states, ...company.states.filter(() => pick(3) === 0)];
    const records = shuffled(told, pick).flatMap(({ entity, object }) => recordsOf(object, undefined, entity)!);
    expect(owed(latestOf(records))).toEqual(booksOf(company));
  }
});
