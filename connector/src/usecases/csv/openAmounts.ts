import type { FieldError } from '../../domain/errors.ts';
import { currencyDecimals } from '../../domain/money.ts';
import { parseDecimal } from '../../sources/csv/decimals.ts';
import type { EntryTable, InvoiceTable } from '../../store/tables.ts';
import type { Indexed, RecordResult } from '../lists/records.ts';
import { type EntryInput, saveEntries } from '../invoices/saveEntries.ts';
import type { InvoiceInput } from '../invoices/saveInvoices.ts';
import type { Scope } from './resource.ts';

/** What exports of other systems say of payments: how much of an invoice is still open. */
export class OpenAmounts {
  readonly #invoices: ReadonlyMap<string, InvoiceTable>;
  readonly #recorded: ReadonlyMap<string, EntryTable>;
  readonly #targets = new Map<number, number>();

  private constructor(invoices: readonly InvoiceTable[], recorded: readonly EntryTable[]) {
    this.#invoices = new Map(invoices.map((row) => [row.id, row]));
    this.#recorded = new Map(recorded.map((row) => [row.externalId, row]));
  }

  static async load({ session }: Scope, ids: readonly string[]): Promise<OpenAmounts> {
    const invoices = await session.db.selectFrom('invoices').selectAll().where(session.oneOf('id', ids)).execute();
    const recorded = await session.db
      .selectFrom('entries')
      .selectAll()
      .where(session.oneOf('externalId', ids.map(nameOf)))
      .where('kind', '=', 'payment')
      .execute();
    return new OpenAmounts(invoices, recorded);
  }

  /** Notes what a line says is open of its invoice, or says why that cannot be. */
  note(line: number, id: string | null, cell: string, { currency, grossAmount }: InvoiceInput): FieldError | null {
    const wrong = (message: string) => ({ path: 'openAmountDecimal', message });
    const parsed = parseDecimal(cell, currencyDecimals(currency));
    if ('problem' in parsed) return wrong(parsed.problem);
    if (parsed.amount < 0 || parsed.amount > grossAmount)
      return wrong(`'${cell}' is not a part of the invoice's amount`);
    const before = id === null ? undefined : this.#invoices.get(id);
    const open = before ? before.outstanding + grossAmount - before.grossAmount : grossAmount;
    const settled = id === null ? 0 : (this.#recorded.get(nameOf(id))?.amount ?? 0);
    if (parsed.amount > open && parsed.amount - open >= settled) {
      return wrong('says that more is open than here, where payments are recorded: record a refund for the difference');
    }
    this.#targets.set(line, parsed.amount);
    return null;
  }

  /**
   * Records what was paid elsewhere, for each invoice as one payment that later files correct. When it was paid the file does not say: the
   * due date stands for it, or today where that is earlier, so that the score neither gains nor loses.
   */
  async settle(scope: Scope, saved: readonly RecordResult[]): Promise<RecordResult[]> {
    const { session, deps, actor, moment } = scope;
    const concerned = saved.filter(({ index, id }) => id !== undefined && this.#targets.has(index));
    const ids = concerned.map(({ id }) => id!);
    if (ids.length === 0) return [...saved];
    const rows = await session.db.selectFrom('invoices').selectAll().where(session.oneOf('id', ids)).execute();
    const now = new Map(rows.map((row) => [row.id, row]));
    const payments = concerned.flatMap(({ index, id }): Indexed<EntryInput>[] => {
      const row = now.get(id!)!;
      const recorded = this.#recorded.get(nameOf(row.id));
      const amount = (recorded?.amount ?? 0) + row.outstanding - this.#targets.get(index)!;
      if (amount <= 0 || amount === recorded?.amount) return [];
      const { currency, customerId } = row;
      const value = { externalId: nameOf(row.id), customer: { id: customerId }, currency, amount };
      const on = Math.min(row.dueOn, moment.today);
      return [{ index, value: { ...value, on, invoices: [{ id: row.id, amount }] } }];
    });
    if (payments.length === 0) return [...saved];
    await saveEntries(deps, actor, 'payment', payments);
    const paid = new Set(payments.map(({ index }) => index));
    return saved.map((result) =>
      paid.has(result.index) && result.status === 'unchanged' ? { ...result, status: 'updated' } : result,
    );
  }
}

/** The external id of the payment that stands for what was paid elsewhere. */
function nameOf(invoiceId: string): string {
  return `csv:${invoiceId}`;
}
