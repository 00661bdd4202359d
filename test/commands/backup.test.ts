import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { backup } from '../../connector/src/commands/backup.ts';
import { createDue, readInvoice, saveCustomer } from '../http/api/records.ts';
import { start } from '../http/api/start.ts';
import { databases } from '../support/databases.ts';

const sqlite = databases.find(({ name }) => name === 'SQLite')!;
const PDF = '%PDF-1.4\n%%EOF\n';
const folderOf = (url: string) => join(url.slice('sqlite:'.length), '..');

async function withDocuments() {
  const api = await start(sqlite);
  await createDue(api, 3);
  const { id } = await readInvoice(api, 'I-1');
  await api.request('PUT', `/v1/invoices/${id}/pdf`, { raw: PDF, headers: { 'Content-Type': 'application/pdf' } });
  return { api, invoiceId: id, url: api.database.url, file: join(folderOf(api.database.url), 'backup.sqlite') };
}

test('a backup made while the connector runs and writes is whole, with its documents, and serves in its place', async () => {
  const { api, invoiceId, url, file } = await withDocuments();
  const said: string[] = [];
  let writing = true;
  const writer = (async () => {
    for (let number = 0; writing; number++) await saveCustomer(api, `W-${number}`);
  })();
  await backup(url, file, (line) => said.push(line));
  writing = false;
  await writer;
  expect(said.at(-1)).toMatch(/checked, with \d+ customers, 3 invoices, 0 actions and 1 documents$/);
  await api.stop();

  const restored = await start(sqlite, { on: { url: `sqlite:${file}`, drop: async () => undefined } });
  expect(await restored.all('/v1/invoices')).toHaveLength(3);
  const pdf = await restored.request('GET', `/v1/invoices/${invoiceId}/pdf`, {
    headers: { Accept: 'application/pdf' },
  });
  expect([pdf.status, pdf.body]).toEqual([200, PDF]);
});

test('a backup holds on to the moment at which it began, and does not begin again with every write', async () => {
  const { api, url, file } = await withDocuments();
  await api.stop();
  const writer = new Database(url.slice('sqlite:'.length));
  onTestFinished(() => void writer.close());
  const keep = writer.prepare('INSERT INTO state_values VALUES (?, ?)');
  // More than is copied between two looks at whoever writes.
  writer.transaction(() => {
    for (let n = 0; n < 20_000; n++) keep.run(`large-${n}`, 'x'.repeat(3_000));
  })();
  const said: string[] = [];
  await backup(url, file, (line) => {
    if (/^database: \d/.test(line)) keep.run(`meanwhile-${said.length}`, line);
    said.push(line);
  });
  const count = (database: Database.Database) =>
    database.prepare(`SELECT count(*) FROM state_values WHERE key LIKE 'meanwhile-%'`).pluck().get();
  const copy = new Database(file, { readonly: true });
  onTestFinished(() => void copy.close());
  expect(count(writer)).toBeGreaterThan(2);
  expect(count(copy)).toBe(0);
});

test('a backup refuses to overwrite, and leaves nothing that looks whole where it fails', async () => {
  const { api, url, file } = await withDocuments();
  await api.stop();
  const quiet = () => undefined;
  await writeFile(file, 'precious');
  await expect(backup(url, file, quiet)).rejects.toThrow(/is there already/);
  await rm(file);
  await mkdir(`${file}.documents`);
  await expect(backup(url, file, quiet)).rejects.toThrow(/documents is there already/);
  await rm(`${file}.documents`, { recursive: true });

  const documents = `${url.slice('sqlite:'.length)}.documents`;
  const [folder] = await readdir(documents);
  const [name] = await readdir(join(documents, folder!));
  const path = join(documents, folder!, name!);
  await rename(path, `${path}.away`);
  await expect(backup(url, file, quiet)).rejects.toThrow(/missing or damaged/);
  await writeFile(path, 'something else');
  await expect(backup(url, file, quiet)).rejects.toThrow(/missing or damaged/);
  expect(existsSync(file)).toBe(false);
  await rename(`${path}.away`, path);
  await backup(url, file, quiet);
  expect(existsSync(file)).toBe(true);
  expect((await readdir(folderOf(url))).filter((each) => each.includes('unfinished'))).toEqual([]);
});

test('of PostgreSQL, and of a file that is not there or no database, a backup says what to do instead', async () => {
  const quiet = () => undefined;
  const { url, drop } = await sqlite.create();
  onTestFinished(drop);
  const text = join(folderOf(url), 'text');
  await writeFile(text, 'no database');
  await expect(backup(url, '/nowhere/x', quiet)).rejects.toThrow(/^There is no folder \/nowhere: make it/);
  await expect(backup(`sqlite:${text}`, `${text}.backup`, quiet)).rejects.toThrow(
    /^No backup of .*text was made in .*: file is not a database$/,
  );
  await expect(backup('postgres://u:p@h/d', 'x', quiet)).rejects.toThrow(/pg_dump --format=custom/);
  await expect(backup('sqlite:/nowhere/x.sqlite', 'x', quiet)).rejects.toThrow(/no database at \/nowhere/);
  onTestFinished(() => expect(existsSync('x')).toBe(false));
});
