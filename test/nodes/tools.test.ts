import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { callTool } from './harness.ts';
import { createDebtor, NOW, recipients } from './ledger.ts';

let connector: RunningConnector;
beforeAll(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
});
afterAll(() => connector.stop());

const customerOf = (value: string) => ({ customerId: { __rl: true, mode: 'externalId', value } });

test('a tool reads the fields of the item that the agent works on, not of what the model gave', async () => {
  await createDebtor(connector, 'C-1', null);
  const get = {
    type: 'dunning',
    parameters: { resource: 'customer', operation: 'get', ...customerOf('={{ $json.id }}') },
  };
  const answer = await callTool(connector, get, { item: { id: 'C-1' }, calls: [{ id: 'C-2' }] });
  expect(answer).toMatchObject([[{ externalId: 'C-1' }]]);
});

test('a tool that a model calls twice acts twice', async () => {
  await createDebtor(connector, 'C-2', null);
  const mail = {
    type: 'dunning',
    parameters: {
      ...{ resource: 'action', operation: 'create', ...customerOf('C-2'), channel: 'email' },
      ...{ templateSource: 'own', subject: 'A word', body: 'Dear customer' },
    },
  };
  await callTool(connector, mail, { calls: [{}, {}] });
  expect(await recipients(connector)).toEqual(['c-2@example.com', 'c-2@example.com']);
});
