import { type Change, type CustomerPast, type PastEntry, type PastInvoice, Timeline } from './backtestPast.ts';
import type { Day } from './day.ts';
import { compareForReference } from './invoice.ts';
import { ENTRY_ORDER } from './settlement.ts';

/** Something that happened to a customer's books; of one day invoices come first, then entries in the order in which they settle. */
interface Happening {
  readonly on: Day;
  readonly order: number;
  readonly id: string;
  readonly apply: () => void;
}

/** One currency of a customer: its candidates (REF-1) by their rank, and what is outstanding in it (BAL-1). */
interface CurrencyBooks {
  /** In the order of REF-1. */
  readonly invoices: PastInvoice[];
  /** 1 at the rank of each invoice that may be collected on. */
  collectible: Uint8Array;
  outstanding: number;
}

interface OpenInvoice {
  readonly invoice: PastInvoice;
  readonly currency: CurrencyBooks;
  readonly rank: number;
  /** Gross, less what its entries have settled up to now. */
  open: number;
  isKnown: boolean;
  isVoid: boolean;
  isDisputed: boolean;
}

const FIRST_ENTRY = 2;

/** A customer's books, carried on from day to day: what each invoice and each currency stood at then (REF-3). */
class Books {
  readonly #byCurrency = new Map<string, CurrencyBooks>();
  readonly #invoices = new Map<string, OpenInvoice>();
  readonly #happenings: Happening[] = [];
  readonly #touched: (invoice: PastInvoice, isCollectible: boolean) => void;
  #next = 0;

  constructor(past: CustomerPast, touched: (invoice: PastInvoice, isCollectible: boolean) => void = () => undefined) {
    this.#touched = touched;
    for (const invoice of past.invoices) this.#currency(invoice.currency).invoices.push(invoice);
    for (const books of this.#byCurrency.values()) {
      books.invoices.sort(compareForReference);
      books.collectible = new Uint8Array(books.invoices.length);
      books.invoices.forEach((invoice, rank) => this.#expectInvoice(invoice, books, rank));
    }
    for (const entry of past.entries) this.#expectEntry(entry);
    this.#happenings.sort((a, b) => a.on - b.on || a.order - b.order || compareText(a.id, b.id));
  }

  get nextOn(): Day {
    return this.#happenings[this.#next]?.on ?? Infinity;
  }

  /** Carries the books on to the end of the next day on which something happened, and says which day that is. */
  carryOn(): Day {
    const day = this.nextOn;
    while (this.nextOn === day) this.#happenings[this.#next++]!.apply();
    return day;
  }

  /** REF-1, REF-3: the reference invoice as the books stand. */
  reference(): PastInvoice | null {
    let best: PastInvoice | null = null;
    for (const { invoices, collectible, outstanding } of this.#byCurrency.values()) {
      const rank = outstanding > 0 ? collectible.indexOf(1) : -1;
      if (rank < 0) continue;
      const first = invoices[rank]!;
      if (best === null || compareForReference(first, best) < 0) best = first;
    }
    return best;
  }

  /** REF-3: the currencies in which something is outstanding. */
  *owedCurrencies(): Generator<[currency: string, isOwed: boolean]> {
    for (const [currency, { outstanding }] of this.#byCurrency) yield [currency, outstanding > 0];
  }

  #currency(code: string): CurrencyBooks {
    let books = this.#byCurrency.get(code);
    if (!books) {
      books = { invoices: [], collectible: new Uint8Array(), outstanding: 0 };
      this.#byCurrency.set(code, books);
    }
    return books;
  }

  #expectInvoice(invoice: PastInvoice, currency: CurrencyBooks, rank: number): void {
    const { id, issuedOn, voidOn, grossAmount, sent } = invoice;
    const state: OpenInvoice = {
      invoice,
      currency,
      rank,
      open: grossAmount,
      isKnown: false,
      isVoid: false,
      isDisputed: false,
    };
    this.#invoices.set(id, state);
    const at = (on: Day, order: number, change: () => void) => {
      const apply = () => {
        change();
        this.#noteState(state);
      };
      this.#happenings.push({ on, order, id, apply });
    };
    if (voidOn !== null)
      at(voidOn, 1, () => {
        state.isVoid = true;
        if (state.isKnown) currency.outstanding -= grossAmount;
        // What a *to send* invoice had taken is unapplied from now on.
        if (!sent) currency.outstanding -= grossAmount - state.open;
      });
    // Invoices that are still to be sent, and those that were void from the start, are known to nobody.
    if (!sent || (voidOn !== null && voidOn <= issuedOn)) return;
    at(issuedOn, 0, () => {
      state.isKnown = true;
      currency.outstanding += grossAmount;
    });
    for (const { on, value } of invoice.disputed) at(Math.max(on, issuedOn), 1, () => (state.isDisputed = value));
  }

