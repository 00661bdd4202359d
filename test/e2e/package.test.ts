import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { buildWorld, credentialName, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.end());

interface NodeType {
  name: string;
  displayName: string;
  usableAsTool?: boolean;
}

test('n8n lists the nodes of the installed community package', async () => {
  const response = await fetch(`${inject('n8n').url}/types/nodes.json`);
  const ours = ((await response.json()) as NodeType[]).filter(({ name }) => name.startsWith('n8n-nodes-dunning.'));
  expect(ours.map(({ displayName }) => displayName).sort()).toEqual(
    expect.arrayContaining(['Assign Plan', 'Dunning', 'Dunning Plan Step']),
  );
});

function testCredential(data: { baseUrl: string; apiKey: string }): Promise<{ status: string; message: string }> {
  const credentials = { id: 'new', name: credentialName, type: 'dunningConnectorApi', data };
  return world.n8n.request('POST', '/credentials/test', { credentials });
}

test('the credential’s test passes with the right key', async () => {
  const answer = await testCredential({ baseUrl: world.connector.url, apiKey: world.connector.key });
  expect(answer).toMatchObject({ status: 'OK' });
});

test('the credential’s test fails with a wrong key and says so', async () => {
  const answer = await testCredential({ baseUrl: world.connector.url, apiKey: 'not-the-key-of-anybody' });
  expect(answer).toMatchObject({ status: 'Error' });
});
