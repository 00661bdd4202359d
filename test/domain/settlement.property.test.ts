import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balances } from '../../connector/src/domain/customer.ts';
import { type Allocation, settle } from '../../connector/src/domain/settlement.ts';
import { shuffled, someAllocations, someInvoices, START } from './arbitraries.ts';

const gross = fc.integer({ min: 0, max: 1000 });
const paidIn = ({ kind }: Allocation) => (kind === 'refund' ? -1 : 1);

test('BAL-1: no amount is lost or made: outstanding = gross − applied, and applied + unapplied = every entry', () => {
  fc.assert(
    fc.property(gross, someAllocations, (amount, allocations) => {
      const { outstanding, applied } = settle(amount, allocations, true);
      let settled = 0;
      for (const entry of allocations) {
        const taken = applied.get(entry.entryId) ?? 0;
        expect(taken).toBeGreaterThanOrEqual(0);
        expect(taken).toBeLessThanOrEqual(entry.amount);
        settled += taken * paidIn(entry);
      }
      expect(outstanding).toBe(amount - settled);
      expect(outstanding).toBeGreaterThanOrEqual(0);
      expect(outstanding).toBeLessThanOrEqual(amount);
    }),
    { numRuns: 2000 },
  );
});

test('BAL-1, SCO-3: every order of arrival ends the same', () => {
  fc.assert(
    fc.property(gross, shuffled(someAllocations), (amount, [allocations, reordered]) => {
      expect(settle(amount, reordered, true)).toEqual(settle(amount, allocations, true));
    }),
    { numRuns: 2000 },
  );
});

test('SCO-3: a closed invoice has the date of the entry that closed it, an open one none', () => {
  fc.assert(
    fc.property(
      gross.filter((amount) => amount > 0),
      someAllocations,
      (amount, allocations) => {
        const leftOn = (date: number) =>
          settle(
            amount,
            allocations.filter(({ on }) => on <= date),
            true,
          ).outstanding;
        const { outstanding, paidOn } = settle(amount, allocations, true);
        expect(paidOn === null).toBe(outstanding > 0);
        if (paidOn === null) return;
        expect(leftOn(paidOn - 1)).toBeGreaterThan(0);
        for (const { on } of allocations) if (on >= paidOn) expect(leftOn(on)).toBe(0);
      },
    ),
    { numRuns: 2000 },
  );
});

test('BAL-1: outstanding = invoices − credit notes − payments + refunds = due + overdue − unapplied, per currency', () => {
  const perInvoice = fc.array(someAllocations, { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(
      someInvoices,
      perInvoice,
      fc.integer({ min: START - 20, max: START + 40 }),
      (invoices, entries, today) => {
        const sums = new Map<string, number>();
        const unapplied = new Map<string, number>();
        const add = (map: Map<string, number>, currency: string, amount: number) =>
          map.set(currency, (map.get(currency) ?? 0) + amount);
        const open = invoices.map(({ currency, grossAmount, dueOn }, index) => {
          const { outstanding, applied } = settle(grossAmount, entries[index]!, true);
          add(sums, currency, grossAmount);
          for (const entry of entries[index]!) {
            add(sums, currency, -entry.amount * paidIn(entry));
            add(unapplied, currency, (entry.amount - (applied.get(entry.entryId) ?? 0)) * paidIn(entry));
          }
          return { currency, outstanding, dueOn };
        });
        const found = balances(open, unapplied, today);
        expect(new Map(found.map(({ currency, outstanding }) => [currency, outstanding]))).toEqual(sums);
        for (const { currency, outstanding, due, overdue, unapplied: free } of found) {
          expect(outstanding).toBe(due + overdue - free);
          const overdueOnes = open.filter((invoice) => invoice.currency === currency && invoice.dueOn < today);
          expect(overdue).toBe(overdueOnes.reduce((sum, invoice) => sum + invoice.outstanding, 0));
        }
      },
    ),
    { numRuns: 1000 },
  );
});