  /** BAL-1, BAL-3: an entry counts whole, whatever it is applied to; what a *to send* invoice took of it does not count. */
  #expectEntry({ id, kind, on, currency, amount, allocations }: PastEntry): void {
    const sign = kind === 'refund' ? 1 : -1;
    const books = this.#currency(currency);
    const apply = () => {
      books.outstanding += sign * amount;
      for (const { invoiceId, amount: asked } of allocations) {
        const state = this.#invoices.get(invoiceId);
        if (!state) continue;
        const { grossAmount, sent } = state.invoice;
        const taken = Math.min(asked, kind === 'refund' ? grossAmount - state.open : state.open);
        state.open += sign * taken;
        if (!sent && !state.isVoid) books.outstanding -= sign * taken;
        this.#noteState(state);
      }
    };
    this.#happenings.push({ on, order: FIRST_ENTRY + ENTRY_ORDER[kind], id, apply });
  }

  #noteState({ invoice, currency, rank, open, isKnown, isVoid, isDisputed }: OpenInvoice): void {
    const isCollectible = isKnown && !isVoid && !isDisputed && open > 0;
    if (currency.collectible[rank] === (isCollectible ? 1 : 0)) return;
    currency.collectible[rank] = isCollectible ? 1 : 0;
    this.#touched(invoice, isCollectible);
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The reference invoice that drove a customer-level plan, from day to day (REF-1 to REF-3). */
export function customerReferences(past: CustomerPast): Timeline<PastInvoice | null> {
  const books = new Books(past);
  const changes: Change<PastInvoice | null>[] = [];
  let reference: PastInvoice | null = null;
  while (books.nextOn < Infinity) {
    const on = books.carryOn();
    const now = books.reference();
    if (now !== reference) changes.push({ on, value: now });
    reference = now;
  }
  return new Timeline<PastInvoice | null>(null, changes);
}

/** For each invoice, on which days an invoice-level plan might chase it (REF-1, REF-3); invoices that never could be are left out. */
export function* invoiceReferences(past: CustomerPast): Generator<[PastInvoice, Timeline<PastInvoice | null>]> {
  const states = new Map<PastInvoice, Change<boolean>[]>();
  const owed = new Map<string, Change<boolean>[]>();
  let today: Day = 0;
  const touched = (invoice: PastInvoice, value: boolean) => {
    const changes = states.get(invoice);
    if (changes) changes.push({ on: today, value });
    else states.set(invoice, [{ on: today, value }]);
  };
  const books = new Books(past, touched);
  while (books.nextOn < Infinity) {
    today = books.nextOn;
    books.carryOn();
    for (const [currency, value] of books.owedCurrencies()) {
      const changes = owed.get(currency) ?? [];
      if ((changes.at(-1)?.value ?? false) !== value) changes.push({ on: today, value });
      owed.set(currency, changes);
    }
  }
  const timelines = new Map([...owed].map(([currency, changes]) => [currency, new Timeline<boolean>(false, changes)]));
  for (const [invoice, changes] of states)
    yield [invoice, whileOwed(invoice, changes, timelines.get(invoice.currency)!)];
}

/** The days on which an invoice may be collected on and its currency is owed. */
function whileOwed(
  invoice: PastInvoice,
  states: readonly Change<boolean>[],
  owed: Timeline<boolean>,
): Timeline<PastInvoice | null> {
  const changes: Change<PastInvoice | null>[] = [];
  states.forEach(({ on, value }, index) => {
    const end = states[index + 1]?.on ?? Infinity;
    if (!value) changes.push({ on, value: null });
    else
      for (let day = on; day < end; day = owed.nextAfter(day))
        changes.push({ on: day, value: owed.at(day) ? invoice : null });
  });
  return new Timeline<PastInvoice | null>(null, changes);
}
