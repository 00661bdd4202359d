import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { runWorkflow } from './harness.ts';
import { createPlan, recipients } from './ledger.ts';
import { BEFORE_CUT_OFF, createBuyer, createInvoiceToSend } from './toSend.ts';

let connector: RunningConnector;
beforeEach(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: BEFORE_CUT_OFF } });
});
afterEach(() => connector.stop());

const dunning = (resource: string, operation: string, parameters = {}) => ({
  type: 'dunning',
  parameters: { resource, operation, ...parameters },
});

test('settings are changed as far as they are set, emptied where set to nothing, and read once for all items', async () => {
  await connector.call('PUT', '/v1/settings', {
    replyToAddress: 'old@example.com',
    holidays: { dates: ['2026-12-24'] },
  });
  const fields = { sendTime: '09:15', replyToAddress: '', holidayCountry: 'FR', paymentMethods: ['card'] };
  const run = await runWorkflow(
    connector,
    { Update: dunning('setting', 'update', { fields }), Get: dunning('setting', 'get') },
    { input: [{}] },
  );
  expect(run.error).toBeUndefined();
  const changed = {
    ...{ sendTime: '09:15', replyToAddress: null, paymentMethods: ['card'] },
    holidays: { country: 'FR', dates: ['2026-12-24'] },
  };
  expect(run.json('Update')).toMatchObject([changed]);
  expect(run.json('Get')).toMatchObject([changed]);
  const wrong = { Update: dunning('setting', 'update', { fields: { timeZone: 'Paris' } }) };
  expect((await runWorkflow(connector, wrong)).error).toMatchObject({
    description: expect.stringContaining('timeZone'),
  });
});

test('I1, I2: sending invoices is switched on, and a plan given its message, without the API; its steps stay', async () => {
  const plan = await createPlan(connector);
  const run = await runWorkflow(connector, {
    On: dunning('setting', 'update', { fields: { sendInvoices: true } }),
    Message: dunning('plan', 'setInvoiceMessage', {
      planId: { __rl: true, mode: 'id', value: plan.id },
      delayDays: 0,
      templateSource: 'own',
      subject: 'Invoice {{invoice.number}}',
      body: '{{invoice.amount}}',
      options: { copyAddresses: 'sales@example.com' },
    }),
  });
  expect(run.error).toBeUndefined();
  expect(run.json('Message')).toMatchObject([
    {
      invoiceMessage: { automatic: true, delayDays: 0, cc: ['sales@example.com'] },
      steps: plan.steps.map(({ id }) => ({ id })),
    },
  ]);
  await createBuyer(connector, 'C-1', plan.id);
  await createInvoiceToSend(connector, 'C-1', 'I-1');
  const due = { type: 'sendInvoice', parameters: { operation: 'sendDue' } };
  expect((await runWorkflow(connector, { Due: due })).json('Due')).toMatchObject([{ sent: 1 }]);
  expect((await recipients(connector))[0]).toContain('c-1@example.com');
});
