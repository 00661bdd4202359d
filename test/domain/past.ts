import fc from 'fast-check';
import {
  type Change,
  type CustomerPast,
  type PastEntry,
  type PastInvoice,
  type Pause,
  Timeline,
} from '../../connector/src/domain/backtestPast.ts';
import type { Day } from '../../connector/src/domain/day.ts';
import { type Allocation, settle } from '../../connector/src/domain/settlement.ts';
import { START } from './arbitraries.ts';

/** Random pasts lie within so many days. */
export const PAST_DAYS = 60;

const someDay = fc.integer({ min: START, max: START + PAST_DAYS });

const changes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Change<T>[]> =>
  fc.array(fc.record({ on: someDay, value }), { maxLength: 4 }).map((list) => list.toSorted((a, b) => a.on - b.on));

const pauses = changes(
  fc.oneof(
    fc.constantFrom<Pause>('none', 'forever'),
    fc.integer({ min: START, max: START + PAST_DAYS }) as fc.Arbitrary<Pause>,
  ),
);

const rarely = <T>(arbitrary: fc.Arbitrary<T[]>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant([] as T[]) }, { weight: 1, arbitrary });

const invoice = fc
  .record({
    issuedOn: fc.integer({ min: START, max: START + 30 }),
    term: fc.constantFrom(0, 7, 14, 30),
    currency: fc.constantFrom('EUR', 'EUR', 'USD'),
    grossAmount: fc.constantFrom(100, 100, 200),
    sent: fc.constantFrom(true, true, true, true, false),
    voidOn: fc.option(someDay, { freq: 8 }),
    disputed: rarely(changes(fc.boolean())),
    paused: rarely(pauses),
  })
  .map(({ term, paused, ...facts }) => ({
    ...facts,
    dueOn: facts.issuedOn + term,
    outstanding: facts.grossAmount,
    isVoid: false,
    isDisputed: false,
    paused: new Timeline<Pause>('none', paused),
  }));

const entry = fc.record({
  kind: fc.constantFrom('payment' as const, 'payment' as const, 'creditNote' as const, 'refund' as const),
  on: someDay,
  currency: fc.constantFrom('EUR', 'EUR', 'USD'),
  amount: fc.constantFrom(50, 100, 200, 300),
  to: fc.array(fc.nat({ max: 4 }), { maxLength: 2 }),
});

/** A customer with up to 5 invoices in two currencies, entries on some of them, disputes, pauses, exclusions. */
export const somePast: fc.Arbitrary<CustomerPast> = fc
  .record({
    invoices: fc.array(invoice, { minLength: 1, maxLength: 5 }),
    entries: fc.array(entry, { maxLength: 6 }),
    paused: rarely(pauses),
    excluded: rarely(changes(fc.boolean())),
  })
  .map(({ invoices, entries, paused, excluded }) => {
    const named = invoices.map((facts, index): PastInvoice => ({
      ...facts,
      id: `inv${index}`,
      number: `N${index % 3}`,
    }));
    return {
      id: 'customer',
      invoices: named,
      entries: entries.map(({ to, ...facts }, index): PastEntry => {
        const applied = named.filter((each, place) => each.currency === facts.currency && to.includes(place));
        const amount = Math.floor(facts.amount / Math.max(applied.length, 1));
        return { ...facts, id: `ent${index}`, allocations: applied.map(({ id }) => ({ invoiceId: id, amount })) };
      }),
      paused: new Timeline<Pause>('none', paused),
      excluded: new Timeline<boolean>(false, excluded),
    };
  });

/** A customer's books on one day, from scratch: its invoices as they stood, and its outstanding per currency (BAL-1, BAL-3). */
export function booksOn({ invoices, entries }: CustomerPast, today: Day) {
  const outstanding = new Map<string, number>();
  const add = (currency: string, amount: number) =>
    outstanding.set(currency, (outstanding.get(currency) ?? 0) + amount);
  const known = entries.filter(({ on }) => on <= today);
  const unapplied = new Map(known.map(({ id, amount }) => [id, amount]));
  const stood = invoices.flatMap((each) => {
    const isVoid = each.voidOn !== null && each.voidOn <= today;
    const asked = known.flatMap(({ id, kind, on, allocations }) =>
      allocations
        .filter(({ invoiceId }) => invoiceId === each.id)
        .map(({ amount }): Allocation => ({ entryId: id, kind, on, amount })),
    );
    const isKnown = each.issuedOn <= today;
    const counts = !isVoid && (isKnown || !each.sent);
    const settled = settle(each.grossAmount, asked, counts);
    for (const [id, amount] of settled.applied) unapplied.set(id, unapplied.get(id)! - amount);
    if (counts && each.sent) add(each.currency, settled.outstanding);
    const isDisputed = each.disputed.findLast(({ on }) => on <= today)?.value ?? false;
    return isKnown ? [{ ...each, outstanding: settled.outstanding, isVoid, isDisputed }] : [];
  });
  for (const { id, kind, currency } of known) add(currency, (kind === 'refund' ? 1 : -1) * unapplied.get(id)!);
  return { invoices: stood, outstanding };
}
