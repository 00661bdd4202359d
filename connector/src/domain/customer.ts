import type { Day } from './day.ts';

/** BAL-1, in minor units of `currency`: outstanding = due + overdue − unapplied. */
export interface Balance {
  readonly currency: string;
  readonly outstanding: number;
  readonly due: number;
  readonly overdue: number;
  readonly unapplied: number;
}

export interface OpenAmount {
  readonly currency: string;
  readonly outstanding: number;
  readonly dueOn: Day;
}

/**
 * BAL-1, BAL-2: balances per currency, sorted by its code, from the invoices that count (sent, not void; disputed ones included) and what
 * is unapplied.
 */
export function balances(open: Iterable<OpenAmount>, unapplied: ReadonlyMap<string, number>, today: Day): Balance[] {
  const byCurrency = new Map<string, { due: number; overdue: number }>();
  for (const invoice of open) {
    const sums = byCurrency.get(invoice.currency) ?? { due: 0, overdue: 0 };
    if (invoice.dueOn < today) sums.overdue += invoice.outstanding;
    else sums.due += invoice.outstanding;
    byCurrency.set(invoice.currency, sums);
  }
  for (const currency of unapplied.keys())
    if (!byCurrency.has(currency)) byCurrency.set(currency, { due: 0, overdue: 0 });
  return [...byCurrency]
    .map(([currency, { due, overdue }]) => {
      const free = unapplied.get(currency) ?? 0;
      return { currency, outstanding: due + overdue - free, due, overdue, unapplied: free };
    })
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

export type Score = 'A' | 'B' | 'C' | 'D';

/** Sums over one currency's invoices: Σ amount × days late, Σ amount, and how many (SCO-1). */
export interface DelaySums {
  readonly currency: string;
  readonly weightedDays: number;
  readonly amount: number;
  readonly invoices: number;
}

export interface PaymentBehaviour {
  readonly score: Score | null;
  readonly averagePaymentDelayDays: number | null;
}

/** SCO-3: half a day rounds away from zero. */
function roundHalfAway(days: number): number {
  return Math.sign(days) * Math.round(Math.abs(days)) + 0;
}

/** SCO-2: fixed slots over the rounded delay. */
export function scoreOf(delayDays: number): Score {
  if (delayDays <= 30) return 'A';
  if (delayDays <= 60) return 'B';
  return delayDays <= 90 ? 'C' : 'D';
}

/** SCO-3: shown is the organisation's currency, else the one with most invoices (then the first by code); undefined: none has any. */
export function shownSums(sums: readonly DelaySums[], organizationCurrency: string): DelaySums | undefined {
  const paid = sums.filter((sum) => sum.invoices > 0 && sum.amount > 0);
  return (
    paid.find((sum) => sum.currency === organizationCurrency) ??
    [...paid].sort((a, b) => b.invoices - a.invoices || (a.currency < b.currency ? -1 : 1))[0]
  );
}

/** SCO-1 to SCO-3: the score and delay that are shown. */
export function paymentBehaviour(sums: readonly DelaySums[], organizationCurrency: string): PaymentBehaviour {
  const shown = shownSums(sums, organizationCurrency);
  if (!shown) return { score: null, averagePaymentDelayDays: null };
  const delay = roundHalfAway(shown.weightedDays / shown.amount);
  return { score: scoreOf(delay), averagePaymentDelayDays: delay };
}
