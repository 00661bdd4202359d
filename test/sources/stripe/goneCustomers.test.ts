import { describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.ts';
import { orders } from '../orders.ts';
import { StripeBooks } from './books.ts';
import { connectStripe, ledgerOf, settled, type SourceError, startForSources, sync, tell } from './connected.ts';
import { stripeForTest } from './server.ts';

describe.each(databases)('$name', (database) => {
  test('created, changed, deleted and an invoice, each applied before the next, end in one state in any order', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    books.customer('cus_1');
    const places = orders([0, 1, 2, 3]);
    const lives = places.map((order, place) => {
      const from = books.events.length;
      const id = `cus_1_${String(place).padStart(2, '0')}`;
      books.customer(id, { name: 'First' });
      books.customer(id, { name: 'Second' });
      books.invoice(`in_${id}`, id);
      books.deleteCustomer(id);
      const events = books.events.slice(from);
      return order.map((which) => events[which]!);
    });
    for (const step of [0, 1, 2, 3]) {
      for (const events of lives) await tell(api, source, events[step]!);
      await settled(api, source.id);
    }
    const { customers, invoices } = await ledgerOf(api);
    const said = customers.map(({ name, language, emails }) => [name, language, emails.length]);
    expect(said).toEqual(places.map(() => ['Second', 'fr', 1]));
    expect(invoices.map(({ status, outstanding }) => [status, outstanding])).toEqual(places.map(() => ['due', 10_000]));
    const errors = await api.all<SourceError>(`/v1/sources/${source.id}/errors`);
    expect(errors.map(({ id }) => id)).toEqual(customers.map(({ externalId }) => `customer:${externalId}`));
    for (const { reason } of errors) expect(reason).toMatch(/deleted at the source and has open invoices/);
    // Paid, nothing is owed any more, and nothing is put aside.
    for (const { externalId } of invoices) {
      books.pay(externalId!);
      await tell(api, source, books.events.at(-1)!);
    }
    expect(await settled(api, source.id)).toMatchObject({ status: 'waiting' });
    expect(await api.all<SourceError>(`/v1/sources/${source.id}/errors`)).toEqual([]);
  });

  test('a first sync after the deletion takes what is open, of the payer as the invoice has it, and passes over the rest', async () => {
    const books = new StripeBooks();
    books.customer('cus_owing', { name: 'Papillon', email: 'compta@papillon.example' });
    books.invoice('in_old', 'cus_owing');
    books.refund('re_1', books.pay('in_old'), 500);
    books.invoice('in_open', 'cus_owing');
    books.customer('cus_settled');
    books.invoice('in_paid', 'cus_settled');
    books.pay('in_paid');
    books.invoice('in_void', 'cus_settled');
    books.voidInvoice('in_void');
    books.invoice('in_credited', 'cus_settled');
    books.credit('cn_1', 'in_credited', 10_000);
    books.change('in_credited', { status: 'paid' });
    for (const id of ['cus_owing', 'cus_settled']) books.deleteCustomer(id);
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    const { customers, invoices } = await ledgerOf(api);
    expect(customers).toMatchObject([
      {
        externalId: 'cus_owing',
        name: 'Papillon',
        country: 'FR',
        emails: ['compta@papillon.example'],
        balances: [{ outstanding: 10_500 }],
      },
    ]);
    // What is settled of a customer who came to be goes along.
    expect(invoices.map(({ externalId, outstanding }) => [externalId, outstanding])).toEqual([
      ['in_old', 0],
      ['in_open', 10_000],
    ]);
    const errors = () => api.all<SourceError>(`/v1/sources/${source.id}/errors`);
    expect(await errors()).toMatchObject([{ id: 'customer:cus_owing' }]);
    await sync(api, source, { full: true });
    expect(await errors()).toMatchObject([{ id: 'customer:cus_owing' }]);
    expect(await ledgerOf(api)).toEqual({ customers, invoices });
    // Opened again, it is owed.
    books.change('in_void', { status: 'open', amount_remaining: 10_000 });
    await sync(api, source);
    expect((await ledgerOf(api)).invoices.map(({ externalId, status }) => [externalId, status])).toEqual([
      ['in_credited', 'paid'],
      ['in_old', 'paid'],
      ['in_open', 'due'],
      ['in_paid', 'paid'],
      ['in_void', 'due'],
    ]);
  });
});
