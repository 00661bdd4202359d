import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { testCredential } from './credentialTest.ts';

let connector: RunningConnector;

beforeAll(async () => {
  connector = await spawnConnector();
});
afterAll(() => connector.stop());

test.each(['', '/', '//'])(
  'the credential’s test succeeds with the right key (address with "%s" at its end)',
  async (end) => {
    const answer = await testCredential('dunningConnectorApi', { baseUrl: connector.url + end, apiKey: connector.key });
    expect(answer[0]?.[0]?.json).toMatchObject({ role: 'owner' });
  },
);

test('the credential’s test fails with a wrong key', async () => {
  const attempt = testCredential('dunningConnectorApi', {
    baseUrl: connector.url,
    apiKey: 'wrong-key-of-16-characters',
  });
  await expect(attempt).rejects.toMatchObject({ httpCode: '401' });
});
