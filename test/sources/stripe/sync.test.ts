import { describe, expect, test } from 'vitest';
import type { Customer, Invoice } from '../../http/api/records.ts';
import { databases } from '../../support/databases.ts';
import { connectStripe, settled, startForSources, sync, tell } from './connected.ts';
import { stripeForTest } from './server.ts';

describe.each(databases)('$name', (database) => {
  test('customers, invoices and what was paid on them come from Stripe with their amounts, dates and contacts', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    books.customer('cus_1', { name: 'Dupont SARL', email: 'ap@dupont.example', preferred_locales: ['fr-FR'] });
    books.invoice('in_1', 'cus_1', { total: 12_500, number: 'F-1' });
    books.pay('in_1', 2_500);
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    const { status, lastError } = await sync(api, source);
    expect({ status, lastError }).toEqual({ status: 'waiting', lastError: null });
    const invoice = await api.get<Invoice>('/v1/invoices/external:in_1');
    expect(invoice).toMatchObject({
      source: 'stripe',
      number: 'F-1',
      issuedAt: '2026-11-20',
      dueDate: '2026-12-20',
      currency: 'EUR',
      grossAmount: 12_500,
      outstanding: 10_000,
      status: 'due',
    });
    const customer = await api.get<Customer>('/v1/customers/external:cus_1');
    expect(customer).toMatchObject({ source: 'stripe', name: 'Dupont SARL', language: 'fr-FR', country: 'FR' });
    expect(customer.contacts).toMatchObject([{ email: 'ap@dupont.example', isMain: true }]);
    expect(customer.balances).toEqual([
      { currency: 'EUR', outstanding: 10_000, due: 10_000, overdue: 0, unapplied: 0 },
    ]);
    const told = books.events.at(-1)!;
    books.pay('in_1');
    expect((await tell(api, source, books.events.at(-1)!)).status).toBe(200);
    expect((await tell(api, source, told)).status).toBe(200);
    await settled(api, source.id);
    expect((await api.get<Invoice>('/v1/invoices/external:in_1')).status).toBe('paid');
  });
});
