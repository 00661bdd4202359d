import fc from 'fast-check';
import { expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, setClock } from './api/cadence.ts';
import { type Customer, readCustomer, saveCustomer } from './api/records.ts';
import { createRule, notify, UPDATED } from './api/rules.ts';
import { start, type Started } from './api/start.ts';

type Way = 'above' | 'below';

const TRIGGERS: Readonly<Record<string, object[]>> = {
  updated: UPDATED,
  'EUR above 1000': [{ on: 'amountDue', passes: 'above', value: 1000 }],
  'EUR below 500': [{ on: 'amountDue', passes: 'below', value: 500, currency: 'EUR' }],
  'USD above 0': [{ on: 'amountDue', passes: 'above', value: 0, currency: 'USD' }],
  'better than C': [{ on: 'score', passes: 'above', value: 'C' }],
  'worse than A': [{ on: 'score', passes: 'below', value: 'A' }],
  'later than 20': [{ on: 'averagePaymentDelay', passes: 'above', value: 20 }],
};

/** A customer as a reader of the API sees them; an amount is null until the first entry in its currency. */
interface Seen {
  readonly amounts: Readonly<Record<'EUR' | 'USD', number | null>>;
  readonly rank: number | null;
  readonly delay: number | null;
  /** All whose change is an update (RUL-7). */
  readonly text: string;
}

function look(customer: Customer, before: Seen | null): Seen {
  const { name, country, contacts, balances, score, averagePaymentDelayDays: delay } = customer;
  const amountOf = (currency: 'EUR' | 'USD') => {
    const balance = balances.find((each) => each.currency === currency);
    return balance?.outstanding ?? ((before?.amounts[currency] ?? null) === null ? null : 0);
  };
  const counted = balances.filter(
    ({ outstanding, due, overdue, unapplied }) => outstanding || due || overdue || unapplied,
  );
  return {
    amounts: { EUR: amountOf('EUR'), USD: amountOf('USD') },
    rank: score === null ? null : 'DCBA'.indexOf(score),
    delay,
    text: JSON.stringify([name, country, contacts, counted, score, delay]),
  };
}

/** RUL-1 and RUL-7 in their own words. */
function expected(before: Seen, after: Seen): string[] {
  const passes = (way: Way, value: number, from: number | null, to: number | null) =>
    to !== null &&
    (way === 'above' ? to > value && (from === null || from <= value) : to < value && (from === null || from >= value));
  const fires: Record<string, boolean> = {
    updated: before.text !== after.text,
    'EUR above 1000': passes('above', 1000, before.amounts.EUR, after.amounts.EUR),
    'EUR below 500': passes('below', 500, before.amounts.EUR, after.amounts.EUR),
    'USD above 0': passes('above', 0, before.amounts.USD, after.amounts.USD),
    'better than C': passes('above', 1, before.rank, after.rank),
    'worse than A': passes('below', 3, before.rank, after.rank),
    'later than 20': passes('above', 20, before.delay, after.delay),
  };
  return Object.keys(fires).filter((name) => fires[name]);
}

const which = fc.integer({ min: 1, max: 3 });
const amount = fc.constantFrom(0, 400, 600, 1000, 1500);
const invoice = fc.record({
  which,
  amount,
  due: fc.constantFrom('2026-09-01', '2026-10-20', '2026-11-25', '2026-12-24'),
  title: fc.boolean(),
});
const operation = fc.oneof(
  fc.record({ do: fc.constant('invoices' as const), invoices: fc.array(invoice, { minLength: 1, maxLength: 3 }) }),
  fc.record({ do: fc.constant('payment' as const), which, amount, to: which, isApplied: fc.boolean() }),
  fc.record({
    do: fc.constantFrom('void' as const, 'dispute' as const, 'dispute/close' as const, 'pause' as const),
    which,
  }),
  fc.record({ do: fc.constant('country' as const), country: fc.constantFrom('FR', 'DE') }),
  fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 20 }) }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** Two customers do everything together, each with invoices of their own; the third invoice is in dollars. What cannot be is refused, and changes nothing. */
async function carryOut(
  api: Started,
  names: readonly string[],
  what: Operation,
  clock: { day: number },
): Promise<void> {
  const currencyOf = (number: number) => (number === 3 ? 'USD' : 'EUR');
  const attempt = (method: string, path: string, body: object) => api.request(method, path, { body });
  if (what.do === 'wait') {
    clock.day += what.days;
    return setClock(api, new Date(Date.UTC(2026, 10, 23 + clock.day)).toISOString().slice(0, 10));
  }
  if (what.do === 'invoices') {
    const invoices = names.flatMap((name) =>
      what.invoices.map(({ which: number, amount: grossAmount, due, title }) => ({
        externalId: `${name}-${number}`,
        number: `${number}`,
        customer: { externalId: name },
        issuedAt: '2026-08-01',
        dueDate: due,
        currency: currencyOf(number),
        grossAmount,
        title: title ? 'Titled' : null,
      })),
    );
    await attempt('POST', '/v1/invoices/batch', { invoices });
    return;
  }
  for (const name of names) {
    if (what.do === 'payment') {
      const applied = { externalId: `${name}-${what.to}`, amount: what.amount };
      await attempt('POST', '/v1/payments', {
        externalId: `${name}-P${what.which}-${currencyOf(what.to)}`,
        customer: { externalId: name },
        amount: what.amount,
        currency: currencyOf(what.to),
        paidAt: '2026-11-20',
        invoices: what.isApplied ? [applied] : [],
      });
    } else if (what.do === 'country') await attempt('PUT', `/v1/customers/external:${name}`, { country: what.country });
    else {
      const body = what.do === 'dispute' ? { reason: 'goods' } : {};
      await attempt('POST', `/v1/invoices/external:${name}-${what.which}/${what.do}`, body);
    }
  }
}

test.each(
  databases.flatMap((database) =>
    (['paid', 'paidAndOverdue'] as const).map((scoreIncludes) => ({ ...database, scoreIncludes })),
  ),
)(
  'RUL-1, RUL-7: whatever happens, rules fire as a reader of balances and scores would say ($name, $scoreIncludes)',
  async ({ scoreIncludes, ...database }) => {
    const api = await start(database);
    await api.put('/v1/settings', { scoreIncludes });
    for (const [name, triggers] of Object.entries(TRIGGERS)) await createRule(api, triggers, notify, { name });
    const clock = { day: 0 };
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 8, maxLength: 12 }), async (operations) => {
        run += 1;
        const names = [`A${run}`, `B${run}`];
        for (const name of names) await saveCustomer(api, name);
        const seen = new Map<string, Seen>();
        for (const name of names) seen.set(name, look(await readCustomer(api, name), null));
        let last = (await events(api)).at(-1)!.id;
        for (const what of operations) {
          await carryOut(api, names, what, clock);
          const news = await events(api, `after=${last}`);
          last = news.at(-1)?.id ?? last;
          for (const name of names) {
            const customer = await readCustomer(api, name);
            const [before, after] = [seen.get(name)!, look(customer, seen.get(name)!)];
            seen.set(name, after);
            const fired = news.filter(
              ({ type, customerId }) => type === 'ruleNotification' && customerId === customer.id,
            );
            const told = fired.map(({ data }) => data['ruleName']).sort();
            expect(told, JSON.stringify({ what, before, after })).toEqual(expected(before, after).sort());
          }
        }
      }),
      { numRuns: 3, seed: 20_261_123, endOnFailure: true },
    );
  },
);
