import type { Books } from './books.ts';

/** BAL-1: the sums that are kept of a customer and differ from a recount. */
export function miscounted({ customer, invoices, entries, sums }: Books): string[] {
  const wrong: string[] = [];
  const compare = (what: string, kept: number, counted: number) => {
    if (kept !== counted) wrong.push(`BAL-1: ${what} of ${customer.id} is ${kept}, a recount says ${counted}`);
  };
  for (const one of invoices) {
    compare(`outstanding on ${one.number}`, one.stored, one.open);
    compare(`what is open on ${one.number}`, one.open, Math.min(Math.max(one.open, 0), one.gross));
  }
  for (const one of entries) compare(`what ${one.id} applied`, one.storedApplied, one.applied);
  for (const { currency, open, unapplied } of sums) {
    const counted = invoices
      .filter((one) => one.currency === currency && one.isVoid === 0 && one.sent === 1)
      .reduce((sum, one) => sum + one.open, 0);
    compare(`what is open in ${currency}`, open, counted);
    const left = entries
      .filter((one) => one.currency === currency)
      .reduce((sum, { kind, amount, applied }) => sum + (kind === 'refund' ? applied - amount : amount - applied), 0);
    compare(`what is unapplied in ${currency}`, unapplied, left);
  }
  return wrong;
}
