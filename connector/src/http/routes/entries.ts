import type { z } from 'zod';
import type { EntryKind } from '../../domain/settlement.ts';
import type { Deps } from '../../usecases/deps.ts';
import { type EntryInput, saveEntries } from '../../usecases/invoices/saveEntries.ts';
import { creditNoteInput, entry, paymentInput, refundInput } from '../contracts/invoices.ts';
import { isoDay } from '../views/instants.ts';
import { upsertRoutes } from './upsertRoutes.ts';

type Input = z.output<typeof paymentInput> | z.output<typeof creditNoteInput> | z.output<typeof refundInput>;

function toEntry(input: Input): EntryInput {
  const { paidAt, issuedAt, ...rest } = input as typeof input & { paidAt?: number; issuedAt?: number };
  return { ...rest, on: (paidAt ?? issuedAt)! };
}

async function readEntry({ store: { session } }: Deps, id: string) {
  const { db } = session;
  const row = await db.selectFrom('entries').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const customer = await db
    .selectFrom('customers')
    .select(['id', 'externalId', 'name'])
    .where('id', '=', row.customerId)
    .executeTakeFirstOrThrow();
  const invoices = await db
    .selectFrom('allocations as a')
    .innerJoin('invoices as i', 'i.id', 'a.invoiceId')
    .select(['i.id', 'i.externalId', 'i.number', 'a.amount', 'a.applied'])
    .where('a.entryId', '=', id)
    .execute();
  const { externalId, kind, amount, currency, applied, occurredOn } = row;
  return {
    id,
    externalId,
    kind,
    customer,
    amount,
    currency,
    unapplied: amount - applied,
    date: isoDay(occurredOn)!,
    invoices,
  };
}

function routesOf<K extends string>(kind: EntryKind, path: string, key: K, what: string, input: z.ZodType<Input>) {
  return upsertRoutes({
    path,
    key,
    tag: 'Payments',
    summary: `Record a ${what}; the same external id counts once`,
    batchSummary: `Record up to 1,000 ${what}s`,
    input,
    record: input,
    answer: entry,
    save: ({ deps, actor }, records) => {
      const entries = records.map(({ index, value }) => ({ index, value: toEntry(value) }));
      return saveEntries(deps, actor, kind, entries);
    },
    read: readEntry,
  });
}

export const entryRoutes = [
  ...routesOf('payment', '/v1/payments', 'payments', 'payment', paymentInput),
  ...routesOf('creditNote', '/v1/credit-notes', 'creditNotes', 'credit note', creditNoteInput),
  ...routesOf('refund', '/v1/refunds', 'refunds', 'refund', refundInput),
];
