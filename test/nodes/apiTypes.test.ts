import { expect, test } from 'vitest';
import { isCurrent } from '../apiTypes.ts';
import { spawnConnector } from '../support/connector.ts';

test('the nodes’ types are those of the connector’s OpenAPI document (else: npm run api:types)', async () => {
  const connector = await spawnConnector();
  try {
    expect(await isCurrent(await connector.call('GET', '/v1/openapi.json'))).toBe(true);
  } finally {
    await connector.stop();
  }
});
