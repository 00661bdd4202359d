import { expect, test } from 'vitest';
import { OWNER_KEY, start, type Started } from '../http/api/start.ts';
import { databases } from '../support/databases.ts';

const [sqlite] = databases;
const LIMIT = 20;

const limited = (proxies = '0') =>
  start(sqlite!, { env: { DUNNING_RATE_LIMIT: String(LIMIT), DUNNING_PROXIES: proxies } });

const statusOf = async (api: Started, path: string, headers: Record<string, string>) =>
  (await fetch(api.url + path, { headers })).status;

/** Guesses as many keys as are looked at, each another one. */
async function guess(api: Started, headers: Record<string, string> = {}): Promise<void> {
  for (let n = 0; n < LIMIT; n++) {
    const authorization = `Bearer guessed-key-number-${n}`;
    expect(await statusOf(api, '/v1/me', { ...headers, authorization })).toBe(401);
  }
}

test('whoever guesses keys, each another one, is refused after so many in a minute; keys that were right before go on', async () => {
  const api = await limited();
  const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'Not used yet' });
  await guess(api);
  const refused = await api.withKey('one-guess-more-than-that').request('GET', '/v1/me');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  // Nothing is looked at any more, so nobody learns that a guess was right.
  for (const authorization of [`Bearer ${key}`, 'Bearer', 'Basic Og==', 'Bearer a b'])
    expect(await statusOf(api, '/v1/me', { authorization })).toBe(429);
  for (const path of ['/mailbox', '/metrics'])
    expect(await statusOf(api, path, { authorization: `Bearer ${key}` })).toBe(429);
  expect(await statusOf(api, '/v1/me', { authorization: `Bearer ${OWNER_KEY}` })).toBe(200);
  expect(await statusOf(api, '/v1/me', { authorization: 'Bearer guessed-key-number-0' })).toBe(401);
  expect(await statusOf(api, '/v1/me', {})).toBe(401);
});

test('a wrong key sent again and again is a mistake, not many guesses', async () => {
  const api = await limited();
  for (let n = 1; n < LIMIT; n++)
    expect((await api.withKey('a-key-that-is-wrong').problem('GET', '/v1/me')).status).toBe(401);
  expect(await statusOf(api, '/v1/me', { authorization: 'Bearer another-wrong-key' })).toBe(401);
});

test('links and webhooks are limited by address, whatever key a request names', async () => {
  const api = await limited();
  const statuses = [];
  for (let n = 0; n <= LIMIT; n++)
    statuses.push(await statusOf(api, '/portal/forged', { authorization: `Bearer made-up-${n}` }));
  expect(statuses).toEqual([...Array<number>(LIMIT).fill(404), 429]);
});

test.each([
  ['1', 401],
  ['0', 429],
])(
  'with %s reverse proxies in front another address that X-Forwarded-For names gets a %i',
  async (proxies, expected) => {
    const api = await limited(proxies);
    await guess(api, { 'X-Forwarded-For': '203.0.113.7' });
    const headers = { authorization: 'Bearer first-guess-of-another' };
    expect(await statusOf(api, '/v1/me', { ...headers, 'X-Forwarded-For': '203.0.113.7' })).toBe(429);
    expect(await statusOf(api, '/v1/me', { ...headers, 'X-Forwarded-For': '203.0.113.8' })).toBe(expected);
  },
);
