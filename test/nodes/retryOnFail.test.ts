import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { startFlakyProxy } from '../support/flakyProxy.ts';
import { runWorkflow } from './harness.ts';
import { createDebtor, NOW, recipients } from './ledger.ts';

let connector: RunningConnector;

beforeEach(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
});
afterEach(() => connector.stop());

const adHoc = {
  type: 'dunning',
  retryOnFail: true,
  parameters: {
    resource: 'action',
    operation: 'create',
    customerId: { __rl: true, mode: 'externalId', value: '={{ $json.customer }}' },
    channel: 'email',
    templateSource: 'own',
    subject: 'A word',
    body: 'Dear {{customer.name}}, …',
  },
};

describe('Retry on Fail runs a node again from its first item', () => {
  test('SND-2: what went out before a later item failed does not go out again', async () => {
    await createDebtor(connector, 'C-1', null);
    const run = await runWorkflow(connector, { Mail: adHoc }, { input: [{ customer: 'C-1' }, { customer: 'nobody' }] });
    expect(run.error).toMatchObject({ httpCode: '404', context: { itemIndex: 1 } });
    expect(await recipients(connector)).toEqual(['c-1@example.com']);
  });

  test('SND-2: nor where the node continues and its first item failed', async () => {
    await createDebtor(connector, 'C-1', null);
    const run = await runWorkflow(
      connector,
      { Mail: { ...adHoc, onError: 'continueRegularOutput' } },
      { input: [{ customer: 'nobody' }, { customer: 'C-1' }] },
    );
    expect(run.json('Mail')).toMatchObject([{ error: expect.any(String) as string }, { status: 'executed' }]);
    expect(await recipients(connector)).toEqual(['c-1@example.com']);
  });

  test('what was refused is asked for anew: it may be possible by then', async () => {
    await createDebtor(connector, 'C-1', null);
    const proxy = await startFlakyProxy(connector.url, [422]);
    try {
      const connection = { url: proxy.url, key: connector.key };
      const run = await runWorkflow(connection, { Mail: adHoc }, { input: [{ customer: 'C-1' }] });
      expect(run.json('Mail')).toMatchObject([{ status: 'executed' }]);
      expect(new Set(proxy.idempotencyKeys).size).toBe(2);
    } finally {
      await proxy.stop();
    }
  });
});

describe('what is meant twice happens twice', () => {
  test('by two items that ask for the same', async () => {
    await createDebtor(connector, 'C-1', null);
    await runWorkflow(connector, { Mail: adHoc }, { input: [{ customer: 'C-1' }, { customer: 'C-1' }] });
    expect(await recipients(connector)).toHaveLength(2);
  });

  test('by a node that runs twice in one execution, and by two nodes alike', async () => {
    await createDebtor(connector, 'C-1', null);
    const nodes = {
      Between: { type: 'n8n-nodes-base.noOp' },
      Mail: { ...adHoc, from: ['Input', 'Between'] },
      Another: { ...adHoc, from: 'Input' },
    };
    await runWorkflow(connector, nodes, { input: [{ customer: 'C-1' }] });
    expect(await recipients(connector)).toHaveLength(3);
  });
});
