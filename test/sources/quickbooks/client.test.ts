import { expect, onTestFinished, test } from 'vitest';
import { QuickBooksClient } from '../../../connector/src/sources/quickbooks/client.ts';
import { refreshTokens } from '../../../connector/src/sources/quickbooks/tokens.ts';
import { Company } from './company.ts';
import { CLIENT_ID, CLIENT_SECRET, startQuickBooks } from './server.ts';

async function connected() {
  const company = new Company();
  const server = await startQuickBooks(company);
  onTestFinished(() => server.down());
  const app = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, tokenUrl: server.tokenUrl };
  const waited: number[] = [];
  let token: string | null = null;
  const client = new QuickBooksClient({
    baseUrl: server.url,
    realmId: company.realmId,
    accessToken: async (rejected) => {
      if (token === null || token === rejected) {
        const refreshed = await refreshTokens(app, server.refreshToken, Date.now());
        if ('refused' in refreshed) throw new Error(refreshed.refused);
        token = refreshed.tokens.accessToken;
      }
      return token;
    },
    wait: (ms) => {
      waited.push(ms);
      return Promise.resolve();
    },
  });
  return { company, server, app, client, waited };
}

test('Tokens are refreshed by Intuit’s client, and every refresh gives another refresh token', async () => {
  const { server, app } = await connected();
  const first = server.refreshToken;
  const refreshed = await refreshTokens(app, first, Date.parse('2026-11-23T09:00:00Z'));
  expect(refreshed).toEqual({
    tokens: {
      accessToken: expect.stringMatching(/^eyJ/) as string,
      accessUntil: Date.parse('2026-11-23T10:00:00Z'),
      refreshToken: server.refreshToken,
    },
  });
  expect(server.refreshToken).not.toBe(first);
  expect(await refreshTokens(app, first, 0)).toEqual({ refused: 'invalid_grant' });
  expect(await refreshTokens({ ...app, clientSecret: 'wrong' }, first, 0)).toEqual({ refused: 'invalid_client' });
});

test('An error of the token endpoint tells no token and no secret', async () => {
  const { server, app } = await connected();
  server.trouble = () => ({ status: 503 });
  const error = await refreshTokens(app, server.refreshToken, 0).catch((thrown: unknown) => thrown as Error);
  const told = JSON.stringify(error, Object.getOwnPropertyNames(error));
  expect(told).toContain('no new access token');
  expect(told).not.toContain(server.refreshToken);
  expect(told).not.toContain(CLIENT_SECRET);
  server.trouble = () => 'cut';
  await expect(refreshTokens(app, server.refreshToken, 0)).rejects.toThrow('no new access token');
});

test('An access token that expires between two pages is replaced', async () => {
  const { company, server, client } = await connected();
  for (let count = 0; count < 3; count += 1) company.customer();
  const names = (page: readonly unknown[]) => (page as { DisplayName: string }[]).map((one) => one.DisplayName);
  expect(names(await client.query('Customer', 'startposition 1 maxresults 2'))).toEqual(['Customer 1', 'Customer 2']);
  server.expireAccess();
  expect(names(await client.query('Customer', 'startposition 3 maxresults 2'))).toEqual(['Customer 3']);
  expect(server.refreshes).toBe(2);
  expect(await client.count('Customer')).toBe(3);
});

test('A throttled request is repeated after the time that QuickBooks names, a minute if it names none', async () => {
  const { company, server, client, waited } = await connected();
  const id = company.customer({ DisplayName: 'Bluebird' });
  server.trouble = (path, requests) =>
    !path.startsWith('/v3') ? null : requests === 1 ? { status: 429, retryAfter: 7 } : requests === 2 ? { status: 429 } : null;
  expect(await client.read('Customer', id)).toMatchObject({ DisplayName: 'Bluebird' });
  expect(waited.filter((ms) => ms > 200)).toEqual([7000, 60_000]);
});

test('A failure of QuickBooks and a cut connection are tried again, later each time, five times in all', async () => {
  const { company, server, client, waited } = await connected();
  const id = company.customer({ DisplayName: 'Bluebird' });
  server.trouble = (path, requests) => (!path.startsWith('/v3') ? null : requests === 1 ? 'cut' : requests < 4 ? { status: 500 } : null);
  expect(await client.read('Customer', id)).toMatchObject({ DisplayName: 'Bluebird' });
  expect(waited.filter((ms) => ms > 200)).toEqual([1000, 2000, 4000]);
  server.trouble = (path) => (path.startsWith('/v3') ? { status: 503 } : null);
  const before = server.requests.length;
  await expect(client.read('Customer', id)).rejects.toThrow('QuickBooks answered 503: SystemFailure');
  expect(server.requests.length - before).toBe(5);
});

test('What is not there is null; what QuickBooks refuses says what it said', async () => {
  const { client } = await connected();
  expect(await client.read('Invoice', '4711')).toBeNull();
  await expect(client.query('Invoice', "where Nothing = '1'")).rejects.toThrow('QuickBooks answered 400: Error parsing query');
});

test('An invoice’s PDF comes as QuickBooks makes it', async () => {
  const { company, client } = await connected();
  const id = company.invoice(company.customer(), { TotalAmt: 10 });
  expect((await client.invoicePdf(id)).toString()).toContain(`Invoice ${id}`);
});
