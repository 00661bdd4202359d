import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { shippedWorkflows } from '../../demo/n8n/rest.ts';
import { type Editor, openEditor } from './support/editor.ts';
import { plan } from './support/receivables.ts';
import { waitForRuns } from './support/runs.ts';
import { buildWorld, scheduled, type World } from './support/world.ts';

const FILE = 'send-invoices-every-weekday';
const everyThreeSeconds = '*/3 * * * * *';
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

let editor: Editor;
beforeAll(async () => {
  const { url, owner } = inject('n8n');
  editor = await openEditor(url, owner);
});
afterAll(() => editor.close());

let world: World;
beforeEach(async () => {
  world = await buildWorld();
  await toSend();
});
afterEach(() => world.end());

/** Two invoices that go out on the day that it is: INV-1 with its PDF, INV-2 without. */
async function toSend(): Promise<void> {
  const { api, connector } = world;
  await connector.call('PUT', '/v1/settings', { sendInvoices: true });
  await api.post('/v1/plans', {
    ...plan,
    invoiceMessage: { automatic: true, delayDays: 0, template: { key: 'invoice' } },
  });
  await api.post('/v1/customers', {
    externalId: 'C-1',
    name: 'Ashdown Joinery',
    language: 'en',
    contacts: [{ firstName: 'Helen', lastName: 'Ash', email: 'helen@ashdown.example', isMain: true }],
  });
  for (const number of ['INV-1', 'INV-2']) {
    await api.post('/v1/invoices', {
      externalId: number,
      number,
      customer: { externalId: 'C-1' },
      issuedAt: '2026-11-20',
      dueDate: '2026-12-20',
      currency: 'GBP',
      grossAmount: 125_000,
    });
  }
  // Imported on Monday after 06:30 UTC: they go out on Tuesday.
  await connector.call('PUT', '/v1/test-clock', { now: '2026-11-24T06:35:00Z' });
  const response = await fetch(`${connector.url}/v1/invoices/external:INV-1/pdf`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${connector.key}`, 'content-type': 'application/pdf' },
    body: PDF,
  });
  expect(response.status).toBe(200);
}

test('INV-3, SND-2: the published workflow sends the invoice that is due to go out with its PDF, once in many runs', async () => {
  const workflow = await world.n8n.ensureWorkflow(scheduled(FILE, everyThreeSeconds));
  await world.n8n.publish(workflow);
  await world.smtp.waitFor(1);
  await waitForRuns(world.n8n, workflow.id, 3);

  expect(world.smtp.received.map(({ to }) => to)).toEqual([['helen@ashdown.example']]);
  const [message] = world.smtp.received;
  expect(message!.subject).toContain('INV-1');
  expect(await world.api.get('/v1/invoices/external:INV-1')).toMatchObject({ status: 'due' });
  expect(await world.api.get('/v1/invoices/external:INV-2')).toMatchObject({ status: 'toSend' });
});

test('a test run from the editor sends nothing; the team reads which invoice waits, and why', async () => {
  const workflow = await world.n8n.ensureWorkflow(shippedWorkflows()[FILE]!);
  await editor.openWorkflow(workflow.id);
  await editor.execute();
  await waitForRuns(world.n8n, workflow.id, 1);
  await editor.capture('test-run-of-send-invoices');
  await editor.openNode('Your team hears of it');
  await editor.page.getByText('INV-2, Ashdown Joinery: it has no PDF').first().waitFor();
  await editor.capture('test-run-of-send-invoices-list');

  await editor.openWorkflow(workflow.id);
  await editor.openNode('Send what is due');
  await editor.capture('send-what-is-due-parameters');
  const { page } = editor;
  expect(await page.getByText(/off in your billing system/).count()).toBeGreaterThan(0);
  expect(await page.getByText('Send During Test Runs').count()).toBeGreaterThan(0);
  expect(world.smtp.received).toEqual([]);
  expect(await world.api.get('/v1/invoices/external:INV-1')).toMatchObject({ status: 'toSend' });
});
