import { describe, expect, onTestFinished, test } from 'vitest';
import { open, portalOf, said } from '../http/api/portal.ts';
import type { Invoice } from '../http/api/records.ts';
import { databases } from '../support/databases.ts';
import { connectChargebee } from './chargebee/connected.ts';
import * as objects from './chargebee/objects.ts';
import { startChargebee } from './chargebee/server.ts';
import { StripeBooks } from './stripe/books.ts';
import { connectStripe, startForSources, sync } from './stripe/connected.ts';
import { stripeForTest } from './stripe/server.ts';

const PAGE = 'https://invoice.stripe.example/i/acct_1/live_x?s=ap';

function oneInvoice(): StripeBooks {
  const books = new StripeBooks();
  books.customer('cus_1');
  books.invoice('in_1', 'cus_1');
  books.change('in_1', { hosted_invoice_url: PAGE });
  return books;
}

describe.each(databases)('$name', (database) => {
  test('C11, X1: what came from Stripe is paid on Stripe’s own page, as it is when somebody wants to pay', async () => {
    const stripe = await stripeForTest(oneInvoice());
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    const portal = await portalOf(api, 'cus_1');
    const { id } = await api.get<Invoice>('/v1/invoices/external:in_1');
    const pay = `${portal}/invoices/${id}/pay`;
    const links = async () => (await open(api, portal)).html.match(/<a [^>]*>/g);
    const asked = stripe.requests.length;
    expect(await links()).toEqual([`<a class="pay" href="${pay}" rel="noopener noreferrer">`]);
    expect(stripe.requests).toHaveLength(asked);
    const led = await open(api, pay);
    expect([led.status, led.headers.get('location')]).toEqual([303, PAGE]);
    stripe.books.change('in_1', { hosted_invoice_url: `${PAGE}&new` });
    expect((await open(api, pay)).headers.get('location')).toBe(`${PAGE}&new`);

    for (const url of [null, 'http://invoice.stripe.example/i', 'javascript:alert(1)']) {
      stripe.books.change('in_1', { hosted_invoice_url: url });
      const none = await open(api, pay);
      expect([none.status, none.headers.get('location')]).toEqual([503, null]);
      expect(said(none)).toContain('La page de paiement ne peut pas être ouverte pour le moment.');
    }
    stripe.books.change('in_1', { hosted_invoice_url: PAGE });
    stripe.fault = () => 'cut';
    expect((await open(api, pay)).status).toBe(503);
    stripe.fault = () => null;

    await api.post('/v1/invoices/external:in_1/dispute', { reason: 'goods' });
    expect(await links()).toBeNull();
    expect((await open(api, pay)).status).toBe(404);
    await api.post('/v1/invoices/external:in_1/dispute/close');
    await api.put(`/v1/sources/${source.id}`, { settings: { apiUrl: stripe.url, paymentPages: false } });
    expect(await links()).toBeNull();
    expect((await open(api, pay)).status).toBe(503);
    await api.put(`/v1/sources/${source.id}`, { settings: { apiUrl: stripe.url }, enabled: false });
    expect(await links()).toBeNull();
  });

  test('C11, X2: where the source says so, Chargebee makes a page for what its customer owes in the invoice’s currency', async () => {
    const chargebee = await startChargebee();
    onTestFinished(() => chargebee.close());
    chargebee.site.save('customer', objects.customer('C-1'));
    chargebee.site.save('invoice', objects.invoice('I-1', 'C-1'));
    const api = await startForSources(database);
    const source = await connectChargebee(api, chargebee);
    const portal = await portalOf(api, 'C-1');
    expect((await open(api, portal)).html).not.toContain('class="pay"');
    const settings = { site: 'acme', apiUrl: `http://127.0.0.1:${chargebee.port}`, paymentPages: true };
    await api.put(`/v1/sources/${source.id}`, { settings });
    const [, pay] = /href="([^"]*\/pay)"/.exec((await open(api, portal)).html)!;
    expect((await open(api, pay!)).headers.get('location')).toBe('https://acme.example/pages/C-1/EUR');
  });
});
