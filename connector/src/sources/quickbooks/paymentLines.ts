/** A line of a payment: an amount, above 0, and the transaction that it pays or is paid from. */
export interface PaymentLine {
  readonly amount: number;
  readonly type: string;
  readonly id: string;
}

export interface Applied {
  readonly invoiceId: string;
  readonly amount: number;
}

/** Something that pays: an amount in minor units, and what of it went to which invoices; the rest is unapplied. */
export interface Means {
  readonly amount: number;
  readonly invoices: readonly Applied[];
}

/** What a payment of QuickBooks stands for. */
export interface PaymentParts {
  /** Money that came in. */
  readonly money: Means;
  /** Credit memos and credits of journal entries that were applied through it. */
  readonly credit: Means;
  /** Money that went back, by checks and expenses. */
  readonly refunded: number;
}

/** Money that came in by itself, for a payment to apply. */
const MONEY = ['Deposit', 'Transfer'];
const NOT_REFUNDS = ['Invoice', 'CreditMemo', 'JournalEntry', ...MONEY];

/**
 * Who pays what in a payment. QuickBooks lists what is paid and what it is paid from, both with amounts above 0, and not which pays which: so
 * credits pay first, then money, the invoices in their order. Every invoice gets exactly its line. A journal entry may be on either side; what is
 * missing from the sum tells on which. What it charges is no invoice here, so that whatever paid it does not count.
 */
export function partsOf(total: number, unapplied: number, lines: readonly PaymentLine[]): PaymentParts {
  const sum = (isMeant: (type: string) => boolean) =>
    lines.filter(({ type }) => isMeant(type)).reduce((all, { amount }) => all + amount, 0);
  const received = total + sum((type) => MONEY.includes(type));
  const refunded = sum((type) => !NOT_REFUNDS.includes(type));
  const memos = sum((type) => type === 'CreditMemo');
  const missing = sum((type) => type === 'Invoice') + refunded + unapplied - received - memos;
  const journal = sum((type) => type === 'JournalEntry') === 0 ? 0 : missing;
  const charged = Math.max(0, -journal);
  const money = Math.max(0, received - charged);
  const credit = memos + Math.max(0, journal) - Math.max(0, charged - received);

  const open = new Map<string, number>();
  for (const { type, id, amount } of lines) if (type === 'Invoice') open.set(id, (open.get(id) ?? 0) + amount);
  return { credit: pay(open, credit), money: pay(open, money), refunded };
}

/** Takes from `open`, invoice by invoice, as much as there is. */
function pay(open: Map<string, number>, amount: number): Means {
  let left = amount;
  const invoices: Applied[] = [];
  for (const [invoiceId, due] of open) {
    const taken = Math.min(left, due);
    if (taken === 0) continue;
    open.set(invoiceId, due - taken);
    left -= taken;
    invoices.push({ invoiceId, amount: taken });
  }
  return { amount, invoices };
}
