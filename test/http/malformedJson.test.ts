import { expect, test } from 'vitest';
import { DEEPEST_JSON, isDeeperThan } from '../../connector/src/http/jsonDepth.ts';
import { startService } from './service.ts';

const nested = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);
const bytes = (text: string) => new TextEncoder().encode(text);

test('brackets count outside of texts alone, whatever is escaped there', () => {
  expect(isDeeperThan(2, bytes('[[1],[2],{"a":3}]'))).toBe(false);
  expect(isDeeperThan(2, bytes('[[[1]]]'))).toBe(true);
  expect(isDeeperThan(1, bytes(JSON.stringify({ a: '[[[{{{', b: '\\"[[[', c: '\\' })))).toBe(false);
  expect(isDeeperThan(1, bytes('{"a\\\\":{}}'))).toBe(true);
});

test.each([
  ['lists', '[', ']'],
  ['objects', '{"a":', '1}'],
])(
  'a body of %s nested deeper than 64 levels is a 400, however deep, also under an Idempotency-Key',
  async (...kind) => {
    const [, open, close] = kind;
    const service = await startService();
    for (const levels of [DEEPEST_JSON + 1, 20_000]) {
      for (const headers of [{}, { 'idempotency-key': 'deep' }] as Record<string, string>[]) {
        const reply = await service.call('POST', '/v1/customers', nested(levels, open, close), {
          'content-type': 'application/json',
          ...headers,
        });
        expect(reply).toMatchObject({ status: 400, body: { detail: expect.stringContaining('64 levels') } });
      }
    }
    await service.close();
  },
);

test('half of a character is refused by its field, in a batch its record alone', async () => {
  const service = await startService();
  const customers = [{ externalId: '\ud800', name: 'One' }, { name: 'Two \udc00' }, { name: 'Three 😀' }];
  const { body } = await service.call('POST', '/v1/customers/batch', { customers });
  const message = expect.stringContaining('half of a character');
  expect(body['results']).toMatchObject([
    { status: 'refused', errors: [{ path: 'externalId', message }] },
    { status: 'refused', errors: [{ path: 'name', message }] },
    { status: 'created' },
  ]);
  await service.close();
});
