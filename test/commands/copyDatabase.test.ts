import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { copyDatabase } from '../../connector/src/commands/copyDatabase.ts';
import { beginRequest } from '../../connector/src/store/requests.ts';
import { openStore } from '../../connector/src/store/store.ts';
import { everything, run, setClock } from '../http/api/cadence.ts';
import { createDue, pay, readInvoice, saveCustomer } from '../http/api/records.ts';
import { start } from '../http/api/start.ts';
import { databases } from '../support/databases.ts';

const sqlite = databases.find(({ name }) => name === 'SQLite')!;
const postgres = databases.find(({ name }) => name === 'PostgreSQL')!;
const quiet = () => undefined;
const PDF = '%PDF-1.4\n%%EOF\n';

async function target() {
  const fresh = await postgres.create();
  onTestFinished(() => fresh.drop());
  return fresh;
}

test('everything moves to PostgreSQL, documents, history and keys included, and the cadence goes on where it stood', async () => {
  const api = await start(sqlite);
  await createDue(api, 4);
  await run(api);
  await pay(api, 'C-2', 'P-1', '2026-11-23', { 'I-2': 10_000 });
  await saveCustomer(api, 'C-9', { name: 'Zoë 😀 «Ünïcode»' });
  const { id } = await readInvoice(api, 'I-1');
  await api.request('PUT', `/v1/invoices/${id}/pdf`, { raw: PDF, headers: { 'Content-Type': 'application/pdf' } });
  const before = await everything(api);
  await api.stop();

  const to = await target();
  const said: string[] = [];
  await copyDatabase(api.database.url, to.url, (line) => said.push(line));
  expect(said).toContain('invoices: 4 of 4');
  const moved = await start(postgres, { on: to });
  expect(await everything(moved)).toEqual(before);
  const pdf = await moved.request('GET', `/v1/invoices/${id}/pdf`, { headers: { Accept: 'application/pdf' } });
  expect([pdf.status, pdf.body]).toEqual([200, PDF]);
  await setClock(moved, '2026-11-23T10:00:00Z');
  expect(await run(moved)).toMatchObject({ executed: 0 });
  await saveCustomer(moved, 'C-10');
  expect(await moved.all('/v1/events?type=customerCreated')).toHaveLength(6);
}, 120_000);

test('columns whose sums are more than SQLite’s integers hold, as instants of five million events are, are compared too', async () => {
  const { url, drop } = await sqlite.create();
  onTestFinished(drop);
  const store = await openStore(url);
  const rows = Array.from({ length: 2_000 }, (_, place) => ({ second: 9_000_000_000_000_000 + place, messages: 1 }));
  await store.session.insert('mailSeconds', rows);
  await store.close();
  const to = await target();
  const said: string[] = [];
  await copyDatabase(url, to.url, (line) => said.push(line));
  expect(said.at(-1)).toMatch(/^Copied and compared/);
});

test('a request that a killed process had under way may be sent again after the move', async () => {
  const { url, drop } = await sqlite.create();
  onTestFinished(drop);
  const store = await openStore(url);
  const request = { keyId: 'key_1', key: 'once', print: 'p', process: 'dead' };
  expect(await beginRequest(store.session, request, Date.now())).toEqual({ kind: 'mine' });
  await store.close();
  const to = await target();
  await copyDatabase(url, to.url, quiet);
  const moved = await openStore(to.url);
  onTestFinished(() => moved.close());
  expect(await beginRequest(moved.session, { ...request, process: 'next' }, Date.now())).toEqual({ kind: 'mine' });
});

test('a database that a connector works on is not copied, nor one that is not there, nor the other way', async () => {
  const api = await start(sqlite);
  const to = await target();
  await expect(copyDatabase(api.database.url, to.url, quiet)).rejects.toThrow(
    /is in use by dunning-connector \(process/,
  );
  await expect(copyDatabase('sqlite:/nowhere.sqlite', to.url, quiet)).rejects.toThrow(/no database at/);
  await expect(copyDatabase(to.url, api.database.url, quiet)).rejects.toThrow(/--from sqlite:/);
});

test('only an empty database is copied to', async () => {
  const api = await start(sqlite);
  await api.stop();
  const to = await target();
  await (await start(postgres, { on: to })).stop();
  await expect(copyDatabase(api.database.url, to.url, quiet)).rejects.toThrow(/is not empty/);
});

test('a copy that breaks off leaves a database that no connector starts on and nothing is copied to', async () => {
  const api = await start(sqlite);
  await createDue(api, 2);
  await api.stop();
  const to = await target();
  const breaks = (line: string) => {
    if (line.startsWith('customers')) throw new Error('The machine went away');
  };
  await expect(copyDatabase(api.database.url, to.url, breaks)).rejects.toThrow('went away');
  await expect(start(postgres, { on: to })).rejects.toThrow(/unfinished copy of .*make a new one/);
  await expect(copyDatabase(api.database.url, to.url, quiet)).rejects.toThrow(/unfinished copy/);
});

test('a copy that is not what its source is says where it differs, and is not used', async () => {
  const api = await start(sqlite);
  await createDue(api, 2);
  await api.stop();
  const to = await target();
  const store = await openStore(to.url);
  // What arrives is a cent less.
  await sql
    .raw(
      `CREATE FUNCTION spoil() RETURNS trigger AS $$ BEGIN NEW.outstanding := NEW.outstanding - 1; RETURN NEW; END $$ LANGUAGE plpgsql;
       CREATE TRIGGER spoil BEFORE INSERT ON invoices FOR EACH ROW EXECUTE FUNCTION spoil()`,
    )
    .execute(store.session.db);
  await store.close();
  await expect(copyDatabase(api.database.url, to.url, quiet)).rejects.toThrow(
    /differs .*: invoices\.outstanding is 19998 instead of 20000$/,
  );
  await expect(start(postgres, { on: to })).rejects.toThrow(/unfinished copy/);
});
