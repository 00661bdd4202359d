import { describe, expect, test } from 'vitest';
import { start } from '../http/api/start.ts';
import { MATRIX } from '../http/roles/matrix.ts';
import { createWorld, WORLD_ENV } from '../http/roles/world.ts';
import { startService } from '../http/service.ts';
import { databases } from '../support/databases.ts';

const [SQLITE] = databases;

test('CUS-5: a path written in another case leads nowhere, whoever calls: who may see a record is looked up by it', async () => {
  const api = await start(SQLITE!, { env: WORLD_ENV });
  const world = await createWorld(api);
  for (const [name, { call }] of Object.entries(MATRIX)) {
    const { path, body, file } = await call('foreign', world);
    const [address, query] = path.split('?') as [string, string?];
    const [, version, collection, ...rest] = address.split('/');
    for (const other of [
      ['', version, collection!.toUpperCase(), ...rest],
      ['', 'V1', collection, ...rest],
    ]) {
      const response = await fetch(`${api.url}${other.join('/')}${query === undefined ? '' : `?${query}`}`, {
        method: name.split(' ')[0],
        headers: {
          authorization: `Bearer ${world.keys.accountManager}`,
          ...(file ? { 'content-type': file.type } : body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: file?.content ?? (body === undefined ? undefined : JSON.stringify(body)),
      });
      expect([name, other.join('/'), response.status]).toEqual([name, other.join('/'), 404]);
      expect(await response.text()).toContain('There is nothing at');
    }
  }
}, 120_000);

describe('bodies that are not UTF-8', () => {
  const deep = (levels: number) =>
    `{"∀":"x","externalId":"D-1","name":"Deep","customFields":{"a":${'['.repeat(levels)}1${']'.repeat(levels)}}}`;

  test.each(['utf-16le', 'utf-16be', 'utf-32', 'utf-7'])(
    'JSON in %s is a 415, however deep: its bytes are not what they look like',
    async (charset) => {
      const service = await startService();
      try {
        const response = await service.fetch('/v1/customers', {
          method: 'POST',
          headers: { 'content-type': `application/json; charset=${charset}` },
          body: Buffer.from(deep(5_000), 'utf16le'),
        });
        expect([response.status, await response.text()]).toEqual([415, expect.stringContaining('UTF-8')]);
      } finally {
        await service.close();
      }
    },
  );
});

test('the limit of requests is one for a key, however the scheme before it is written', async () => {
  const service = await startService({ rateLimit: 6 });
  try {
    const me = async (scheme: string) =>
      (await service.call('GET', '/v1/me', undefined, { authorization: `${scheme} an-owner-key-for-tests` })).status;
    const answers: number[] = [];
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEARER']) answers.push(await me(scheme), await me(scheme));
    expect(answers).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  } finally {
    await service.close();
  }
});
