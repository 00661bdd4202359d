import { describe, expect, test } from 'vitest';
import type { importAnswer } from '../../../connector/src/http/contracts/imports.ts';
import type { Output } from '../../http/api/client.ts';
import { databases } from '../../support/databases.ts';
import { StripeBooks } from './books.ts';
import { connectStripe, ledgerOf, settled, type SourceError, startForSources, sync, tell } from './connected.ts';
import { stripeCustomer, stripeInvoice } from './objects.ts';
import { stripeForTest } from './server.ts';

const AT = Date.parse('2026-11-20T12:00:00Z') / 1000;
const NUL = '\0';
const LONE = '\ud800';
/** The cut after 200 splits a pair. */
const LONG = `${'x'.repeat(199)}\u{1f600}y`;

describe.each(databases)('$name', (database) => {
  test('texts that PostgreSQL takes for none are put aside or mended, and stop no other event of the import', async () => {
    const api = await startForSources(database);
    const customer = (id: string, given: object = {}) => stripeCustomer(id, AT, given);
    const invoice = (id: string, given: object) => stripeInvoice(id, 'cus_1', AT, given);
    const bad = [
      customer(`cus_${LONE}`),
      customer(LONG),
      invoice('in_currency', { currency: NUL }),
      invoice('in_half', { currency: LONE }),
      invoice('in_nobody', { customer: `cus_${NUL}` }),
      invoice('in_half_nobody', { customer: `cus_${LONE}` }),
      { id: `in_${NUL}`, object: 'invoice', currency: LONE },
    ];
    const events = [...bad, customer('cus_1', { phone: LONE, name: `Ann${NUL}` })];
    const hand = () => api.post<Output<typeof importAnswer>>('/v1/imports/stripe', { events });
    const { results } = await hand();
    expect(results.map(({ status }) => status)).toEqual([...bad.map(() => 'refused'), 'created']);
    for (const { errors } of results.slice(0, bad.length)) expect(errors).toHaveLength(1);
    const [{ id }] = (await api.get<{ data: [{ id: string }] }>('/v1/sources')).data;
    expect(await api.all<SourceError>(`/v1/sources/${id}/errors`)).toHaveLength(bad.length);
    expect((await ledgerOf(api)).customers.map(({ externalId, name }) => [externalId, name])).toEqual([
      ['cus_1', 'Ann'],
    ]);
    expect(await api.post(`/v1/sources/${id}/errors/retry`, {})).toEqual({ retried: bad.length, left: bad.length });
    expect((await hand()).results.map(({ status }) => status)).toEqual([...bad.map(() => 'refused'), 'unchanged']);
  });

  test('and no record of a sync', async () => {
    const books = new StripeBooks();
    books.customer('cus_1');
    books.invoice('in_1', 'cus_1');
    books.invoice('in_currency', 'cus_1', { currency: NUL });
    books.invoice('in_customer', `cus_${LONE}`);
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    expect(await sync(api, source)).toMatchObject({ status: 'waiting', lastError: null });
    const aside = await api.all<SourceError>(`/v1/sources/${source.id}/errors`);
    expect(aside.map(({ id }) => id)).toEqual(['invoice:in_currency', 'invoice:in_customer']);
    expect((await ledgerOf(api)).invoices).toMatchObject([{ externalId: 'in_1' }]);
  });

  test('nor an event of a webhook', async () => {
    const books = new StripeBooks();
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    books.customer('cus_1');
    const [event] = books.events.slice(-1);
    const { object } = event!.data;
    const odd = [NUL, LONE].map((text) => ({
      ...event!,
      id: `evt_${text}`,
      data: { object: { ...object, id: `cus_${text}` } },
    }));
    for (const each of [...odd, event!] as typeof books.events)
      expect((await tell(api, source, each)).status).toBe(200);
    await settled(api, source.id);
    expect((await ledgerOf(api)).customers).toMatchObject([{ externalId: 'cus_1' }]);
  });
});
