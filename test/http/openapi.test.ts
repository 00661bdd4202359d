import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import type { Client } from './api/client.ts';
import type { OpenApiDocument } from './api/contract.ts';
import { start } from './api/start.ts';

const document = (api: Client) => api.withKey(null).get<OpenApiDocument>('/v1/openapi.json');

/** Method and path of every operation, with an id that nothing has. */
async function operations(api: Client): Promise<{ method: string; path: string }[]> {
  return Object.entries((await document(api)).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path: path.replace('{id}', 'none') })),
  );
}

// The document is the same on every database.
const [database] = databases;

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1, for anybody to read', async () => {
    const api = await start(database!);
    const validator = new Validator();
    const read = await api.withKey(null).get<Record<string, unknown>>('/v1/openapi.json');
    const { valid, errors } = await validator.validate(read);
    expect(errors ?? []).toEqual([]);
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });

  test('names every operation once, and describes its success and its problems', async () => {
    const api = await start(database!);
    const all = Object.values((await document(api)).paths).flatMap((methods) => Object.values(methods));
    const names = all.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { operationId, responses } of all) {
      expect([operationId, Object.keys(responses)]).toEqual([
        operationId,
        expect.arrayContaining([expect.stringMatching(/^20[012]$/), 'default']),
      ]);
    }
  });

  test('describes the calls of the fixed contract', async () => {
    const api = await start(database!);
    const described = (await operations(api)).map(({ method, path }) => `${method} ${path.replace('/v1/', '')}`);
    const entries = ['payments', 'credit-notes', 'refunds'].flatMap((kind) => [`POST ${kind}`, `POST ${kind}/batch`]);
    const records = ['customers', 'invoices'].flatMap((kind) => [
      `GET ${kind}`,
      `POST ${kind}`,
      `POST ${kind}/batch`,
      `GET ${kind}/none`,
    ]);
    const endings = ['complete', 'skip', 'fail', 'release', 'snooze', 'send'].map(
      (ending) => `POST actions/none/${ending}`,
    );
    const changes = [
      'customers/none/pause',
      'customers/none/resume',
      'customers/none/exclude',
      'customers/none/include',
    ];
    const files = ['customers', 'invoices', 'payments', 'contacts', 'assignments'].flatMap((kind) => [
      `POST ${kind}/import`,
      `GET ${kind}/export`,
    ]);
    const ofInvoices = ['pause', 'resume', 'dispute', 'dispute/close', 'void'].map((verb) => `invoices/none/${verb}`);
    expect(described).toEqual(
      expect.arrayContaining([
        ...['GET', 'PUT'].flatMap((method) => [`${method} settings`, `${method} test-clock`]),
        ...['POST plans', 'GET plans', 'PUT plans/none', 'GET plans/none', 'DELETE plans/none', 'POST assignments'],
        ...['PUT customers/none', 'PATCH customers/none', 'POST contacts/none/validate'],
        ...['POST cadence/runs', 'POST actions/claims', 'GET actions', 'GET actions/none', 'GET events', 'GET me'],
        ...['GET api-keys', 'POST api-keys', 'DELETE api-keys/none', 'GET users', 'POST users', 'PUT users/none'],
        ...[...entries, ...records, ...endings, ...files, ...[...changes, ...ofInvoices].map((path) => `POST ${path}`)],
      ]),
    );
  });

  test('describes only what is served, to nobody without a key', async () => {
    const api = await start(database!);
    for (const { method, path } of await operations(api)) {
      expect([method, path, (await api.withKey(null).request(method, path)).status]).toEqual([method, path, 401]);
      const { status, body } = await api.request<{ detail?: string }>(
        method,
        path,
        method === 'GET' ? {} : { body: {} },
      );
      expect([method, path, status]).not.toEqual([method, path, 405]);
      expect([method, path, body.detail ?? '']).toEqual([
        method,
        path,
        expect.not.stringMatching(/^There is nothing at/),
      ]);
      expect(status).toBeLessThan(500);
    }
  });
});
