import {
  type Balance,
  balances,
  type DelaySums,
  type PaymentBehaviour,
  paymentBehaviour,
} from '../../domain/customer.ts';
import type { CustomerContext } from '../../store/subjects.ts';
import type { CustomerCurrencyTable } from '../../store/tables.ts';
import type { Moment } from '../moment.ts';

interface OpenRow {
  readonly currency: string;
  readonly grossAmount: number;
  readonly outstanding: number;
  readonly dueOn: number;
  readonly isDisputed: boolean;
}

/** BAL-1: a customer's balances, from the kept sums and the open invoices. */
export function balancesOf(
  currencies: Iterable<CustomerCurrencyTable>,
  open: readonly OpenRow[],
  moment: Moment,
): Balance[] {
  const sums = [...currencies].filter(
    (row) => row.openAmount !== 0 || row.unappliedAmount !== 0 || row.paidInvoices > 0,
  );
  return balances(open, new Map(sums.map((row) => [row.currency, row.unappliedAmount])), moment.today);
}

/** SCO-1 to SCO-3: a customer's score and average delay. */
export function behaviourOf(
  currencies: Iterable<CustomerCurrencyTable>,
  open: readonly OpenRow[],
  moment: Moment,
): PaymentBehaviour {
  return paymentBehaviour(delaySumsOf(currencies, open, moment), moment.settings.currency);
}

/** SCO-1, SCO-2: what delays are reckoned from; with *paid and overdue*, overdue and disputed invoices count as if paid today. */
export function delaySumsOf(
  currencies: Iterable<CustomerCurrencyTable>,
  open: readonly OpenRow[],
  { settings, today }: Moment,
): DelaySums[] {
  const sums = new Map<string, DelaySums>();
  for (const row of currencies) {
    const { currency, paidWeightedDays, paidAmount, paidInvoices } = row;
    sums.set(currency, { currency, weightedDays: paidWeightedDays, amount: paidAmount, invoices: paidInvoices });
  }
  if (settings.scoreIncludes === 'paidAndOverdue') {
    for (const { currency, grossAmount, dueOn, isDisputed } of open) {
      if (dueOn >= today && !isDisputed) continue;
      const old = sums.get(currency) ?? { currency, weightedDays: 0, amount: 0, invoices: 0 };
      sums.set(currency, {
        currency,
        weightedDays: old.weightedDays + grossAmount * (today - dueOn),
        amount: old.amount + grossAmount,
        invoices: old.invoices + 1,
      });
    }
  }
  return [...sums.values()];
}

/** Balances and score of a loaded customer. */
export function factsOf({ currencies, openInvoices }: CustomerContext, moment: Moment) {
  return {
    balances: balancesOf(currencies.values(), openInvoices, moment),
    ...behaviourOf(currencies.values(), openInvoices, moment),
  };
}
