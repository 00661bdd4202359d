import { onTestFinished, describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.ts';
import { connectStripe, ledgerOf, settled, startForSources } from './connected.ts';
import { StripeBooks } from './books.ts';
import { type Fault, stripeForTest } from './server.ts';

function ledger(customers: number, invoicesOf: number): StripeBooks {
  const books = new StripeBooks();
  for (let place = 0; place < customers; place++) {
    books.customer(`cus_${place}`);
    for (let each = 0; each < invoicesOf; each++) {
      const id = `in_${place}_${each}`;
      books.invoice(id, `cus_${place}`, { total: 1_000 + place });
      if (each === 0) books.pay(id, 500);
    }
  }
  return books;
}

describe.each(databases)('$name', (database) => {
  test('a sync that is cut, throttled, given pages twice and stopped again and again ends equal to the ledger', async () => {
    const stripe = await stripeForTest(ledger(250, 3));
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const faults: Fault[] = ['cut', null, 'limited', 'repeated', null, 'failed', null, 'repeated'];
    let asked = 0;
    stripe.fault = () => faults[asked++ % faults.length]!;
    const first = await startForSources(database, { on: fresh });
    const { id } = await connectStripe(first, stripe, { intervalMinutes: 1440 });
    await first.stop();
    for (let life = 0; life < 3; life++) {
      const api = await startForSources(database, { on: fresh });
      const from = stripe.requests.length;
      const isFarEnough = Promise.withResolvers<void>();
      const before = stripe.fault;
      stripe.fault = (line) => {
        if (stripe.requests.length > from + 3) isFarEnough.resolve();
        return before(line);
      };
      await Promise.race([isFarEnough.promise, settled(api, id)]);
      await api.stop();
      stripe.fault = before;
    }
    const api = await startForSources(database, { on: fresh });
    expect(await settled(api, id)).toMatchObject({ status: 'waiting', lastError: null });
    const { customers, invoices } = await ledgerOf(api);
    expect(customers).toHaveLength(250);
    expect(invoices.map(({ externalId, outstanding }) => [externalId, outstanding])).toEqual(
      [...stripe.books.invoices.values()]
        .map((invoice): [string, number] => [invoice.id, invoice.amount_remaining])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }, 240_000);
});
