import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOf } from '../../../connector/src/sources/quickbooks/paymentLines.ts';

const invoice = (id: string, amount: number) => ({ type: 'Invoice', id, amount });
const creditMemo = (id: string, amount: number) => ({ type: 'CreditMemo', id, amount });
const journal = (amount: number) => ({ type: 'JournalEntry', id: '900', amount });
const nothing = { amount: 0, invoices: [] };
const paid = (invoiceId: string, amount: number) => ({ invoiceId, amount });

test('BAL-1: a payment pays its invoices, and what is left stays unapplied', () => {
  expect(partsOf(65_00, 10_00, [invoice('70', 30_00), invoice('71', 25_00)])).toEqual({
    money: { amount: 65_00, invoices: [paid('70', 30_00), paid('71', 25_00)] },
    credit: nothing,
    refunded: 0,
  });
});

test('BAL-1: a payment of zero applies a credit memo to its invoice, and no money came in', () => {
  expect(partsOf(0, 0, [invoice('67', 300_00), creditMemo('68', 300_00)])).toEqual({
    money: nothing,
    credit: { amount: 300_00, invoices: [paid('67', 300_00)] },
    refunded: 0,
  });
});

test('BAL-1: money and two credit memos pay two invoices, the credits first', () => {
  const lines = [invoice('1', 100_00), creditMemo('3', 70_00), invoice('2', 50_00), creditMemo('4', 40_00)];
  expect(partsOf(45_00, 5_00, lines)).toEqual({
    credit: { amount: 110_00, invoices: [paid('1', 100_00), paid('2', 10_00)] },
    money: { amount: 45_00, invoices: [paid('2', 40_00)] },
    refunded: 0,
  });
});

test('BAL-1: a bank deposit that a payment of zero applies is money that came in', () => {
  const { money } = partsOf(0, 0, [invoice('1', 80_00), { type: 'Deposit', id: '5', amount: 80_00 }]);
  expect(money).toEqual({ amount: 80_00, invoices: [paid('1', 80_00)] });
});

test('BAL-1: a check that pays a credit memo back is a refund of a credit that pays no invoice', () => {
  expect(partsOf(0, 0, [creditMemo('3', 20_00), { type: 'Check', id: '9', amount: 20_00 }])).toEqual({
    money: nothing,
    credit: { amount: 20_00, invoices: [] },
    refunded: 20_00,
  });
});

test('BAL-1: a journal entry that credits pays the invoice; what one charges is no invoice, and its money does not count', () => {
  const credit = { amount: 10_00, invoices: [paid('1', 10_00)] };
  expect(partsOf(0, 0, [invoice('1', 10_00), journal(10_00)])).toEqual({ money: nothing, credit, refunded: 0 });
  expect(partsOf(30_00, 0, [invoice('1', 10_00), journal(20_00)])).toEqual({
    money: { amount: 10_00, invoices: [paid('1', 10_00)] },
    credit: nothing,
    refunded: 0,
  });
  expect(partsOf(0, 0, [creditMemo('3', 20_00), journal(20_00)])).toEqual({
    money: nothing,
    credit: nothing,
    refunded: 0,
  });
});

test('BAL-1: whatever a payment mixes, every invoice gets its line and nothing is spent twice', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 1_000_00 }), { maxLength: 5 });
  const total = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0);
  fc.assert(
    fc.property(amounts, amounts, fc.integer({ min: 0, max: 500_00 }), (due, credits, unapplied) => {
      fc.pre(total(due) + unapplied >= total(credits));
      const lines = [
        ...due.map((amount, index) => invoice(`i${index}`, amount)),
        ...credits.map((amount, index) => creditMemo(`c${index}`, amount)),
      ];
      const { money, credit } = partsOf(total(due) + unapplied - total(credits), unapplied, lines);
      const all = [...money.invoices, ...credit.invoices];
      for (const [index, amount] of due.entries()) {
        const got = all.filter(({ invoiceId }) => invoiceId === `i${index}`).map((one) => one.amount);
        expect(total(got)).toBe(amount);
      }
      expect(money.amount + credit.amount - total(all.map(({ amount }) => amount))).toBe(unapplied);
    }),
  );
});
