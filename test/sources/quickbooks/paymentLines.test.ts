import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOf } from '../../../connector/src/sources/quickbooks/paymentLines.ts';

const invoice = (id: string, amount: number) => ({ type: 'Invoice', id, amount });
const creditMemo = (id: string, amount: number) => ({ type: 'CreditMemo', id, amount });
const journal = (amount: number) => ({ type: 'JournalEntry', id: '900', amount });
const nothing = { amount: 0, invoices: [] };

test('BAL-1: a payment pays its invoices, and what is left stays unapplied', () => {
  expect(partsOf(65_00, 10_00, [invoice('70', 30_00), invoice('71', 25_00)])).toEqual({
    money: {
      amount: 65_00,
      invoices: [
        { invoiceId: '70', amount: 30_00 },
        { invoiceId: '71', amount: 25_00 },
      ],
    },
    credits: [],
    journal: nothing,
    refunded: 0,
  });
});

test('BAL-1: a payment of zero applies a credit memo to its invoice, and no money came in', () => {
  expect(partsOf(0, 0, [invoice('67', 300_00), creditMemo('68', 300_00)])).toEqual({
    money: nothing,
    credits: [{ creditMemoId: '68', amount: 300_00, invoices: [{ invoiceId: '67', amount: 300_00 }] }],
    journal: nothing,
    refunded: 0,
  });
});

test('BAL-1: money and two credit memos pay two invoices, the credits first', () => {
  const lines = [invoice('1', 100_00), creditMemo('3', 70_00), invoice('2', 50_00), creditMemo('4', 40_00)];
  expect(partsOf(45_00, 5_00, lines)).toEqual({
    credits: [
      { creditMemoId: '3', amount: 70_00, invoices: [{ invoiceId: '1', amount: 70_00 }] },
      {
        creditMemoId: '4',
        amount: 40_00,
        invoices: [
          { invoiceId: '1', amount: 30_00 },
          { invoiceId: '2', amount: 10_00 },
        ],
      },
    ],
    journal: nothing,
    money: { amount: 45_00, invoices: [{ invoiceId: '2', amount: 40_00 }] },
    refunded: 0,
  });
});

test('BAL-1: a bank deposit that a payment of zero applies is money that came in', () => {
  const { money } = partsOf(0, 0, [invoice('1', 80_00), { type: 'Deposit', id: '5', amount: 80_00 }]);
  expect(money).toEqual({ amount: 80_00, invoices: [{ invoiceId: '1', amount: 80_00 }] });
});

test('BAL-1: a check that pays a credit memo back is a refund, and the credit pays no invoice', () => {
  const parts = partsOf(0, 0, [creditMemo('3', 20_00), { type: 'Check', id: '9', amount: 20_00 }]);
  expect(parts).toMatchObject({ credits: [{ amount: 20_00, invoices: [] }], money: nothing, refunded: 20_00 });
});

test('BAL-1: a journal entry that credits pays the invoice; one that charges takes money away from it', () => {
  expect(partsOf(0, 0, [invoice('1', 10_00), journal(10_00)])).toMatchObject({
    journal: { amount: 10_00, invoices: [{ invoiceId: '1', amount: 10_00 }] },
    money: nothing,
  });
  expect(partsOf(30_00, 0, [invoice('1', 10_00), journal(20_00)])).toMatchObject({
    journal: nothing,
    money: { amount: 10_00, invoices: [{ invoiceId: '1', amount: 10_00 }] },
  });
});

test('BAL-1: whatever a payment mixes, every invoice gets its line and nothing is spent twice', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 1_000_00 }), { maxLength: 5 });
  fc.assert(
    fc.property(amounts, amounts, fc.integer({ min: 0, max: 500_00 }), (due, credits, unapplied) => {
      const owed = due.reduce((sum, one) => sum + one, 0);
      const credited = credits.reduce((sum, one) => sum + one, 0);
      fc.pre(owed + unapplied >= credited);
      const lines = [
        ...due.map((amount, index) => invoice(`i${index}`, amount)),
        ...credits.map((amount, index) => creditMemo(`c${index}`, amount)),
      ];
      const parts = partsOf(owed + unapplied - credited, unapplied, lines);
      const all = [...parts.credits, parts.money, parts.journal];
      const paid = all.flatMap(({ invoices }) => invoices);
      for (const [index, amount] of due.entries()) {
        const got = paid.filter(({ invoiceId }) => invoiceId === `i${index}`).reduce((sum, one) => sum + one.amount, 0);
        expect(got).toBe(amount);
      }
      const left = all.reduce((sum, part) => sum + part.amount - part.invoices.reduce((out, i) => out + i.amount, 0), 0);
      expect(left).toBe(unapplied);
    }),
  );
});
