import { describe, expect, test } from 'vitest';
import type { Event } from '../../http/api/records.ts';
import { databases } from '../../support/databases.ts';
import { random, shuffled } from '../random.ts';
import { connectStripe, ledgerOf, settled, type SourceError, startForSources, sync, tell } from './connected.ts';
import { StripeBooks } from './books.ts';
import { stripeForTest } from './server.ts';
import { API_KEY, signed, WEBHOOK_SECRET } from './signed.ts';

/**
 * A life of three customers: partial payment, credit note, refund, void, write-off, overpayment, currencies without decimals, and one who is deleted with
 * something open.
 */
function someLife(books = new StripeBooks(), name = ''): StripeBooks {
  const [first, second, gone] = [`cus_1${name}`, `cus_2${name}`, `cus_gone${name}`];
  const [in1, in2, in3, in4] = [1, 2, 3, 4].map((n) => `in_${n}${name}`) as [string, string, string, string];
  books.customer(first);
  books.customer(second, { currency: 'jpy' });
  books.invoice(in1, first, { total: 10_000 });
  books.pay(in1, 4_000);
  books.credit(`cn_1${name}`, in1, 1_000);
  books.refund(`re_1${name}`, books.pay(in1), 500);
  books.invoice(in2, second, { total: 12_345, currency: 'jpy' });
  books.voidInvoice(in2);
  books.invoice(in3, first, { total: 3_000 });
  books.writeOff(in3);
  books.customer(first, { name: 'Renamed', balance: -700 });
  books.invoice(in4, second, { total: 999, currency: 'jpy' });
  books.customer(gone, { balance: -100 });
  books.invoice(`in_5${name}`, gone, { total: 5_000 });
  books.invoice(`in_6${name}`, gone, { total: 600 });
  books.customer(gone, { name: 'Gone for good', balance: -200 });
  books.pay(`in_6${name}`);
  books.deleteCustomer(gone);
  books.pay(`in_5${name}`, 1_000);
  return books;
}

const ORDERS = 100;

type Ledger = Awaited<ReturnType<typeof ledgerOf>>;

function withoutGone({ customers, invoices }: Ledger): Ledger {
  return {
    customers: customers.filter(({ externalId }) => !externalId!.startsWith('cus_gone')),
    invoices: invoices.filter(({ customer }) => !customer!.startsWith('cus_gone')),
  };
}

