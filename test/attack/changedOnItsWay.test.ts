import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../connector/src/config.ts';
import { createDeps } from '../../connector/src/connector.ts';
import { sourceActor } from '../../connector/src/domain/actor.ts';
import { saveEntries } from '../../connector/src/usecases/invoices/saveEntries.ts';
import { saveInvoices } from '../../connector/src/usecases/invoices/saveInvoices.ts';
import { givePdf, prepare, send } from '../http/api/invoiceSending.ts';
import { pay, readCustomer, readInvoice, saveCustomer, saveInvoice } from '../http/api/records.ts';
import { holdAnswers, start, startSink } from '../http/api/start.ts';
import { databases } from '../support/databases.ts';
import { NO_RETRY } from '../support/noRetry.ts';

const postgres = databases.find(({ name }) => name === 'PostgreSQL')!;

/** Keeps every transaction of a PostgreSQL database open from where it tells what it did, until it is let go. */
async function holdCommits(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('BEGIN; LOCK TABLE events IN SHARE MODE');
  return {
    /** Resolves once so many connections wait for one another. */
    async waiting(count: number): Promise<void> {
      const text = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      while ((await client.query(text)).rowCount !== count) await wait(20);
    },
    letGo: () => client.query('COMMIT'),
  };
}

/** What writes in a source's name, beside the connector. */
async function asSource(url: string) {
  const deps = await createDeps(readConfig({ DUNNING_DATABASE_URL: url }));
  onTestFinished(() => deps.store.close());
  return { deps, source: sourceActor('stripe') };
}

test(
  'BAL-1: a payment that comes while the message of its invoice is written down as sent is not undone by that',
  NO_RETRY,
  async () => {
    const sink = await startSink();
    const api = await start(postgres, { now: '2026-11-23T06:00:00Z', smtpUrl: sink.url });
    await prepare(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await givePdf(api, 'I-1');
    const answer = holdAnswers(sink);
    const sending = send(api);
    await sink.received(1);
    const commits = await holdCommits(api.database.url);
    const paying = pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    await commits.waiting(1);
    answer();
    await commits.waiting(2);
    await commits.letGo();
    await paying;
    expect(await sending).toMatchObject({ sent: 1 });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'paid', outstanding: 0 });
    expect((await readCustomer(api, 'C-1')).balances).toMatchObject([{ outstanding: 0, unapplied: 0 }]);
  },
);

test('PLN-2: a PDF that comes while its invoice is changed stays known', NO_RETRY, async () => {
  const api = await start(postgres);
  await saveCustomer(api, 'C-1');
  await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
  const commits = await holdCommits(api.database.url);
  const storing = givePdf(api, 'I-1');
  await commits.waiting(1);
  const changing = saveInvoice(api, 'C-1', 'I-1', '2026-12-21');
  await commits.waiting(2);
  await commits.letGo();
  await Promise.all([storing, changing]);
  expect(await readInvoice(api, 'I-1')).toMatchObject({ dueDate: '2026-12-21', hasPdf: true });
});

test(
  'DIS-1: a dispute that comes while a source takes a payment off the invoice of another customer is not undone by that',
  NO_RETRY,
  async () => {
    const api = await start(postgres);
    const [parent, child] = await Promise.all(['C-1', 'C-2'].map((name) => saveCustomer(api, name)));
    const { id } = await saveInvoice(api, child!.externalId!, 'I-1', '2026-12-20');
    const { deps, source } = await asSource(api.database.url);
    const payment = { externalId: 'P-1', customer: { id: parent!.id }, amount: 4_000, currency: 'EUR', on: 20_780 };
    const record = (invoices: { id: string; amount: number }[]) =>
      saveEntries(deps, source, 'payment', [{ index: 0, value: { ...payment, invoices } }]);
    await record([{ id, amount: 4_000 }]);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ outstanding: 6_000 });
    const commits = await holdCommits(api.database.url);
    const disputing = api.post(`/v1/invoices/${id}/dispute`, { reason: 'price' });
    await commits.waiting(1);
    const taking = record([]);
    await commits.waiting(2);
    await commits.letGo();
    await Promise.all([disputing, taking]);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ outstanding: 10_000, status: 'disputed' });
  },
);

test('DIS-1: nor by a source that gives the invoice to another customer, as merges do', NO_RETRY, async () => {
  const api = await start(postgres);
  const [winner, loser] = await Promise.all(['C-1', 'C-2'].map((name) => saveCustomer(api, name)));
  const { id } = await saveInvoice(api, loser!.externalId!, 'I-1', '2026-12-20');
  const { deps, source } = await asSource(api.database.url);
  const commits = await holdCommits(api.database.url);
  const disputing = api.post(`/v1/invoices/${id}/dispute`, { reason: 'price' });
  await commits.waiting(1);
  const value = {
    reference: { id },
    number: 'I-1',
    customer: { id: winner!.id },
    issuedAt: 20_780,
    dueDate: 20_810,
    currency: 'EUR',
    grossAmount: 10_000,
  };
  const moving = saveInvoices(deps, source, [{ index: 0, value }]);
  await commits.waiting(2);
  await commits.letGo();
  await Promise.all([disputing, moving]);
  expect(await readInvoice(api, 'I-1')).toMatchObject({ customer: { externalId: 'C-1' }, status: 'disputed' });
});

test(
  'BAL-3: of a payment for two customers’ invoices nothing is lost, where both invoices become void at the same moment',
  NO_RETRY,
  async () => {
    const api = await start(postgres);
    const [payer, ...others] = await Promise.all(['C-1', 'C-2', 'C-3'].map((name) => saveCustomer(api, name)));
    const invoices = await Promise.all(
      others.map(({ externalId }) => saveInvoice(api, externalId!, `I-${externalId}`, '2026-12-20')),
    );
    const { deps, source } = await asSource(api.database.url);
    const value = {
      externalId: 'P-1',
      customer: { id: payer!.id },
      amount: 20_000,
      currency: 'EUR',
      on: 20_780,
      invoices: invoices.map(({ id }) => ({ id, amount: 10_000 })),
    };
    await saveEntries(deps, source, 'payment', [{ index: 0, value }]);
    const commits = await holdCommits(api.database.url);
    const voiding = invoices.map(
      ({ id }) =>
        () =>
          api.post(`/v1/invoices/${id}/void`),
    );
    const first = voiding[0]!();
    await commits.waiting(1);
    const second = voiding[1]!();
    await commits.waiting(2);
    await commits.letGo();
    await Promise.all([first, second]);
    const rows = await deps.store.session.db.selectFrom('entries').select(['amount', 'applied']).execute();
    expect(rows).toEqual([{ amount: 20_000, applied: 0 }]);
    expect((await readCustomer(api, 'C-1')).balances).toMatchObject([{ outstanding: -20_000, unapplied: 20_000 }]);
  },
);
