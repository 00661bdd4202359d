import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { type NodeSpec, runWorkflow } from './harness.ts';
import { createBuyer, createInvoiceToSend, createSendingPlan, PDF } from './toSend.ts';

let connector: RunningConnector;
beforeAll(async () => {
  connector = await spawnConnector();
  await createBuyer(connector, 'C-1', await createSendingPlan(connector));
});
afterAll(() => connector.stop());

/** The input's `content` in base64 becomes a file in the field `data`, which is uploaded for the invoice `id`. */
const upload = (parameters = {}, onError?: NodeSpec['onError']) => ({
  File: {
    type: 'n8n-nodes-base.convertToFile',
    parameters: { operation: 'toBinary', sourceProperty: 'content', options: { fileName: 'scan.pdf' } },
  },
  Upload: {
    type: 'sendInvoice',
    parameters: {
      operation: 'uploadPdf',
      invoiceId: { __rl: true, mode: 'id', value: "={{ $('Input').item.json.id }}" },
      ...parameters,
    },
    onError,
  },
});
const invoice = (number: string) => createInvoiceToSend(connector, 'C-1', number, { hasPdf: false });
const base64 = (content: Buffer | string) => Buffer.from(content).toString('base64');

async function download(id: string) {
  const headers = { authorization: `Bearer ${connector.key}` };
  const response = await fetch(`${connector.url}/v1/invoices/${id}/pdf`, { headers });
  const content = Buffer.from(await response.arrayBuffer());
  return { content, disposition: response.headers.get('content-disposition') };
}

test('INV-4: each item’s file becomes the PDF of its invoice, byte by byte, under a name of choice', async () => {
  const ids = [await invoice('I-1'), await invoice('I-2')];
  const run = await runWorkflow(connector, upload({ options: { fileName: 'Rechnung Nr. 1.pdf' } }), {
    input: ids.map((id) => ({ id, content: base64(PDF) })),
  });
  expect(run.output('Upload')).toMatchObject(
    ids.map((id, item) => ({ json: { id, hasPdf: true }, pairedItem: { item } })),
  );
  const { content, disposition } = await download(ids[1]!);
  expect(content.equals(PDF)).toBe(true);
  expect(disposition).toContain('Rechnung');
});

test('left without a name, it is called by the number of the invoice', async () => {
  const id = await invoice('I-3');
  await runWorkflow(connector, upload(), { input: [{ id, content: base64(PDF) }] });
  expect((await download(id)).disposition).toContain('I-3.pdf');
});

test('a web page, a missing file and an invoice that is not there are errors of their items', async () => {
  const id = await invoice('I-4');
  const page = base64('<!doctype html><p>Please sign in</p>');
  const stopped = await runWorkflow(connector, upload(), { input: [{ id, content: page }] });
  expect(stopped.error).toMatchObject({ description: expect.stringContaining('not a PDF'), context: { itemIndex: 0 } });

  const run = await runWorkflow(connector, upload({}, 'continueRegularOutput'), {
    input: [
      { id, content: page },
      { id: 'inv_none', content: base64(PDF) },
      { id, content: base64(PDF) },
    ],
  });
  expect(run.json('Upload')).toMatchObject([
    { details: { status: 422, description: expect.stringContaining('web page') } },
    { details: { status: 404 } },
    { id, hasPdf: true },
  ]);

  const elsewhere = await runWorkflow(connector, upload({ binaryPropertyName: 'file' }), {
    input: [{ id, content: base64(PDF) }],
  });
  expect(elsewhere.error?.message).toContain("'file'");
});
