import { describe, expect, test } from 'vitest';
import { start, type Started } from '../../http/api/start.ts';
import { databases } from '../../support/databases.ts';
import { random, shuffled } from '../random.ts';
import { chargebeeEvent } from './events.ts';
import * as objects from './objects.ts';
import { ledgerOf, prefixedStory, STORY_END, storyEvents } from './story.ts';

interface Result {
  readonly status: string;
  readonly records: { kind: string; externalId: string; status: string }[];
  readonly errors?: { path: string; message: string }[];
}

async function hand(api: Started, events: readonly object[], more = {}): Promise<Result[]> {
  const answer = await api.post<{ results: Result[] }>('/v1/imports/chargebee', { events, ...more });
  return answer.results;
}
const ledger = (api: Started) => ledgerOf((path) => api.get(path));

describe.each(databases)('$name', (database) => {
  test('events that a workflow hands over become customers, invoices, payments and credit notes', async () => {
    const api = await start(database);
    const results = await hand(api, storyEvents());
    expect(results.filter(({ status }) => status === 'refused')).toEqual([]);
    expect(await ledger(api)).toEqual(STORY_END);
    const [customer] = (await api.get<{ data: object[] }>('/v1/customers?search=Papillon')).data;
    expect(customer).toMatchObject({ source: 'chargebee', customFields: { chargebeeAutoCollection: true } });
    const again = await hand(api, storyEvents());
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set(['unchanged']));
  });
});

test(
  'the same events in a hundred random orders, with repeats, one by one and in batches, give one state',
  { timeout: 300_000 },
  async () => {
    const api = await start(databases[0]!);
    for (let seed = 100; seed < 200; seed++) {
      const events = prefixedStory(`${seed}-`);
      const order = shuffled([...events, ...events.filter((_, n) => n % 3 === seed % 3)], random(seed));
      const size = seed % 5 === 0 ? order.length : (seed % 4) + 1;
      for (let n = 0; n < order.length; n += size) await hand(api, order.slice(n, n + size));
      expect(await ledgerOf((path) => api.get(path), `${seed}-`), `order ${seed}`).toEqual(STORY_END);
    }
  },
);

describe('bad input', () => {
  test('an invoice whose customer nobody knows is refused with what to do, and taken in when the customer comes', async () => {
    const api = await start(databases[0]!);
    const invoice = objects.invoice('I-1', 'C-1', { status: 'paid', resource_version: 1 });
    const [refused] = await hand(api, [chargebeeEvent('ev_1', 'invoice_generated', { invoice })]);
    expect(refused).toMatchObject({ status: 'refused', records: [{ externalId: 'I-1', status: 'refused' }] });
    expect(refused!.errors![0]!.message).toMatch(/There is no customer .*C-1/);
    await hand(api, [chargebeeEvent('ev_2', 'customer_created', { customer: objects.customer('C-1') })]);
    expect(await api.get('/v1/invoices/external:I-1')).toMatchObject({ grossAmount: 12_000 });
  });

  test('a broken record stops no other, and says what is wrong with it', async () => {
    const api = await start(databases[0]!);
    const customer = objects.customer('C-1');
    const invoice = { ...objects.invoice('I-1', 'C-1'), total: 'much' };
    const results = await hand(api, [
      chargebeeEvent('ev_1', 'invoice_generated', { invoice }),
      { hello: 'world' },
      'no object' as unknown as object,
      chargebeeEvent('ev_2', 'customer_created', { customer }),
      chargebeeEvent('ev_3', 'coupon_created', { coupon: { id: 'X' } }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['refused', 'refused', 'refused', 'created', 'unchanged']);
    expect(results[0]!.errors![0]!.message).toContain('invoice.total');
    expect(results[1]!.errors![0]!.message).toContain('no event or object of Chargebee');
  });

  test('MON-1: an invoice that changes its currency is put aside, and stays what it was', async () => {
    const api = await start(databases[0]!);
    const invoice = objects.invoice('I-1', 'C-1', { resource_version: 1 });
    await hand(api, [{ customer: objects.customer('C-1') }, { invoice }]);
    const [changed] = await hand(api, [{ invoice: { ...invoice, currency_code: 'USD', resource_version: 2 } }]);
    expect(changed).toMatchObject({ status: 'refused' });
    expect(await api.get('/v1/invoices/external:I-1')).toMatchObject({ currency: 'EUR' });
  });

  test('a customer who was deleted keeps what is open', async () => {
    const api = await start(databases[0]!);
    const customer = objects.customer('C-1', { resource_version: 1 });
    await hand(api, [{ customer }, { invoice: objects.invoice('I-1', 'C-1') }]);
    await hand(api, [{ customer: { ...customer, deleted: true, resource_version: 2 } }]);
    expect((await ledger(api)).customers).toMatchObject({ 'C-1': { balances: { EUR: { outstanding: 12_000 } } } });
  });

  test('a source that is not there is a 404, and an empty batch a 400', async () => {
    const api = await start(databases[0]!);
    const send = (body: object) => api.request('POST', '/v1/imports/chargebee', { body });
    expect(await send({ events: [{}], source: 'nobody' })).toMatchObject({ status: 404 });
    expect(await send({ events: [] })).toMatchObject({ status: 400 });
  });
});
