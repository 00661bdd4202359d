import { expect, test } from 'vitest';
import { failureOf } from '../../../connector/src/sources/quickbooks/failures.ts';
import { DatabaseUnavailable } from '../../../connector/src/store/unavailable.ts';
import { connected } from './connected.ts';
import { CLIENT_SECRET } from './server.ts';

const HOUR_MS = 3_600_000;

test('An access token serves until it ends; then another is there before it is asked for', async () => {
  const held = await connected();
  const id = held.company.customer();
  await held.client().fetch('customer', id);
  await held.client().fetch('customer', id);
  expect(held.server.refreshes).toBe(1);
  const later = held.company.now + HOUR_MS;
  held.wall = () => later;
  await held.client().fetch('customer', id);
  expect(held.server.refreshes).toBe(2);
});

test('A refresh token that Intuit changed is kept before the new access token is used', async () => {
  const held = await connected();
  const id = held.company.customer();
  let keptAtFirstRequest = '';
  held.server.beforeAnswer = () => (keptAtFirstRequest ||= held.kept.refreshToken);
  const first = held.server.refreshToken;
  await held.client().fetch('customer', id);
  expect(keptAtFirstRequest).toBe(held.server.refreshToken);
  expect(keptAtFirstRequest).not.toBe(first);
  expect(held.saved).toEqual([{ ...held.saved[0], accessUntil: held.company.now + HOUR_MS }]);
});

test('An access token that ends in the middle of a sync is replaced, and the sync goes on', async () => {
  const held = await connected();
  for (let count = 0; count < 3; count += 1) held.company.invoice(held.company.customer(), { TotalAmt: 10 });
  const client = held.client();
  const first = await client.page(null);
  held.server.expireAccess();
  const second = await client.page(first.cursor);
  expect(second.records).toHaveLength(3);
  expect(held.server.refreshes).toBe(2);
});

test('Two syncs at the same moment refresh once; who holds an older token takes what the other kept', async () => {
  const held = await connected();
  const id = held.company.customer();
  const [one, other] = [held.client(), held.client()];
  await Promise.all([one.fetch('customer', id), other.fetch('customer', id)]);
  expect(held.server.refreshes).toBe(1);

  const stale = held.client({ ...held.saved[0]!, accessToken: undefined, refreshToken: 'spent by another process' });
  await stale.fetch('customer', id);
  expect(held.server.refreshes).toBe(1);
});

test('A refresh token that another process spends at the same moment is no failure', async () => {
  const held = await connected();
  const id = held.company.customer();
  const { kept } = held;
  await held.client().fetch('customer', id);
  const byTheOther = held.kept;
  // The other process has the answer, and has not yet kept it.
  held.kept = kept;
  held.server.trouble = (path) => {
    if (path.endsWith('/bearer')) setImmediate(() => (held.kept = byTheOther));
    return null;
  };
  await held.client().fetch('customer', id);
  expect(held.kept).toEqual(byTheOther);
});

test.each([
  ['', 0, 1],
  [', though the access token has ended by then', HOUR_MS, 2],
])('Tokens that came while the database was away are kept once it is back%s', async (_, later, refreshes) => {
  const held = await connected();
  const id = held.company.customer();
  held.isDatabaseAway = true;
  for (let time = 0; time < 2; time++)
    await expect(held.client().fetch('customer', id)).rejects.toBeInstanceOf(DatabaseUnavailable);
  // The refresh token that is kept is spent.
  expect(held.kept.refreshToken).not.toBe(held.server.refreshToken);
  held.isDatabaseAway = false;
  const then = held.company.now + later;
  held.wall = () => then;
  expect(await held.client().fetch('customer', id)).toMatchObject([{ externalId: id }]);
  expect(held.kept.refreshToken).toBe(held.server.refreshToken);
  expect(held.server.refreshes).toBe(refreshes);
});

test('Tokens that could not be kept give way to those that a person has sent meanwhile', async () => {
  const held = await connected();
  const id = held.company.customer();
  held.isDatabaseAway = true;
  await expect(held.client().fetch('customer', id)).rejects.toBeInstanceOf(DatabaseUnavailable);
  held.isDatabaseAway = false;
  held.kept = { ...held.kept, refreshToken: held.server.refreshToken };
  await held.client().fetch('customer', id);
  expect(held.server.refreshes).toBe(2);
  expect(held.kept.refreshToken).toBe(held.server.refreshToken);
});

test('What a person changes beside the tokens while they are renewed is kept, and so are the tokens', async () => {
  const held = await connected();
  held.server.trouble = (path) => {
    if (path.endsWith('/bearer')) held.kept = { ...held.kept, verifierToken: 'another' };
    return null;
  };
  await held.client().fetch('customer', held.company.customer());
  expect(held.kept).toMatchObject({ verifierToken: 'another', refreshToken: held.server.refreshToken });
  expect(held.server.refreshes).toBe(1);
});

test.each([
  [
    'a company that was disconnected',
    'refreshToken',
    'connect the company to the app again, and send the new refreshToken',
  ],
  ['an app with another secret', 'clientSecret', 'Intuit does not know the app by this clientId and clientSecret'],
])('The health report says what to do about %s', async (_, field, remedy) => {
  const held = await connected();
  held.kept = { ...held.kept, [field]: 'wrong' };
  const error: unknown = await held
    .client()
    .page(null)
    .catch((thrown: unknown) => thrown);
  expect(failureOf(error)).toEqual({ kind: 'unauthorized', message: expect.stringContaining(remedy) as string });
});

test('A failure of the token endpoint is tried again later, and says no secret', async () => {
  const held = await connected();
  for (const trouble of [{ status: 503 }, 'cut'] as const) {
    held.server.trouble = () => trouble;
    const error = await held
      .client()
      .page(null)
      .catch((thrown: unknown) => thrown as Error);
    expect(failureOf(error)).toEqual({ kind: 'unavailable', message: 'Intuit gave no new access token' });
    const all = JSON.stringify(error, Object.getOwnPropertyNames(error));
    expect(all).not.toContain(held.server.refreshToken);
    expect(all).not.toContain(CLIENT_SECRET);
  }
});
