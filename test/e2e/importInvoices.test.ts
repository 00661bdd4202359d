import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { shippedWorkflows } from '../../demo/n8n/rest.ts';
import { type Browser, openBrowser } from './support/browser.ts';
import { patiently } from './support/patience.ts';
import { buildWorld, type World } from './support/world.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
afterEach(() => world.end());

const header = [
  'customer_id',
  'customer_name',
  'email',
  'language',
  'invoice_number',
  'issued',
  'due',
  'currency',
  'amount',
];
const ashdown = ['C-1', 'Ashdown Joinery', 'helen@ashdown.example', 'en'];
const rows = [
  [...ashdown, 'INV-1', '2026-11-02', '2026-12-02', 'GBP', '1250.00'],
  [...ashdown, 'INV-2', '2026-11-09', '2026-12-09', 'GBP', '0.99'],
  ['C-2', 'Librairie Papillon', 'camille@papillon.example', 'fr', 'INV-3', '2026-11-02', '2026-12-02', 'EUR', '42.5'],
];

const csv = (lines: string[][]) => Buffer.from(lines.map((line) => line.join(',')).join('\n'));

interface SheetJs {
  utils: { aoa_to_sheet(rows: unknown[][], options: object): object; book_new(sheet: object, name: string): object };
  write(book: object, options: object): Buffer;
}

/** A spreadsheet as Excel would save it, made with n8n's own library: dates and amounts are numbers in their cells. */
function spreadsheet(lines: string[][]): Buffer {
  const n8nModules = createRequire(join(inject('n8n').installation, 'node_modules/n8n-nodes-base/package.json'));
  const { utils, write } = n8nModules('@e965/xlsx') as SheetJs;
  const cell = (text: string) => {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return new Date(`${text}T00:00:00Z`);
    return /^[\d.]+$/.test(text) ? Number(text) : text;
  };
  const sheet = utils.aoa_to_sheet([header, ...lines.map((line) => line.map(cell))], { UTC: true });
  return write(utils.book_new(sheet, 'Invoices'), { type: 'buffer', bookType: 'xlsx' });
}

async function publishImport(): Promise<void> {
  await world.n8n.publish(await world.n8n.ensureWorkflow(shippedWorkflows()['import-invoices']!));
  await patiently(async () => {
    const form = await browser.page.goto(`${inject('n8n').url}/form/import-invoices`);
    if (!form?.ok()) throw new Error(`The form answered with ${form?.status()}`);
  });
}

/** Drops the file on the form as a person does, and returns what the page says in the end. */
async function drop(name: string, buffer: Buffer): Promise<string> {
  const { page } = browser;
  await page.goto(`${inject('n8n').url}/form/import-invoices`);
  await page.setInputFiles('input[type=file]', { name, mimeType: 'application/octet-stream', buffer });
  await page.click('button[type=submit], #submit-btn');
  await page
    .getByText(/invoices saved/)
    .first()
    .waitFor({ timeout: 60_000 });
  await browser.capture(`form-after-${name}`);
  return await page.locator('body').innerText();
}

interface ListedInvoice {
  externalId: string;
  customer: { externalId: string };
  grossAmount: number;
  dueDate: string;
}

async function invoices(): Promise<Record<string, [string, number, string]>> {
  const { data } = await world.api.get<{ data: ListedInvoice[] }>('/v1/invoices');
  return Object.fromEntries(data.map((it) => [it.externalId, [it.customer.externalId, it.grossAmount, it.dueDate]]));
}

const imported = {
  'INV-1': ['C-1', 125_000, '2026-12-02'],
  'INV-2': ['C-1', 99, '2026-12-09'],
  'INV-3': ['C-2', 4_250, '2026-12-02'],
};

test('a CSV file dropped on the form becomes customers and invoices; dropped again, it doubles nothing', async () => {
  await publishImport();
  await browser.capture('form');
  for (const _time of [1, 2]) {
    expect(await drop('invoices.csv', csv([header, ...rows]))).toContain('3 of 3 invoices saved');
    expect(await invoices()).toEqual(imported);
  }
});

test('an Excel spreadsheet becomes the same customers and invoices', async () => {
  await publishImport();
  expect(await drop('Invoices.XLSX', spreadsheet(rows))).toContain('3 of 3 invoices saved');
  expect(await invoices()).toEqual(imported);
});

test('a row that is refused keeps no other row from being saved, and the form says which and why', async () => {
  await publishImport();
  const broken = [...ashdown, 'INV-4', '2026-11-02', 'next month', 'GBP', '10.00'];
  const answer = await drop('one-row-broken.csv', csv([header, broken, ...rows]));
  expect(answer).toContain('3 of 4 invoices saved');
  expect(answer).toContain('INV-4 was refused. dueDate: "next month" is not a date');
  expect(await invoices()).toEqual(imported);
});
