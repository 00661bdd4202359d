import { readdir, rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { pdfText } from '../support/pdfText.ts';
import { events, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { pay, readCustomer, readInvoice, saveCustomer, saveInvoice } from './api/records.ts';
import { OWNER_KEY, start } from './api/start.ts';

const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

function put(api: Client, content: BodyInit, { path = 'external:I-1', type = 'application/pdf' } = {}) {
  const [id, query] = path.split('?');
  return fetch(`${api.url}/v1/invoices/${id}/pdf${query ? `?${query}` : ''}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${OWNER_KEY}`, 'content-type': type },
    body: content,
  });
}

async function get(api: Client, path: string) {
  const response = await fetch(api.url + path, { headers: { authorization: `Bearer ${OWNER_KEY}` } });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

async function withInvoice(api: Client): Promise<void> {
  await saveCustomer(api, 'C-1');
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
}

describe.each(databases)('$name', (database) => {
  test('INV-4: an invoice’s PDF is kept, read again and replaced', async () => {
    const api = await start(database);
    await withInvoice(api);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ hasPdf: false });
    expect((await get(api, '/v1/invoices/external:I-1/pdf')).status).toBe(404);
    const response = await put(api, PDF);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ number: 'I-1', hasPdf: true });
    const file = await get(api, '/v1/invoices/external:I-1/pdf');
    expect(file.bytes).toEqual(PDF);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(file.headers.get('content-disposition')).toContain('filename="I-1.pdf"');
    const other = Buffer.concat([PDF, PDF]);
    await put(api, other, { path: 'external:I-1?fileName=Facture%20%E2%84%96%201.pdf' });
    const replaced = await get(api, '/v1/invoices/external:I-1/pdf');
    expect(replaced.bytes).toEqual(other);
    expect(replaced.headers.get('content-disposition')).toContain("filename*=UTF-8''Facture%20%E2%84%96%201.pdf");
  });

  test('EVT-1: a PDF that comes leaves an event; the same one again leaves none', async () => {
    const api = await start(database);
    await withInvoice(api);
    await put(api, PDF);
    await put(api, PDF);
    expect(await events(api, 'type=invoicePdfStored')).toMatchObject([
      { data: { number: 'I-1', size: PDF.length, replaced: null } },
    ]);
  });

  test('a PDF outlives changes of its invoice and a restart', async () => {
    const api = await start(database);
    await withInvoice(api);
    await put(api, PDF);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { title: 'Another title' });
    await api.stop();
    const again = await start(database, { on: api.database });
    expect(await readInvoice(again, 'I-1')).toMatchObject({ title: 'Another title', hasPdf: true });
    expect((await get(again, '/v1/invoices/external:I-1/pdf')).bytes).toEqual(PDF);
  });

  test('BAL-1: a statement’s totals are the customer’s balances', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1', { name: 'Société Générale d’Électricité', language: 'fr' });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-06');
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-01', { grossAmount: 25_000 });
    await saveInvoice(api, 'C-1', 'I-3', '2026-11-20', { currency: 'JPY', grossAmount: 1234 });
    await pay(api, 'C-1', 'P-1', '2026-11-10', { 'I-1': 4000 }, { amount: 5000 });
    expect((await readCustomer(api, 'C-1')).balances).toEqual([
      { currency: 'EUR', outstanding: 30_000, due: 25_000, overdue: 6000, unapplied: 1000 },
      { currency: 'JPY', outstanding: 1234, due: 0, overdue: 1234, unapplied: 0 },
    ]);
    const file = await get(api, '/v1/customers/external:C-1/statement.pdf');
    expect(file.status).toBe(200);
    const page = pdfText(file.bytes)
      .join(' | ')
      .replaceAll(/\u00a0|\u202f/g, ' ');
    expect(page).toContain('Relevé de compte | au 23 novembre 2026');
    expect(page).toContain('Non échu | 250,00 € | Échu | 60,00 € | Règlements et avoirs non affectés | -10,00 €');
    expect(page).toContain('Total restant dû | 300,00 €');
    expect(page).toMatch(/I-1 \| .* \| 17 jours de retard \| 60,00 € \| \/ 100,00 €/);
    const english = await get(api, '/v1/customers/external:C-1/statement.pdf?language=en');
    expect(pdfText(english.bytes)).toContain('Statement of account');
    expect((await get(api, '/v1/customers/external:C-9/statement.pdf')).status).toBe(404);
  });
});

const [sqlite] = databases;

test.each([
  ['an empty body', Buffer.alloc(0), 'application/pdf', 422, /empty/],
  ['a web page', '<!DOCTYPE html><html>Sign in</html>', 'application/pdf', 422, /web page.*[Ff]etch/],
  ['a web page that says so', ' \n<html>Sign in</html>', 'text/html', 422, /web page/],
  ['a text', 'Dear customer', 'application/pdf', 422, /does not begin with %PDF-/],
  ['a PDF that is cut off', PDF.subarray(0, 30), 'application/pdf', 422, /%%EOF/],
  ['JSON', '{"pdf": true}', 'application/json', 415, /application\/pdf/],
  ['16 MB', Buffer.concat([PDF, Buffer.alloc(16 * 1024 * 1024), PDF]), 'application/pdf', 413, /16 MB/],
])('instead of a PDF, %s is refused and nothing is kept', async (_, content, type, status, detail) => {
  const api = await start(sqlite!);
  await withInvoice(api);
  const response = await put(api, content, { type });
  expect(await response.json()).toMatchObject({ status, detail: expect.stringMatching(detail) });
  expect(await readInvoice(api, 'I-1')).toMatchObject({ hasPdf: false });
});

test('a PDF of just under 16 MB is taken; one of an invoice that there is not is a 404', async () => {
  const api = await start(sqlite!);
  await withInvoice(api);
  const large = Buffer.concat([PDF, Buffer.alloc(15_900_000, 32), PDF]);
  expect((await put(api, large)).status).toBe(200);
  expect((await get(api, '/v1/invoices/external:I-1/pdf')).bytes.equals(large)).toBe(true);
  expect((await put(api, PDF, { path: 'external:I-9' })).status).toBe(404);
});

test('on SQLite the bytes lie once in the folder beside the file, whole, and are found missing', async () => {
  const api = await start(sqlite!);
  await withInvoice(api);
  await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
  await put(api, PDF);
  await put(api, PDF, { path: 'external:I-2' });
  const folder = `${api.database.url.slice('sqlite:'.length)}.documents`;
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  await rm(folder, { recursive: true });
  expect((await get(api, '/v1/invoices/external:I-1/pdf')).status).toBe(404);
  await put(api, PDF);
  expect((await get(api, '/v1/invoices/external:I-1/pdf')).bytes).toEqual(PDF);
});

test('a statement is as of the organisation’s today', async () => {
  const api = await start(sqlite!);
  await withInvoice(api);
  await setClock(api, '2026-11-30');
  const file = await get(api, '/v1/customers/external:C-1/statement.pdf');
  expect(pdfText(file.bytes)).toEqual(expect.arrayContaining(['as of November 30, 2026', '10 days late']));
  expect(file.headers.get('content-disposition')).toContain('Statement of account 2026-11-30.pdf');
});
