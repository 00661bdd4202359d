import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { databases } from '../../support/databases.ts';
import { orders } from '../orders.ts';
import { random, shuffled } from '../random.ts';
import { settled, startForSources, sync } from '../stripe/connected.ts';
import { connectChargebee, tell } from './connected.ts';
import { chargebeeEvent } from './events.ts';
import * as objects from './objects.ts';
import { type ChargebeeServer, startChargebee } from './server.ts';
import { ledgerOf, prefixedStory, STORY_END, storyEvents } from './story.ts';

let chargebee: ChargebeeServer;
beforeEach(async () => {
  chargebee = await startChargebee();
  onTestFinished(() => chargebee.close());
});

describe.each(databases)('$name', (database) => {
  test('X2: a first sync brings what there is at Chargebee, and webhooks change nothing that is known', async () => {
    const api = await startForSources(database);
    const events = storyEvents(chargebee.site);
    const source = await connectChargebee(api, chargebee);
    expect(source).toMatchObject({ status: 'waiting', lastError: null });
    expect(await ledgerOf((path) => api.get(path))).toEqual(STORY_END);
    for (const event of events) expect((await tell(api, source, event)).status).toBeLessThan(300);
    await settled(api, source.id);
    expect(await ledgerOf((path) => api.get(path))).toEqual(STORY_END);
  });

  test('what changed since is brought by the next sync: changes, deletions, voids', async () => {
    const api = await startForSources(database);
    storyEvents(chargebee.site);
    const source = await connectChargebee(api, chargebee);
    chargebee.site.pass(3_600);
    chargebee.site.change('invoice', 'I-1', { status: 'voided' });
    chargebee.site.delete('credit_note', 'CN-1');
    chargebee.site.change('customer', 'C-2', { company: 'Papillon & Fils' });
    await sync(api, source);
    const { invoices, customers } = await ledgerOf((path) => api.get(path));
    expect(invoices['I-1'].status).toBe('void');
    expect(invoices['I-2'].outstanding).toBe(5_000);
    expect(customers['C-2'].name).toBe('Papillon & Fils');
  });
});

test('created, deleted and an invoice, each applied before the next, end in one state in any order', async () => {
  const api = await startForSources(databases[0]!);
  const source = await connectChargebee(api, chargebee);
  const lives = orders([0, 1, 2, 3]).map((order, place) => {
    const id = `C-${String(place).padStart(2, '0')}`;
    const { site } = chargebee;
    const events = [
      ['customer_created', { customer: site.save('customer', objects.customer(id, { company: 'First' })) }],
      ['invoice_generated', { invoice: site.save('invoice', objects.invoice(`I-${id}`, id)) }],
      ['customer_changed', { customer: site.change('customer', id, { company: 'Second' }) }],
      ['customer_deleted', { customer: site.delete('customer', id) }],
    ] as const;
    return order.map((which) => {
      const [type, content] = events[which]!;
      return chargebeeEvent(`ev_${id}_${which}`, type, content);
    });
  });
  for (const step of [0, 1, 2, 3]) {
    for (const events of lives) await tell(api, source, events[step]!);
    await settled(api, source.id);
  }
  const { customers, invoices } = await ledgerOf((path) => api.get(path));
  expect(Object.values(customers).map(({ name }) => name)).toEqual(lives.map(() => 'Second'));
  expect(Object.values(invoices)).toEqual(lives.map(() => ({ status: 'due', outstanding: 12_000 })));
  const errors = await api.all<{ id: string }>(`/v1/sources/${source.id}/errors`);
  expect(errors.map(({ id }) => id)).toEqual(
    Object.keys(customers)
      .sort()
      .map((id) => `customer:${id}`),
  );
});

test('a first sync after a customer was deleted takes what is open, and passes over the rest', async () => {
  const { site } = chargebee;
  for (const id of ['C-1', 'C-2', 'C-3']) site.save('customer', objects.customer(id, { company: `Gone ${id}` }));
  site.save('invoice', objects.invoice('I-1', 'C-1'));
  site.save('invoice', objects.invoice('I-2', 'C-2', { status: 'paid', amount_due: 0 }));
  for (const id of ['C-1', 'C-2', 'C-3']) site.delete('customer', id);
  const api = await startForSources(databases[0]!);
  const source = await connectChargebee(api, chargebee);
  const { customers, invoices } = await ledgerOf((path) => api.get(path));
  expect(Object.keys(invoices)).toEqual(['I-1']);
  expect(customers).toMatchObject({ 'C-1': { name: 'Gone C-1' } });
  expect(Object.keys(customers)).toEqual(['C-1']);
  expect(await api.all(`/v1/sources/${source.id}/errors`)).toMatchObject([{ id: 'customer:C-1' }]);
});

