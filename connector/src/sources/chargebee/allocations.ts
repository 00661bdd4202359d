import type { EntryRecord } from '../records.ts';

/** What went to which invoice: Chargebee lists every time that something was applied, so that an invoice may stand there more than once. */
export function allocationsOf(
  applied: readonly { readonly invoiceExternalId: string; readonly amount: number }[],
): EntryRecord['allocations'] {
  const byInvoice = Map.groupBy(applied, ({ invoiceExternalId }) => invoiceExternalId);
  return [...byInvoice]
    .map(([invoiceExternalId, some]) => ({
      invoiceExternalId,
      amount: some.reduce((sum, { amount }) => sum + amount, 0),
    }))
    .filter(({ amount }) => amount > 0);
}
