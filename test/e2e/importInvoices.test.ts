import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { shippedWorkflows } from '../../demo/n8n/rest.ts';
import { waitForRuns } from './support/runs.ts';
import { buildWorld, type World } from './support/world.ts';

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

const csv = (lines: string[][]) => new Blob([lines.map((line) => line.join(',')).join('\n')], { type: 'text/csv' });

interface SheetJs {
  utils: { aoa_to_sheet(rows: unknown[][], options: object): object; book_new(sheet: object, name: string): object };
  write(book: object, options: object): BlobPart;
}

/** A spreadsheet as Excel would save it, made with n8n's own library: dates and amounts are numbers in their cells. */
function spreadsheet(lines: string[][]): Blob {
  const n8nModules = createRequire(join(inject('n8n').installation, 'node_modules/n8n-nodes-base/package.json'));
  const { utils, write } = n8nModules('@e965/xlsx') as SheetJs;
  const cell = (text: string) => {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return new Date(`${text}T00:00:00Z`);
    return /^[\d.]+$/.test(text) ? Number(text) : text;
  };
  const sheet = utils.aoa_to_sheet([header, ...lines.map((line) => line.map(cell))], { UTC: true });
  return new Blob([write(utils.book_new(sheet, 'Invoices'), { type: 'buffer', bookType: 'xlsx' })]);
}

async function drop(file: Blob, fileName: string): Promise<void> {
  const body = new FormData();
  body.set('field-0', file, fileName);
  const response = await fetch(`${inject('n8n').url}/form/import-invoices`, { method: 'POST', body });
  expect(response.status).toBe(200);
}

async function publishImport(): Promise<string> {
  const workflow = await world.n8n.ensureWorkflow(shippedWorkflows()['import-invoices']!);
  await world.n8n.publish(workflow);
  return workflow.id;
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
  const workflowId = await publishImport();
  for (const time of [1, 2]) {
    await drop(csv([header, ...rows]), 'invoices.csv');
    await waitForRuns(world.n8n, workflowId, time);
    expect(await invoices()).toEqual(imported);
  }
});

test('an Excel spreadsheet becomes the same customers and invoices', async () => {
  const workflowId = await publishImport();
  await drop(spreadsheet(rows), 'Invoices.XLSX');
  await waitForRuns(world.n8n, workflowId, 1);
  expect(await invoices()).toEqual(imported);
});

test('a row that is refused keeps no other row from being saved', async () => {
  const workflowId = await publishImport();
  const broken = [...ashdown, 'INV-4', '2026-11-02', 'next month', 'GBP', '10.00'];
  await drop(csv([header, broken, ...rows]), 'invoices.csv');
  await waitForRuns(world.n8n, workflowId, 1);
  expect(await invoices()).toEqual(imported);
});
