import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrations } from '../../connector/src/store/migrations/index.ts';
import { dialectFor, openStore } from '../../connector/src/store/store.ts';
import { databases, type FreshDatabase } from '../support/databases.ts';
import { actions, run } from '../http/api/cadence.ts';
import { readCustomer, readInvoice } from '../http/api/records.ts';
import { start } from '../http/api/start.ts';

// The names are the same on both databases.
const LEVELS = Object.keys(migrations(dialectFor('sqlite::memory:')));

const PLAN = {
  ...{
    id: 'pln_1',
    name: 'Polite',
    level: 'customer',
    logic: 'standard',
    minimumContactDelayDays: 0,
    isDefault: true,
    language: null,
  },
  steps: [
    {
      ...{ id: 'stp_1', name: 'First', when: { anchor: 'due', days: 3 }, channel: 'email', mode: 'automatic' },
      template: { subject: 'Hello', body: 'Hello {{customer.name}}' },
    },
  ],
};

/** What a connector of the first schema kept of a customer with an open and a paid invoice; every later level has these columns too. */
const ROWS: readonly [table: string, row: Readonly<Record<string, string | number | null>>][] = [
  [
    'users',
    { id: 'usr_1', name: 'Ines', email: 'ines@example.com', role: 'admin', position: 'financeUser', created_at: 1 },
  ],
  [
    'plans',
    {
      ...{ id: 'pln_1', name: 'Polite', level: 'customer', is_default: 1, version: 1, created_at: 1, updated_at: 1 },
      definition_json: JSON.stringify(PLAN),
    },
  ],
  ['plan_versions', { plan_id: 'pln_1', version: 1, definition_json: JSON.stringify(PLAN), created_at: 1 }],
  [
    'customers',
    {
      ...{ id: 'cus_1', source: 'api', external_id: 'C-1', name: 'Dupont', plan_id: 'pln_1', excluded: 0, paused: 0 },
      ...{ custom_fields_json: '{}', created_at: 1, updated_at: 1 },
    },
  ],
  [
    'contacts',
    {
      ...{ id: 'con_1', customer_id: 'cus_1', email: 'a@example.com', position: 'other', is_main: 1, is_invalid: 0 },
      created_at: 1,
    },
  ],
  [
    'customer_currencies',
    {
      ...{
        customer_id: 'cus_1',
        currency: 'EUR',
        open_amount: 10_000,
        unapplied_amount: 0,
        paid_weighted_days: 50_000,
      },
      ...{ paid_amount: 5_000, paid_invoices: 1 },
    },
  ],
  ...[
    { id: 'inv_1', external_id: 'I-1', number: 'I-1', gross_amount: 10_000, outstanding: 10_000, paid_on: null },
    { id: 'inv_2', external_id: 'I-2', number: 'I-2', gross_amount: 5_000, outstanding: 0, paid_on: 20_780 },
  ].map((invoice): [string, Record<string, string | number | null>] => [
    'invoices',
    {
      ...{
        ...invoice,
        source: 'api',
        customer_id: 'cus_1',
        issued_on: 20_747,
        due_on: 20_777,
        currency: 'EUR',
        sent: 1,
      },
      ...{ is_void: 0, is_disputed: 0, paused: 0, created_at: 1, updated_at: 1 },
    },
  ]),
  [
    'entries',
    {
      ...{ id: 'ent_1', source: 'api', external_id: 'P-1', kind: 'payment', customer_id: 'cus_1', currency: 'EUR' },
      ...{ amount: 5_000, occurred_on: 20_780, applied: 5_000, created_at: 1 },
    },
  ],
  ['allocations', { entry_id: 'ent_1', invoice_id: 'inv_2', amount: 5_000, applied: 5_000 }],
  [
    'actions',
    {
      ...{ id: 'act_1', status: 'uncertain', subject_id: 'cus_1', subject_kind: 'customer', customer_id: 'cus_1' },
      ...{
        plan_id: 'pln_1',
        plan_version: 1,
        step_id: 'stp_1',
        step_name: 'First',
        step_position: 1,
        reference_id: 'inv_1',
      },
      ...{ channel: 'email', mode: 'automatic', due_on: 20_780, executed_on: 20_780, reason: 'Who knows' },
      ...{ actor_json: '{"type":"connector","id":null,"name":"Connector"}', created_at: 1 },
    },
  ],
  [
    'schedule',
    {
      ...{
        subject_id: 'cus_1',
        subject_kind: 'customer',
        customer_id: 'cus_1',
        plan_id: 'pln_1',
        reference_id: 'inv_1',
      },
      ...{
        status: 'idle',
        plan_version: 1,
        next_on: 20_000,
        planned_on: 20_000,
        attempts: 0,
        retry_at: 0,
        lease_until: 0,
      },
      revision: 1,
    },
  ],
];

async function at(url: string, level: string, rows: typeof ROWS): Promise<void> {
  const dialect = dialectFor(url);
  const db = new Kysely<Record<string, Record<string, unknown>>>({ dialect: dialect.kysely });
  try {
    const provider = { getMigrations: async () => migrations(dialect) };
    const { error } = await new Migrator({ db, provider }).migrateTo(level);
    expect(error).toBeUndefined();
    for (const [table, row] of rows) await db.insertInto(table).values(row).execute();
  } finally {
    await db.destroy();
  }
}

/** A database with nothing in it, not even a schema. */
async function empty(fresh: FreshDatabase): Promise<string> {
  if (fresh.url.startsWith('sqlite:')) return `${fresh.url}.old`;
  const store = await openStore(fresh.url);
  await sql`DROP SCHEMA public CASCADE`.execute(store.session.db);
  await sql`CREATE SCHEMA public`.execute(store.session.db);
  await store.close();
  return fresh.url;
}

describe.each(databases)('$name', (database) => {
  test.each(LEVELS)('a database of the schema %s, with data, goes on in this version', async (level) => {
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const url = await empty(fresh);
    await at(url, level, ROWS);
    const api = await start(database, { on: { url, drop: async () => undefined } });
    expect(await readCustomer(api, 'C-1')).toMatchObject({
      ...{ name: 'Dupont', score: 'A', dunningPlanId: 'pln_1' },
      balances: [{ currency: 'EUR', outstanding: 10_000, overdue: 10_000 }],
    });
    expect(await readInvoice(api, 'I-2')).toMatchObject({ status: 'paid' });
    expect(await api.all('/v1/users')).toMatchObject([{ name: 'Ines' }]);
    // SND-2: what nobody knows is not sent again by a newer version either, until somebody says that it did not go out.
    expect(await run(api)).toMatchObject({ executed: 0 });
    expect(await actions(api, 'status=uncertain')).toMatchObject([{ id: 'act_1', reason: 'Who knows' }]);
    await api.post('/v1/actions/act_1/release');
    expect(await run(api)).toMatchObject({ executed: 1 });
  });

  test('a database of a newer schema is refused, and left as it is', async () => {
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const store = await openStore(fresh.url);
    const row = { name: '999-from-the-future', timestamp: '2030-01-01T00:00:00Z' };
    const plain = store.session.db.withoutPlugins() as unknown as Kysely<Record<string, typeof row>>;
    await plain.insertInto('kysely_migration').values(row).execute();
    await store.close();
    await expect(openStore(fresh.url)).rejects.toThrow(
      /^The database was written by a newer dunning-connector .*999-from-the-future.*Start that version, or restore a backup/,
    );
  });
});
