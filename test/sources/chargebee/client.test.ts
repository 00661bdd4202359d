import { createPost } from '../../../connector/src/events/post.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../../connector/src/sources/chargebee/client.ts';
import { failureOf } from '../../../connector/src/sources/chargebee/failure.ts';
import { settings } from '../../../connector/src/sources/chargebee/settings.ts';
import type { SourceRecord } from '../../../connector/src/sources/records.ts';
import type { SourceClient, SyncCursor } from '../../../connector/src/sources/source.ts';
import * as objects from './objects.ts';
import { type ChargebeeServer, startChargebee } from './server.ts';

let server: ChargebeeServer;
let client: SourceClient;
beforeEach(async () => {
  server = await startChargebee();
  client = clientWith(server.apiKey);
});
afterEach(() => server.close());

function clientWith(apiKey: string): SourceClient {
  const access = {
    name: 'chargebee',
    timeZone: 'UTC',
    settings: settings.parse({ site: 'acme', apiUrl: `http://127.0.0.1:${server.port}` }),
    secrets: { apiKey },
  };
  return connect(access, {
    signal: new AbortController().signal,
    wall: () => server.site.now,
    loadSecrets: () => Promise.resolve(access.secrets),
    saveSecrets: () => Promise.resolve(true),
    download: (url) => createPost('loopback').download(url, 1_000_000),
  });
}

/** A sync to its end; `cursor` is where the next one begins. */
async function sync(from: SyncCursor | null = null) {
  const records: SourceRecord[] = [];
  const phases = new Set<string>();
  const listed: string[] = [];
  for (let cursor = from; ;) {
    const page = await client.page(cursor);
    records.push(...page.records);
    phases.add(page.phase);
    listed.push(...(page.listed ?? []));
    ({ cursor } = page);
    if (!page.hasMore) return { records, phases: [...phases], listed, cursor };
  }
}

const named = (records: readonly SourceRecord[]) => records.map(({ kind, externalId }) => `${kind} ${externalId}`);

test('a full sync reads every page of every list, customers first, and then asks for what has changed since it began', async () => {
  const { site } = server;
  for (let n = 0; n < 250; n++) site.save('customer', objects.customer(`C-${n}`));
  for (let n = 0; n < 120; n++) site.save('invoice', objects.invoice(`I-${n}`, `C-${n}`));
  site.save('transaction', objects.payment('T-1', 'C-1', 12_000, { 'I-1': 12_000 }));
  site.save('credit_note', objects.adjustment('CN-1', 'C-2', 'I-2', 500));
  const full = await sync();
  expect(full.records).toHaveLength(372);
  expect(full.phases).toEqual(['customers', 'invoices', 'creditNotes', 'payments']);
  expect(full.listed).toEqual(['customer', 'invoice', 'creditNote', 'payment', 'refund']);

  site.pass(3_600);
  const began = await sync(full.cursor);
  site.pass(3_600);
  site.change('invoice', 'I-7', { status: 'voided' });
  site.delete('customer', 'C-9');
  const changes = await sync(began.cursor);
  expect(named(changes.records)).toEqual(['customer C-9', 'invoice I-7']);
  expect(changes).toMatchObject({ phases: ['changes'], listed: [] });
  expect(changes.records[0]).toMatchObject({ deleted: true });
});

test('what changes while a sync runs is not missed', async () => {
  const { site } = server;
  for (let n = 0; n < 250; n++) site.save('customer', objects.customer(`C-${n}`));
  const first = await client.page(null);
  site.change('customer', 'C-3', { company: 'Renamed' });
  const rest = await sync(first.cursor);
  const after = await sync(rest.cursor);
  const names = [...rest.records, ...after.records].flatMap((record) => ('name' in record ? record.name : []));
  expect(names).toContain('Renamed');
});