test('the same webhooks in 100 random orders, with repeats, give one state', { timeout: 240_000 }, async () => {
  const api = await startForSources(databases[0]!);
  const source = await connectChargebee(api, chargebee);
  const prefixes = Array.from({ length: 100 }, (_, place) => `S${String(place).padStart(2, '0')}-`);
  await Promise.all(
    prefixes.map(async (prefix, place) => {
      const events = prefixedStory(prefix, chargebee.site);
      const told = shuffled([...events, ...events.slice(3, 9)], random(place));
      for (const event of told) expect((await tell(api, source, event)).status).toBeLessThan(300);
    }),
  );
  await settled(api, source.id);
  for (const prefix of prefixes)
    expect(await ledgerOf((path) => api.get(path), prefix), `order ${prefix}`).toEqual(STORY_END);
});

describe('bad input', () => {
  test('a forged webhook is a 401 and changes nothing', async () => {
    const api = await startForSources(databases[0]!);
    const source = await connectChargebee(api, chargebee);
    const event = chargebeeEvent('ev_1', 'customer_created', { customer: objects.customer('C-1') });
    expect((await tell(api, source, event, { user: 'hook', password: 'guess' })).status).toBe(401);
    await settled(api, source.id);
    expect((await ledgerOf((path) => api.get(path))).customers).toEqual({});
  });

  test('an invoice of a customer whom nobody knows: the customer is asked for', async () => {
    const api = await startForSources(databases[0]!);
    const source = await connectChargebee(api, chargebee);
    chargebee.site.save('customer', objects.customer('C-1', { company: 'Unheard of' }));
    const invoice = chargebee.site.save('invoice', objects.invoice('I-1', 'C-1'));
    await tell(api, source, chargebeeEvent('ev_1', 'invoice_generated', { invoice }));
    await settled(api, source.id);
    expect(await api.get('/v1/invoices/external:I-1')).toMatchObject({ customer: { name: 'Unheard of' } });
  });

  test('throttled, failing, cut off and repeating pages in the middle of a sync: all is there in the end, once', async () => {
    const api = await startForSources(databases[0]!);
    const { site } = chargebee;
    for (let n = 0; n < 230; n++) site.save('customer', objects.customer(`C-${n}`));
    for (let n = 0; n < 230; n++) site.save('invoice', objects.invoice(`I-${n}`, `C-${n}`));
    const faults = [{ status: 429, retryAfter: 0 }, { status: 500 }, 'cut', 'repeat'] as const;
    let asked = 0;
    chargebee.fault = () => (++asked % 2 === 0 ? faults[(asked / 2) % faults.length] : undefined);
    const source = await connectChargebee(api, chargebee);
    expect(source).toMatchObject({ status: 'waiting', lastError: null });
    chargebee.fault = () => undefined;
    await sync(api, source);
    const { invoices, customers } = await ledgerOf((path) => api.get(path));
    expect([Object.keys(customers).length, Object.keys(invoices).length]).toEqual([230, 230]);
  });

  test('a key that is taken back: the source says so, keeps what it has, and shows no secret', async () => {
    const api = await startForSources(databases[0]!);
    storyEvents(chargebee.site);
    const source = await connectChargebee(api, chargebee);
    const before = chargebee.apiKey;
    chargebee.apiKey = 'another';
    const failing = await sync(api, source);
    expect(failing).toMatchObject({ status: 'failing' });
    expect(failing.lastError).toContain('Chargebee does not take the API key');
    expect(JSON.stringify(failing)).not.toContain(before);
    expect(await ledgerOf((path) => api.get(path))).toEqual(STORY_END);
  });
});

test('what workflows hand over and what a sync brings are the same records', async () => {
  const api = await startForSources(databases[0]!);
  const events = storyEvents(chargebee.site);
  await api.post('/v1/imports/chargebee', { events: events.slice(0, 8) });
  const [{ id }] = (await api.get<{ data: [{ id: string }] }>('/v1/sources')).data;
  const { apiKey, port } = chargebee;
  await api.put(`/v1/sources/${id}`, {
    settings: { site: 'acme', apiUrl: `http://127.0.0.1:${port}` },
    secrets: { apiKey },
    enabled: true,
  });
  await sync(api, { id });
  expect(await ledgerOf((path) => api.get(path))).toEqual(STORY_END);
});
