import type { Day } from './day.ts';
import type { InvoiceState } from './invoice.ts';
import type { EntryKind } from './settlement.ts';

/** From a day on, until the next change, something has a value. */
export interface Change<T> {
  readonly on: Day;
  readonly value: T;
}

/** What had which value from which day on. */
export class Timeline<T> {
  readonly #initial: T;
  readonly #changes: readonly Change<T>[];

  /** `changes` in the order of their days; of several on one day the last holds. */
  constructor(initial: T, changes: readonly Change<T>[]) {
    this.#initial = initial;
    this.#changes = changes;
  }

  at(day: Day): T {
    const index = this.#firstAfter(day) - 1;
    return index < 0 ? this.#initial : this.#changes[index]!.value;
  }

  /** The first day after `day` on which something changes; Infinity if there is none. */
  nextAfter(day: Day): Day {
    return this.#changes[this.#firstAfter(day)]?.on ?? Infinity;
  }

  #firstAfter(day: Day): number {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#changes[middle]!.on <= day) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** PAU-1: nothing goes out before a day; `forever` until resumed. */
export type Pause = 'none' | 'forever' | Day;

/** An invoice as the past knew it; `outstanding`, `isVoid` and `isDisputed` are as when it was issued. */
export interface PastInvoice extends InvoiceState {
  /** The day from which it is void, or null. */
  readonly voidOn: Day | null;
  readonly disputed: readonly Change<boolean>[];
  readonly paused: Timeline<Pause>;
}

/** A payment, credit note or refund; amounts in minor units. */
export interface PastEntry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly on: Day;
  readonly currency: string;
  readonly amount: number;
  readonly allocations: readonly { readonly invoiceId: string; readonly amount: number }[];
}

/** All of a customer's past that decides what a plan would have done. */
export interface CustomerPast {
  readonly id: string;
  readonly invoices: readonly PastInvoice[];
  readonly entries: readonly PastEntry[];
  readonly paused: Timeline<Pause>;
  readonly excluded: Timeline<boolean>;
}

export const NEVER_PAUSED: Timeline<Pause> = new Timeline<Pause>('none', []);
export const NEVER_EXCLUDED: Timeline<boolean> = new Timeline<boolean>(false, []);
