import type { Day } from './day.ts';

/** PRO-1: what a customer promised to pay on an invoice; amounts in minor units. */
export interface PromiseToPay {
  /** The last day on which the money is in time. */
  readonly date: Day;
  readonly amount: number;
  readonly madeOn: Day;
  /** Whether the invoice's own actions are held up to and including the promised day. */
  readonly pause: boolean;
  readonly status: 'open' | 'kept' | 'broken';
  /** What the invoice's entries had settled when the promise was made. */
  readonly settledBefore: number;
}

/** What one entry settled of an invoice, negative for a refund; `on` is its date, or the day it was recorded if that is earlier. */
export interface SettledPart {
  readonly on: Day;
  readonly amount: number;
}

/**
 * PRO-1: what the entries of an invoice have made of its promise. It is kept once they have settled, in time, what was promised, or all
 * that is left of the invoice. A kept promise stays kept; a broken one is kept after all when an entry that was in time is recorded late.
 * That a day has passed is not judged here.
 */
export function judgePromise(
  promise: PromiseToPay,
  grossAmount: number,
  parts: Iterable<SettledPart>,
): PromiseToPay['status'] {
  if (promise.status === 'kept') return 'kept';
  let settled = -promise.settledBefore;
  for (const { on, amount } of parts) if (on <= promise.date) settled += amount;
  const needed = Math.min(promise.amount, grossAmount - promise.settledBefore);
  const isKept = settled >= needed && (promise.status === 'open' || settled > 0);
  return isKept ? 'kept' : promise.status;
}
