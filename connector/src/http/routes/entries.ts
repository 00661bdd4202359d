import type { z } from 'zod';
import type { EntryKind } from '../../domain/settlement.ts';
import type { Deps } from '../../usecases/deps.ts';
import type { EntryInput } from '../../usecases/saveEntries.ts';
import { saveEntries } from '../../usecases/saveEntries.ts';
import { batchAnswer, batchOf } from '../contracts/common.ts';
import { creditNoteInput, entry, paymentInput, refundInput } from '../contracts/invoices.ts';
import { defineRoute, parseRecords } from '../route.ts';
import { isoDay } from '../views/instants.ts';
import { savedOne, saveBatch } from './saved.ts';

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
  return [
    defineRoute({
      method: 'post',
      path,
      summary: `Record a ${what}; the same external id counts once`,
      tag: 'Payments',
      body: input,
      answer: entry,
      status: 201,
      upsert: true,
      handle: async ({ deps, actor, body }) => {
        const { id, status } = savedOne(await saveEntries(deps, actor, kind, [{ index: 0, value: toEntry(body) }]));
        return { status, body: await readEntry(deps, id) };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}/batch`,
      summary: `Record up to 1,000 ${what}s`,
      tag: 'Payments',
      body: batchOf(key, input),
      answer: batchAnswer,
      handle: async ({ deps, actor, body }) => {
        const parsed = parseRecords(input, body[key]).map((record) =>
          'value' in record ? { ...record, value: toEntry(record.value) } : record,
        );
        return { body: await saveBatch(parsed, (good) => saveEntries(deps, actor, kind, good)) };
      },
    }),
  ];
}

export const entryRoutes = [
  ...routesOf('payment', '/v1/payments', 'payments', 'payment', paymentInput),
  ...routesOf('creditNote', '/v1/credit-notes', 'creditNotes', 'credit note', creditNoteInput),
  ...routesOf('refund', '/v1/refunds', 'refunds', 'refund', refundInput),
];
