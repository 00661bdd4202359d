import type { Day } from './day.ts';

export type EntryKind = 'payment' | 'creditNote' | 'refund';

/** What an entry asks to have applied to one invoice; amounts in minor units. */
export interface Allocation {
  readonly entryId: string;
  readonly kind: EntryKind;
  readonly on: Day;
  readonly amount: number;
}

export interface Settlement {
  readonly outstanding: number;
  /** SCO-3: date of the entry that closed the invoice; null while it is open. */
  readonly paidOn: Day | null;
  /** Entry id → what of its allocation this invoice took; the rest stays unapplied (BAL-1). */
  readonly applied: ReadonlyMap<string, number>;
}

/** Entries of one day: what is paid in comes before what is paid back. */
export const ENTRY_ORDER: Record<EntryKind, number> = { payment: 0, creditNote: 1, refund: 2 };

/**
 * What is left of an invoice after its entries, in the order of their dates, so that every order of arrival ends the same. An invoice
 * takes no more than it has open, and gives back no more than it took. `counts` is false for void invoices, on which everything is unapplied (BAL-3).
 */
export function settle(grossAmount: number, allocations: readonly Allocation[], counts: boolean): Settlement {
  const applied = new Map<string, number>();
  let outstanding = grossAmount;
  let paidOn: Day | null = null;
  if (!counts) return { outstanding, paidOn, applied };
  const inOrder = [...allocations].sort(
    (a, b) => a.on - b.on || ENTRY_ORDER[a.kind] - ENTRY_ORDER[b.kind] || (a.entryId < b.entryId ? -1 : 1),
  );
  for (const { entryId, kind, on, amount } of inOrder) {
    const taken = kind === 'refund' ? Math.min(amount, grossAmount - outstanding) : Math.min(amount, outstanding);
    if (taken === 0) continue;
    const wasOpen = outstanding > 0;
    outstanding += kind === 'refund' ? taken : -taken;
    applied.set(entryId, taken);
    if (outstanding === 0 && wasOpen) paidOn = on;
    else if (outstanding > 0) paidOn = null;
  }
  return { outstanding, paidOn, applied };
}
