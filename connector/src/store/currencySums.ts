import type { Session } from './store.ts';
import type { CustomerCurrencyTable, EntryTable, InvoiceTable } from './tables.ts';

const SUMS = ['openAmount', 'unappliedAmount', 'paidWeightedDays', 'paidAmount', 'paidInvoices'] as const;
type Sum = (typeof SUMS)[number];

/** Gathers what a change adds to the sums kept per customer and currency, and writes it in one go (BAL-1, BAL-3, SCO-1). */
export class CurrencySums {
  private readonly rows = new Map<string, CustomerCurrencyTable>();

  private add(customerId: string, currency: string, sum: Sum, amount: number): void {
    if (amount === 0) return;
    const key = `${customerId} ${currency}`;
    let row = this.rows.get(key);
    if (!row) {
      row = {
        customerId,
        currency,
        openAmount: 0,
        unappliedAmount: 0,
        paidWeightedDays: 0,
        paidAmount: 0,
        paidInvoices: 0,
      };
      this.rows.set(key, row);
    }
    row[sum] += amount;
  }

  /** What an invoice counts for: +1 as it is now, −1 as it was. */
  invoice(row: InvoiceTable, sign: 1 | -1): void {
    if (row.sent === 0 || row.isVoid === 1) return;
    this.add(row.customerId, row.currency, 'openAmount', sign * row.outstanding);
    if (row.outstanding > 0 || row.paidOn === null) return;
    this.add(row.customerId, row.currency, 'paidWeightedDays', sign * row.grossAmount * (row.paidOn - row.dueOn));
    this.add(row.customerId, row.currency, 'paidAmount', sign * row.grossAmount);
    this.add(row.customerId, row.currency, 'paidInvoices', sign);
  }

  /** What of an entry is unapplied: +1 as it is now, −1 as it was. A refund takes from what is unapplied. */
  entry(row: EntryTable, sign: 1 | -1): void {
    const free = (row.amount - row.applied) * (row.kind === 'refund' ? -1 : 1);
    this.add(row.customerId, row.currency, 'unappliedAmount', sign * free);
  }

  async write(session: Session): Promise<void> {
    await session.add(
      'customerCurrencies',
      ['customerId', 'currency'],
      SUMS,
      [...this.rows.values()].map((row) => ({ ...row })),
    );
  }
}
