import { localTime } from '../../clock.ts';
import type { Day } from '../../domain/day.ts';
import { toIsoDate } from '../../domain/day.ts';
import { judgePromise, type PromiseToPay, type SettledPart } from '../../domain/promise.ts';
import type { EntryKind } from '../../domain/settlement.ts';
import type { NewEvent } from '../../store/events.ts';
import type { InvoiceTable } from '../../store/tables.ts';
import type { Moment } from '../moment.ts';

/** An entry that is applied to an invoice. */
interface AppliedEntry {
  readonly entryId: string;
  readonly kind: EntryKind;
  readonly occurredOn: Day;
  readonly createdAt: number;
}

/** The invoice's last promise, whatever became of it. */
export function promiseOf({ promiseJson }: Pick<InvoiceTable, 'promiseJson'>): PromiseToPay | null {
  return promiseJson === null ? null : (JSON.parse(promiseJson) as PromiseToPay);
}

/** The columns that hold a promise. */
export function promiseColumns(promise: PromiseToPay | null): Pick<InvoiceTable, 'promiseJson' | 'promisedOn'> {
  return {
    promiseJson: promise && JSON.stringify(promise),
    promisedOn: promise?.status === 'open' ? promise.date : null,
  };
}

/** What an event says of a promise. */
export function promiseData({ date, amount }: PromiseToPay, { currency }: Pick<InvoiceTable, 'currency'>) {
  return { date: toIsoDate(date), amount, currency };
}

/**
 * PRO-1: looks at an invoice's promise after its entries were settled anew; the columns and the event of a promise that is kept now, else
 * null. `applied` says by entry what the invoice took of it.
 */
export function promiseKept(
  invoice: InvoiceTable,
  entries: readonly AppliedEntry[],
  applied: ReadonlyMap<string, number>,
  { settings }: Moment,
): { readonly columns: ReturnType<typeof promiseColumns>; readonly event: NewEvent } | null {
  const promise = promiseOf(invoice);
  if (promise === null || promise.status === 'kept' || invoice.isVoid === 1) return null;
  const parts = entries.map(({ entryId, kind, occurredOn, createdAt }): SettledPart => {
    const taken = applied.get(entryId) ?? 0;
    // Money that was recorded by the promised day was there by then, whatever day the bank gives it.
    const on = Math.min(occurredOn, localTime(createdAt, settings.timeZone).day);
    return { on, amount: kind === 'refund' ? -taken : taken };
  });
  if (judgePromise(promise, invoice.grossAmount, parts) !== 'kept') return null;
  const { id, number, customerId, outstanding } = invoice;
  const data = {
    invoiceId: id,
    number,
    ...promiseData(promise, invoice),
    outstanding,
    wasBroken: promise.status === 'broken',
  };
  return {
    columns: promiseColumns({ ...promise, status: 'kept' }),
    event: { type: 'promiseKept', customerId, data },
  };
}
