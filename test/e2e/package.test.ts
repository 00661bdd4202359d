import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWorld, credentialName, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.end());

test('n8n knows the nodes of the installed community package', async () => {
  const names = ['assignPlan', 'dunning', 'dunningPlanStep', 'dunningTrigger', 'smartRule'];
  const nodeInfos = names.map((name) => ({ name: `n8n-nodes-dunning.${name}`, version: 1 }));
  const types = await world.n8n.request<Array<{ displayName: string }>>('POST', '/node-types', { nodeInfos });
  expect(types.map(({ displayName }) => displayName)).toEqual([
    'Assign Plan',
    'Dunning',
    'Dunning Plan Step',
    'Dunning Trigger',
    'Smart Rule',
  ]);
});

async function testCredential(data: { baseUrl: string; apiKey: string }): Promise<{ status: string; message: string }> {
  const credential = await world.n8n.ensureCredential(credentialName, 'dunningConnectorApi', data);
  const { id, name, type } = credential;
  return await world.n8n.request('POST', '/credentials/test', { credentials: { id, name, type, data } });
}

test('the credential’s test passes with the right key', async () => {
  const answer = await testCredential({ baseUrl: world.connector.url, apiKey: world.connector.key });
  expect(answer).toMatchObject({ status: 'OK' });
});

test('the credential’s test fails with a wrong key and says so', async () => {
  const answer = await testCredential({ baseUrl: world.connector.url, apiKey: 'not-the-key-of-anybody' });
  expect(answer).toMatchObject({ status: 'Error' });
});
