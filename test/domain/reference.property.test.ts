import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareForReference, type InvoiceState, referenceInvoice } from '../../connector/src/domain/invoice.ts';
import { shuffled, someInvoice, someInvoices } from './arbitraries.ts';

const outstandings = fc
  .record({ EUR: fc.integer({ min: -1, max: 2 }), USD: fc.integer({ min: -1, max: 2 }) })
  .map((amounts) => new Map(Object.entries(amounts)));

/** REF-1 in its words: whether `a` comes before `b`, both with numbers of their own. */
function comesBefore(a: InvoiceState, b: InvoiceState): boolean {
  if (a.dueOn !== b.dueOn) return a.dueOn < b.dueOn;
  if (a.currency !== b.currency) return a.currency < b.currency;
  if (a.grossAmount !== b.grossAmount) return a.grossAmount > b.grossAmount;
  return a.number < b.number;
}

test('REF-1, REF-3: the reference is a candidate, and no candidate comes before it', () => {
  fc.assert(
    fc.property(someInvoices, outstandings, (invoices, outstanding) => {
      const candidates = invoices
        .filter(({ sent, isVoid, isDisputed }) => sent && !isVoid && !isDisputed)
        .filter((invoice) => invoice.outstanding > 0 && outstanding.get(invoice.currency)! > 0);
      const reference = referenceInvoice(invoices, outstanding);
      if (candidates.length === 0) expect(reference).toBeNull();
      else expect(candidates).toContain(reference);
      expect(candidates.filter((candidate) => comesBefore(candidate, reference!))).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test('REF-1: the order in which invoices arrive does not matter', () => {
  fc.assert(
    fc.property(shuffled(someInvoices), outstandings, ([invoices, reordered], outstanding) => {
      expect(referenceInvoice(reordered, outstanding)).toBe(referenceInvoice(invoices, outstanding));
    }),
    { numRuns: 1000 },
  );
});

test('REF-1: the order is total', () => {
  fc.assert(
    fc.property(someInvoice, someInvoice, someInvoice, (a, b, c) => {
      const [x, y, z] = [
        { ...a, id: 'x' },
        { ...b, id: 'y' },
        { ...c, id: 'z' },
      ];
      expect(Math.sign(compareForReference(x, y))).toBe(-Math.sign(compareForReference(y, x)));
      expect(compareForReference(x, y)).not.toBe(0);
      if (compareForReference(x, y) < 0 && compareForReference(y, z) < 0)
        expect(compareForReference(x, z)).toBeLessThan(0);
    }),
    { numRuns: 1000 },
  );
});
