import { describe, expect, test } from 'vitest';
import type { Client } from '../../http/api/client.ts';
import type { Customer, Invoice } from '../../http/api/records.ts';
import { type Database, databases } from '../../support/databases.ts';
import { OVERDUE, StripeBooks } from './books.ts';
import { connectStripe, startForSources, sync } from './connected.ts';
import { stripeForTest } from './server.ts';

/** A connector that knows in_1 and in_2 of cus_1, open with 100.00 each. */
async function twoOpen(database: Database) {
  const books = new StripeBooks();
  books.customer('cus_1');
  for (const id of ['in_1', 'in_2']) books.invoice(id, 'cus_1', OVERDUE);
  const stripe = await stripeForTest(books);
  const api = await startForSources(database);
  const source = await connectStripe(api, stripe);
  await sync(api, source);
  const putAside = async () => {
    const errors = await api.all<{ id: string }>(`/v1/sources/${source.id}/errors`);
    return errors.map(({ id }) => id);
  };
  return { api, books, stripe, source, putAside };
}

const balance = async (api: Client) => (await api.get<Customer>('/v1/customers/external:cus_1')).balances[0];

/** From now on, in_1 cannot be read. */
function makeUnreadable(books: StripeBooks): void {
  books.change('in_1', { due_date: 'soon' as unknown as number });
}

describe.each(databases)(
  'BAL-1: what was put aside for a while counts once when it is taken in, on $name',
  (database) => {
    test('written off, unreadable, then paid: the write-off goes as the payment comes', async () => {
      const { api, books, source, putAside } = await twoOpen(database);
      books.writeOff('in_1');
      await sync(api, source);
      makeUnreadable(books);
      await sync(api, source);
      expect(await putAside()).toEqual(['invoice:in_1']);
      expect(await balance(api)).toMatchObject({ outstanding: 10_000, unapplied: 0 });
      books.pay('in_1');
      books.change('in_1', { due_date: OVERDUE.due_date });
      await sync(api, source);
      expect(await putAside()).toEqual([]);
      expect(await balance(api)).toMatchObject({ outstanding: 10_000, unapplied: 0 });
    });

    test('CUS-2: written off, and paid while its customer is excluded', async () => {
      const { api, books, source, putAside } = await twoOpen(database);
      books.writeOff('in_1');
      await sync(api, source);
      await api.post('/v1/customers/external:cus_1/exclude');
      books.pay('in_1');
      await sync(api, source);
      expect(await putAside()).toEqual(['invoice:in_1']);
      await api.post('/v1/customers/external:cus_1/include');
      await sync(api, source);
      expect(await putAside()).toEqual([]);
      expect(await balance(api)).toMatchObject({ outstanding: 10_000, unapplied: 0 });
    });

    test('CUS-2: credit of the customer’s that is used up while it is excluded', async () => {
      const { api, books, source, putAside } = await twoOpen(database);
      books.customer('cus_1', { balance: -500 });
      await sync(api, source);
      expect(await balance(api)).toMatchObject({ outstanding: 19_500, unapplied: 500 });
      await api.post('/v1/customers/external:cus_1/exclude');
      books.customer('cus_1', { balance: 0 });
      await sync(api, source);
      expect(await putAside()).toEqual(['customer:cus_1']);
      await api.post('/v1/customers/external:cus_1/include');
      await sync(api, source);
      expect(await putAside()).toEqual([]);
      expect(await balance(api)).toMatchObject({ outstanding: 20_000, unapplied: 0 });
    });

    test('X1: paid in part by an event, then asked for while Stripe does not answer', async () => {
      const { api, books, stripe, source, putAside } = await twoOpen(database);
      const from = books.events.length;
      books.pay('in_1', 4_000);
      const [paid, updated] = books.events.slice(from);
      await api.post('/v1/imports/stripe', { events: [updated] });
      expect(await balance(api)).toMatchObject({ outstanding: 16_000, unapplied: 0 });
      stripe.fault = () => 'cut';
      await api.post('/v1/imports/stripe', { events: [{ ...paid, created: paid!.created + 5 }] });
      expect(await putAside()).toEqual(['invoice:in_1']);
      stripe.fault = () => null;
      books.now += 100;
      await sync(api, source);
      expect(await putAside()).toEqual([]);
      expect(await api.get<Invoice>('/v1/invoices/external:in_1')).toMatchObject({ outstanding: 6_000 });
      expect(await balance(api)).toMatchObject({ outstanding: 16_000, unapplied: 0 });
    });

    test.each(['void', 'gone'])('%s at Stripe, unreadable, then open: it is open again', async (how) => {
      const { api, books, source, putAside } = await twoOpen(database);
      if (how === 'void') books.voidInvoice('in_1');
      else books.tell('invoice.deleted', books.invoices.get('in_1')!);
      await sync(api, source);
      expect(await balance(api)).toMatchObject({ outstanding: 10_000 });
      makeUnreadable(books);
      await sync(api, source);
      expect(await putAside()).toEqual(['invoice:in_1']);
      books.change('in_1', { due_date: OVERDUE.due_date, status: 'open', amount_remaining: 10_000 });
      await sync(api, source);
      expect(await putAside()).toEqual([]);
      expect(await balance(api)).toMatchObject({ outstanding: 20_000 });
    });
  },
);
