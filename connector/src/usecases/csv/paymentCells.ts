import { toIsoDate } from '../../domain/day.ts';
import { currencyDecimals } from '../../domain/money.ts';
import { toDecimal } from '../../sources/csv/decimals.ts';
import { allocationsCell } from './allocationCells.ts';
import type { Cells, Scope } from './resource.ts';

/** Payments as lines, with all their cells, and whose record each is. */
export async function readPayments({ session }: Scope, ids: readonly string[]): Promise<Map<string, Cells>> {
  const rows = await session.db
    .selectFrom('entries as e')
    .innerJoin('customers as c', 'c.id', 'e.customerId')
    .selectAll('e')
    .select(['c.externalId as customerExternalId', 'c.name as customerName'])
    .where(session.oneOf('e.id', ids))
    .execute();
  const allocations = await session.db
    .selectFrom('allocations as a')
    .innerJoin('invoices as i', 'i.id', 'a.invoiceId')
    .select(['a.entryId', 'a.amount', 'i.id', 'i.externalId'])
    .where(session.oneOf('a.entryId', ids))
    .orderBy('i.id')
    .execute();
  const of = Map.groupBy(allocations, ({ entryId }) => entryId);
  return new Map(
    rows.map((row) => {
      const paid = of.get(row.id) ?? [];
      const isOne = paid.length === 1 && paid[0]!.amount === row.amount;
      const cells = {
        externalId: row.externalId,
        customerExternalId: row.customerExternalId ?? '',
        customerId: row.customerId,
        customerName: row.customerName,
        paidAt: toIsoDate(row.occurredOn),
        currency: row.currency,
        amount: String(row.amount),
        amountDecimal: toDecimal(row.amount, currencyDecimals(row.currency)),
        invoices: allocationsCell(paid),
        invoice: isOne ? (paid[0]!.externalId ?? '') : '',
        unapplied: String(row.amount - row.applied),
        source: row.source,
      };
      return [row.id, cells];
    }),
  );
}