describe('whether an invoice is collected automatically', () => {
  const charging = async () =>
    Object.fromEntries(
      (await sync()).records.flatMap((record) =>
        'automaticCharging' in record ? [[record.externalId, record.automaticCharging]] : [],
      ),
    );

  test('HLD-1: is its customer’s to say, and its subscription’s where that says otherwise', async () => {
    const { site } = server;
    site.save('customer', objects.customer('ON', { auto_collection: 'on' }));
    site.save('customer', objects.customer('OFF'));
    site.save('subscription', objects.subscription('S-OFF', 'ON', { auto_collection: 'off' }));
    site.save('invoice', objects.invoice('I-on', 'ON', { status: 'posted' }));
    site.save('invoice', objects.invoice('I-off', 'OFF', { status: 'posted' }));
    site.save('invoice', objects.invoice('I-subscribed', 'ON', { status: 'posted', subscription_id: 'S-OFF' }));
    expect(await charging()).toEqual({ 'I-on': 'pending', 'I-off': null, 'I-subscribed': null });
  });

  test('is asked once a page, and not at all where the invoices tell it', async () => {
    const { site } = server;
    site.save('customer', objects.customer('C-1', { auto_collection: 'on' }));
    for (let n = 0; n < 90; n++) site.save('invoice', objects.invoice(`I-${n}`, 'C-1', { status: 'paid' }));
    await sync();
    const asked = () => server.requests.filter((line) => line.includes('id%5Bin%5D')).length;
    expect(asked()).toBe(0);
    for (let n = 0; n < 90; n++) site.change('invoice', `I-${n}`, { status: 'posted' });
    await sync();
    expect(asked()).toBe(1);
  });
});

test('an invoice is asked for with what was paid and credited on it', async () => {
  const { site } = server;
  site.save('customer', objects.customer('C-1'));
  site.save('transaction', objects.payment('T-1', 'C-1', 4_000, { 'I-1': 4_000 }));
  site.save('credit_note', objects.adjustment('CN-1', 'C-1', 'I-1', 500));
  site.save(
    'invoice',
    objects.invoice('I-1', 'C-1', {
      linked_payments: [{ txn_id: 'T-1', applied_amount: 4_000, applied_at: 1, txn_status: 'success' }],
      adjustment_credit_notes: [{ cn_id: 'CN-1', cn_total: 500, cn_status: 'adjusted' }],
    }),
  );
  expect(named(await client.fetch('invoice', 'I-1'))).toEqual(['invoice I-1', 'payment T-1', 'creditNote CN-1']);
  expect(named(await client.fetch('customer', 'C-1'))).toEqual(['customer C-1']);
  expect(named(await client.fetch('payment', 'T-1'))).toEqual(['payment T-1']);
  expect(named(await client.fetch('creditNote', 'CN-1'))).toEqual(['creditNote CN-1']);
});

test('what is not there any more is deleted', async () => {
  expect(await client.fetch('invoice', 'I-404')).toMatchObject([
    { kind: 'invoice', externalId: 'I-404', deleted: true },
  ]);
});

test('I6: the PDF of an invoice is downloaded', async () => {
  server.site.save('invoice', objects.invoice('I-1', 'C-1'));
  const pdf = await client.pdf!('I-1');
  expect(Buffer.from(pdf!).toString('latin1')).toMatch(/^%PDF-/);
});

describe('when a call fails', () => {
  const failure = async (work: () => Promise<unknown>) =>
    work().then(
      () => undefined,
      (error: unknown) => failureOf(error),
    );

  test('too many requests: it is said how long to wait', async () => {
    server.fault = () => ({ status: 429, retryAfter: 7 });
    expect(await failure(() => client.page(null))).toMatchObject({ kind: 'limited', retryAfterMs: 7_000 });
    server.fault = () => ({ status: 429 });
    expect(await failure(() => client.page(null))).toMatchObject({ kind: 'limited', retryAfterMs: null });
  });

  test.for([{ status: 500 }, { status: 503 }, 'cut'] as const)('%o: it is worth another try', async (fault) => {
    server.fault = () => fault;
    expect(await failure(() => client.page(null))).toMatchObject({ kind: 'unavailable' });
  });

  test('nobody answers: it is worth another try', async () => {
    await server.close();
    expect(await failure(() => client.page(null))).toMatchObject({ kind: 'unavailable' });
  });

  test('a wrong key: a person has to act, and the key is not told', async () => {
    const answer = await failure(() => clientWith('not-the-key').page(null));
    expect(answer).toMatchObject({ kind: 'unauthorized' });
    expect(JSON.stringify(answer)).not.toContain('not-the-key');
  });

  test('a page that Chargebee has forgotten: a full sync begins', async () => {
    const lost = { list: 0, offset: 'no offset', after: null, began: 1 };
    expect(await failure(() => client.page(lost))).toMatchObject({ kind: 'cursorLost' });
  });
});
