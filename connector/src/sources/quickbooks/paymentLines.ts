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

/** What a payment of QuickBooks stands for. Amounts in minor units. */
export interface PaymentParts {
  /** Money that came in and what it paid; it is more than what it paid where some is unapplied. */
  readonly money: { readonly amount: number; readonly invoices: readonly Applied[] };
  /** Credit memos applied through it. */
  readonly credits: readonly {
    readonly creditMemoId: string;
    readonly amount: number;
    readonly invoices: readonly Applied[];
  }[];
  /** What journal entries credited, and what that paid. */
  readonly journal: { readonly amount: number; readonly invoices: readonly Applied[] };
  /** Money that went back, by checks and expenses. */
  readonly refunded: number;
}

/** Money that came in by itself, for a payment to apply. */
const MONEY = ['Deposit', 'Transfer'];
const NOT_REFUNDS = ['Invoice', 'CreditMemo', 'JournalEntry', ...MONEY];

/**
 * Who pays what in a payment. QuickBooks lists what is paid and what it is paid from, both with amounts above 0, and not which pays which: so
 * credits pay first, then journal entries, then money, the invoices in their order. Every invoice gets exactly its line. A journal entry may
 * be on either side; what is missing from the sum tells on which.
 */
export function partsOf(total: number, unapplied: number, lines: readonly PaymentLine[]): PaymentParts {
  const sum = (types: (type: string) => boolean) =>
    lines.filter(({ type }) => types(type)).reduce((all, { amount }) => all + amount, 0);
  const received = total + sum((type) => MONEY.includes(type));
  const refunded = sum((type) => !NOT_REFUNDS.includes(type));
  const credited = sum((type) => type === 'CreditMemo');
  const journal = sum((type) => type === 'JournalEntry');
  const missing = sum((type) => type === 'Invoice') + refunded + unapplied - received - credited;
  const journalCredit = journal === 0 ? 0 : Math.max(0, missing);
  const journalCharge = journal === 0 ? 0 : Math.max(0, -missing);

  const open = new Map<string, number>();
  for (const { type, id, amount } of lines) if (type === 'Invoice') open.set(id, (open.get(id) ?? 0) + amount);
  const pay = (amount: number): Applied[] => {
    let left = amount;
    const paid: Applied[] = [];
    for (const [invoiceId, due] of open) {
      const taken = Math.min(left, due);
      if (taken === 0) continue;
      open.set(invoiceId, due - taken);
      left -= taken;
      paid.push({ invoiceId, amount: taken });
    }
    return paid;
  };
  const memos = new Map<string, number>();
  for (const { type, id, amount } of lines) if (type === 'CreditMemo') memos.set(id, (memos.get(id) ?? 0) + amount);
  return {
    credits: [...memos].map(([creditMemoId, amount]) => ({ creditMemoId, amount, invoices: pay(amount) })),
    journal: { amount: journalCredit, invoices: pay(journalCredit) },
    money: { amount: received - journalCharge, invoices: pay(received - journalCharge) },
    refunded,
  };
}
