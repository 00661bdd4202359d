import type { FieldError } from '../../domain/errors.ts';
import { currencyDecimals } from '../../domain/money.ts';
import type { EntryKind } from '../../domain/settlement.ts';
import { parseDecimal } from '../../sources/csv/decimals.ts';
import type { EntryTable, InvoiceTable } from '../../store/tables.ts';
import type { Indexed, RecordResult } from '../lists/records.ts';
import { type EntryInput, saveEntries } from '../invoices/saveEntries.ts';
import type { InvoiceInput } from '../invoices/saveInvoices.ts';
import type { Edit, Scope } from './resource.ts';

/** What a line says of its invoice: how much is open, null where it does not say; and whether that is written off. */
interface Said {
  readonly open: number | null;
  readonly isWrittenOff: boolean;
}

/** What of an invoice is recorded in the place of what files said, in the minor unit. */
interface Recorded {
  readonly paid: number;
  readonly writtenOff: number;
}

/** What exports of other systems say of payments and write-offs: how much of an invoice is still open. */
export class OpenAmounts {
  readonly #invoices: ReadonlyMap<string, InvoiceTable>;
  readonly #entries: ReadonlyMap<string, EntryTable>;
  readonly #said = new Map<number, Said>();

  private constructor(invoices: readonly InvoiceTable[], entries: readonly EntryTable[]) {
    this.#invoices = new Map(invoices.map((row) => [row.id, row]));
    this.#entries = new Map(entries.map((row) => [`${row.kind} ${row.externalId}`, row]));
  }

  static async load({ session }: Scope, ids: readonly string[]): Promise<OpenAmounts> {
    const invoices = await session.db.selectFrom('invoices').selectAll().where(session.oneOf('id', ids)).execute();
    const entries = await session.db
      .selectFrom('entries')
      .selectAll()
      .where(session.oneOf('externalId', ids.map(nameOf)))
      .where('kind', 'in', ['payment', 'creditNote'])
      .execute();
    return new OpenAmounts(invoices, entries);
  }

  /** Notes what a line says is open of its invoice, and whether it is void or written off, or says why that cannot be. */
  note({ line, id, changed, cells }: Edit, { currency, grossAmount }: InvoiceInput): FieldError | null {
    const { openAmountDecimal: cell = '' } = changed;
    const { status } = cells;
    const isWrittenOff = status === 'writtenOff';
    if (cell === '' || status === 'void') {
      // What is void is written off no more.
      if (status !== undefined) this.#said.set(line, { open: null, isWrittenOff });
      return null;
    }
    const wrong = (message: string) => ({ path: 'openAmountDecimal', message });
    const parsed = parseDecimal(cell, currencyDecimals(currency));
    if ('problem' in parsed) return wrong(parsed.problem);
    if (parsed.amount < 0 || parsed.amount > grossAmount)
      return wrong(`'${cell}' is not a part of the invoice's amount`);
    const before = id === null ? undefined : this.#invoices.get(id);
    const { paid, writtenOff } = this.#recorded(id);
    const open = before ? before.outstanding + writtenOff + grossAmount - before.grossAmount : grossAmount;
    if (parsed.amount > open && parsed.amount - open >= paid) {
      return wrong('says that more is open than here, where payments are recorded: record a refund for the difference');
    }
    this.#said.set(line, { open: parsed.amount, isWrittenOff });
    return null;
  }

  /**
   * Records what was paid elsewhere, for each invoice as one payment that later files correct, and what was written off as one credit note.
   * When it was paid the file does not say: the due date stands for it, or today where that is earlier, so that the score neither gains nor
   * loses. Written off it is today.
   */
  async settle(scope: Scope, saved: readonly RecordResult[]): Promise<RecordResult[]> {
    const { session, deps, actor, moment } = scope;
    const concerned = saved.filter(({ index, id }) => id !== undefined && this.#said.has(index));
    const ids = concerned.map(({ id }) => id!);
    if (ids.length === 0) return [...saved];
    const rows = await session.db.selectFrom('invoices').selectAll().where(session.oneOf('id', ids)).execute();
    const now = new Map(rows.map((row) => [row.id, row]));
    const changes = concerned.flatMap(({ index, id }) => {
      const row = now.get(id!)!;
      const before = this.#recorded(id!);
      const after = afterwards(row, before, this.#said.get(index)!);
      const input = (amount: number, on: number): EntryInput => ({
        externalId: nameOf(row.id),
        customer: { id: row.customerId },
        currency: row.currency,
        amount,
        on,
        invoices: amount === 0 ? [] : [{ id: row.id, amount }],
      });
      const writtenOffOn = this.#entryOf('creditNote', row.id)?.occurredOn ?? moment.today;
      return [
        {
          kind: 'payment' as const,
          grows: after.paid - before.paid,
          index,
          value: input(after.paid, Math.min(row.dueOn, moment.today)),
        },
        {
          kind: 'creditNote' as const,
          grows: after.writtenOff - before.writtenOff,
          index,
          value: input(after.writtenOff, writtenOffOn),
        },
      ].filter(({ grows }) => grows !== 0);
    });
    // What is given back comes first, so that what is taken finds it open.
    const record = async (kind: EntryKind, isMore: boolean) => {
      const some = changes.filter((change) => change.kind === kind && change.grows > 0 === isMore);
      if (some.length > 0) await saveEntries(deps, actor, kind, some satisfies Indexed<EntryInput>[]);
    };
    await record('creditNote', false);
    await record('payment', false);
    await record('payment', true);
    await record('creditNote', true);
    const changed = new Set(changes.map(({ index }) => index));
    return saved.map((result) =>
      changed.has(result.index) && result.status === 'unchanged' ? { ...result, status: 'updated' } : result,
    );
  }

  #recorded(id: string | null): Recorded {
    const amountOf = (kind: EntryKind) => (id === null ? 0 : (this.#entryOf(kind, id)?.amount ?? 0));
    return { paid: amountOf('payment'), writtenOff: amountOf('creditNote') };
  }

  #entryOf(kind: EntryKind, invoiceId: string): EntryTable | undefined {
    return this.#entries.get(`${kind} ${nameOf(invoiceId)}`);
  }
}

/** What is to be recorded of an invoice, so that no more of it is open than a line says. */
function afterwards(invoice: InvoiceTable, { paid, writtenOff }: Recorded, said: Said): Recorded {
  const open = invoice.outstanding + writtenOff;
  const settled = said.open === null ? paid : paid + open - said.open;
  const paidNow = settled <= 0 ? paid : settled;
  return { paid: paidNow, writtenOff: said.isWrittenOff ? Math.max(0, open - (paidNow - paid)) : 0 };
}

/** The external id of the payment, and of the credit note, that stand for what was paid and written off elsewhere. */
function nameOf(invoiceId: string): string {
  return `csv:${invoiceId}`;
}