describe.each(databases)('$name', (database) => {
  test('the same events in 100 random orders, with repeats, end in one state', async () => {
    const stripe = await stripeForTest();
    const lives = Array.from({ length: ORDERS }, (_, place) => {
      const from = stripe.books.events.length;
      someLife(stripe.books, `_${place}`);
      const pick = random(place);
      const events = stripe.books.events.slice(from);
      return shuffled([...events, ...events.filter(() => pick(3) === 0)], pick);
    });
    const synced = await startForSources(database);
    await sync(synced, await connectStripe(synced, stripe));
    const expected = await ledgerOf(synced);
    const endsOf = (ending: string) => ({
      invoices: withoutGone(expected)
        .invoices.filter(({ externalId }) => externalId!.endsWith(ending))
        .map(({ status, outstanding }) => [status, outstanding]),
      balances: expected.customers.find(({ externalId }) => externalId === `cus_1${ending}`)!.balances,
    });
    for (const place of lives.keys())
      expect(endsOf(`_${place}`)).toEqual({
        invoices: [
          ['paid', 0],
          ['void', 12_345],
          ['paid', 0],
          ['due', 999],
        ],
        // 10,000 − 1,000 credited − 9,000 paid + 500 refunded − 700 of credit.
        balances: [{ currency: 'EUR', outstanding: -200, due: 0, overdue: 0, unapplied: 200 }],
      });
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await Promise.all(
      lives.map(async (events) => {
        for (const event of events) expect((await tell(api, source, event)).status).toBe(200);
      }),
    );
    await settled(api, source.id);
    const ledger = await ledgerOf(api);
    expect(withoutGone(ledger)).toEqual(withoutGone(expected));
    // Who comes after the deletion knows of it what the open invoice says.
    const ofGone = ({ customers, invoices }: typeof ledger, ending: string) => ({
      customers: customers.filter(({ externalId }) => externalId === `cus_gone${ending}`),
      invoices: invoices.filter(({ customer }) => customer === `cus_gone${ending}`),
    });
    for (const place of lives.keys()) {
      const ending = `_${place}`;
      expect(ofGone(ledger, ending)).toMatchObject({
        customers: [{ name: 'Gone for good', language: 'fr', balances: [{ outstanding: 3_800, unapplied: 200 }] }],
        invoices: [
          { externalId: `in_5${ending}`, outstanding: 4_000 },
          { externalId: `in_6${ending}`, outstanding: 0 },
        ],
      });
      expect(ofGone(expected, ending)).toMatchObject({
        customers: [{ name: `Customer cus_gone${ending}`, emails: [`cus_gone${ending}@example.com`] }],
        invoices: [
          { externalId: `in_5${ending}`, outstanding: 4_000 },
          { externalId: `in_6${ending}`, outstanding: 0 },
        ],
      });
    }
    for (const [one, known] of [
      [api, source.id],
      [synced, (await synced.get<{ data: { id: string }[] }>('/v1/sources')).data[0]!.id],
    ] as const) {
      const errors = await one.all<SourceError>(`/v1/sources/${known}/errors`);
      expect(errors.map(({ id }) => id)).toEqual(
        Array.from(lives.keys(), (place) => `customer:cus_gone_${place}`).sort(),
      );
    }
  }, 240_000);

  test('a forged, stale or unreadable webhook is refused, and changes nothing', async () => {
    const stripe = await stripeForTest(someLife());
    const api = await startForSources(database);
    const { id } = await connectStripe(api, stripe);
    const event = stripe.books.events[0]!;
    const post = async (raw: string, headers: Record<string, string>) =>
      (await fetch(`${api.url}/v1/sources/${id}/webhook`, { method: 'POST', body: raw, headers })).status;
    const forged = signed(event, 'whsec_anotherSecret');
    expect(await post(forged.raw, forged.headers)).toBe(401);
    const stale = signed(event, WEBHOOK_SECRET, Math.floor(Date.now() / 1000) - 600);
    expect(await post(stale.raw, stale.headers)).toBe(401);
    const changed = signed(event);
    expect(await post(changed.raw.replace('cus_1', 'cus_2'), changed.headers)).toBe(401);
    expect(await post(changed.raw, {})).toBe(401);
    expect(await ledgerOf(api)).toEqual({ customers: [], invoices: [] });
  });

  test('an invoice that changes its currency is put aside with its reason, the rest goes on, and it can be tried again', async () => {
    const stripe = await stripeForTest();
    const { books } = stripe;
    books.customer('cus_1');
    books.invoice('in_1', 'cus_1');
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    books.change('in_1', { currency: 'usd' });
    books.invoice('in_2', 'cus_1');
    await sync(api, source);
    const { data } = await api.get<{ data: SourceError[] }>(`/v1/sources/${source.id}/errors`);
    expect(data).toMatchObject([{ id: 'invoice:in_1', reason: expect.stringContaining('currency') as string }]);
    expect((await ledgerOf(api)).invoices.map(({ currency }) => currency)).toEqual(['EUR', 'EUR']);
    const again = `/v1/sources/${source.id}/errors/invoice:in_1/retry`;
    expect(await api.problem('POST', again, {})).toMatchObject({ status: 422 });
    books.change('in_1', { currency: 'eur', total: 20_000, amount_remaining: 20_000 });
    expect(await api.post(again, {})).toEqual({ retried: 1, left: 0 });
    expect((await ledgerOf(api)).invoices[0]).toMatchObject({ grossAmount: 20_000 });
  });

  test('secrets are in no answer, no event and no error', async () => {
    const stripe = await stripeForTest();
    stripe.fault = () => 'unauthorized';
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    const failing = await sync(api, source);
    expect(failing).toMatchObject({ status: 'failing', lastError: expect.stringContaining('API key') as string });
    const said = JSON.stringify([failing, await api.all<Event>('/v1/events'), await api.get('/v1/sources')]);
    expect(said).not.toContain(API_KEY);
    expect(said).not.toContain(WEBHOOK_SECRET);
  });
});
