import { invoiceOf, openAmount, writeUp } from './books.ts';
import type { OpenInvoice } from './books.ts';
import type { Day } from './calendar.ts';
import type { Fact, History } from './history.ts';

interface OpenPromise {
  readonly customer: string;
  readonly invoice: string;
  readonly date: Day;
  readonly amount: number;
  /** Settled on the invoice when it was made. */
  readonly settled: number;
}

/** What became of a promise to pay (PRO-1). */
export interface PromiseEnd {
  readonly customer: string;
  readonly invoice: string;
  /** The day that was promised. */
  readonly date: Day;
  readonly outcome: 'kept' | 'broken';
}

export interface PromiseBook {
  /** Notes what a fact, just appended to the history on `today`, means for promises. */
  note(fact: Fact, today: Day): void;
  /** Everything that has ended by the start of `today`. */
  ended(today: Day): readonly PromiseEnd[];
}

/** Follows every promise: kept once what was promised, or all that is open, is settled by its day; else broken when the day is over. */
export function promiseBook(history: History): PromiseBook {
  const open = new Map<string, OpenPromise>();
  const ends: PromiseEnd[] = [];
  const end = ({ customer, invoice, date }: OpenPromise, outcome: PromiseEnd['outcome']): void => {
    open.delete(invoice);
    ends.push({ customer, invoice, date, outcome });
  };
  const breakPassed = (today: Day): void => {
    for (const promise of [...open.values()]) if (promise.date < today) end(promise, 'broken');
  };
  const now = (customer: string, invoice: string): OpenInvoice =>
    invoiceOf(writeUp(history.concerning(customer)), invoice);

  return {
    note(fact, today) {
      breakPassed(today);
      if (fact.fact === 'promise') {
        const { customer, invoice, date } = fact;
        const books = now(customer, invoice);
        const amount = fact.amount ?? openAmount(books);
        open.set(invoice, { customer, invoice, date, amount, settled: books.settled });
      } else if (fact.fact === 'void') {
        open.delete(fact.invoice);
      } else if (fact.fact === 'entry') {
        for (const { invoice } of fact.entry.applications) {
          const promise = open.get(invoice);
          if (!promise) continue;
          const books = now(fact.customer, invoice);
          if (books.settled - promise.settled >= promise.amount || openAmount(books) <= 0) end(promise, 'kept');
        }
      }
    },
    ended(today) {
      breakPassed(today);
      return ends;
    },
  };
}
