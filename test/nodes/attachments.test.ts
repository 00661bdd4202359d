import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { runWorkflow } from './harness.ts';
import { createDebtor, NOW } from './ledger.ts';
import { givePdf, PDF } from './toSend.ts';

let connector: RunningConnector;

beforeAll(async () => {
  // The links are for recipients: n8n may reach the connector at another address.
  const env = { DUNNING_TEST_CLOCK: NOW, DUNNING_PUBLIC_URL: 'https://dunning.example/pay' };
  connector = await spawnConnector({ env });
});
afterAll(() => connector.stop());

const step = (operation: string, parameters = {}) => ({
  type: 'dunningPlanStep',
  parameters: { operation, ...parameters },
});

test('PLN-2: what goes along with a message is fetched for the node that sends it, by item', async () => {
  const template = { subject: 'Invoice {{referenceInvoice.number}}', body: 'Please pay.' };
  const plan = await connector.call<{ id: string }>('POST', '/v1/plans', {
    ...{ name: 'With files', level: 'customer', logic: 'standard', minimumContactDelayDays: 5 },
    steps: [
      {
        ...{ name: 'First', when: { anchor: 'due', days: 3 }, channel: 'email', mode: 'automatic', template },
        attachInvoices: true,
      },
    ],
  });
  const { invoiceId } = await createDebtor(connector, 'C-1', plan.id);
  await createDebtor(connector, 'C-2', plan.id);
  await givePdf(connector, invoiceId);
  const run = await runWorkflow(connector, { Due: step('getDue'), Files: step('getAttachments') });
  expect(run.error).toBeUndefined();
  const files = new Map(
    run.output('Files').map(({ json, binary }) => [(json['customer'] as { name: string }).name, binary]),
  );
  expect(files.get('Customer C-2')).toEqual({});
  const { attachment_0: file } = files.get('Customer C-1')!;
  expect(file).toMatchObject({ fileName: 'INV-C-1.pdf', mimeType: 'application/pdf' });
  expect(Buffer.from(file!.data, 'base64').equals(PDF)).toBe(true);
  expect(run.output('Files').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
  expect(run.json('Files')).toEqual(run.json('Due'));
});

test('a link that is none, and a file that is not there any more, are errors of their items', async () => {
  const link = (url: string) => ({ message: { attachments: [{ fileName: 'a.pdf', url }] } });
  const run = await runWorkflow(
    connector,
    { Files: { ...step('getAttachments'), onError: 'continueRegularOutput' } },
    { input: [link('https://elsewhere.example/a.pdf'), link('https://dunning.example/files/nothing/a.pdf'), {}] },
  );
  expect(run.json('Files')).toMatchObject([
    { error: 'The attachments are not a list of files with links' },
    { error: expect.any(String) as string, details: { status: expect.any(Number) as number } },
    {},
  ]);
});
