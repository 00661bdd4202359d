import { describe, expect, onTestFinished, test } from 'vitest';
import { SalesforceClient, type SalesforceSecrets } from '../../../connector/src/sources/salesforce/client.ts';
import { failureOf } from '../../../connector/src/sources/salesforce/errors.ts';
import { inLists, quoted } from '../../../connector/src/sources/salesforce/soql.ts';
import { type RowOutcomes, updateRows } from '../../../connector/src/sources/salesforce/updateRows.ts';
import { field } from './org.ts';
import { type SalesforceServer, startSalesforce } from './server.ts';

const EVERY_NAME = 'SELECT Id, Name FROM Account ORDER BY Id';

interface Connected {
  readonly client: SalesforceClient;
  /** Every state of the secrets that was kept. */
  readonly kept: SalesforceSecrets[];
  readonly stop: AbortController;
}

/** `kept`: what another client has kept meanwhile. */
function connect(
  server: SalesforceServer,
  more: Partial<SalesforceSecrets> = {},
  kept: SalesforceSecrets[] = [],
): Connected {
  const secrets = { ...server.credentials, ...more };
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const last = () => kept.at(-1) ?? secrets;
  const surroundings = {
    signal: stop.signal,
    loadSecrets: async () => last(),
    saveSecrets: async (given: SalesforceSecrets, before: SalesforceSecrets) => last() === before && !!kept.push(given),
  };
  const endpoint = { loginUrl: server.url, apiVersion: '60.0' };
  return { client: new SalesforceClient(endpoint, secrets, surroundings), kept, stop };
}

const names = async (client: SalesforceClient) => (await client.queryAll(EVERY_NAME)).map(({ Name }) => Name);

async function withAccounts(count: number): Promise<SalesforceServer> {
  const server = await startSalesforce();
  for (let number = 1; number <= count; number++) server.org.account(String(number));
  return server;
}

const failure = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => failureOf(error),
  );

describe('reading', () => {
  test('a query follows its pages to the end', async () => {
    const server = await withAccounts(7);
    server.pageSize = 3;
    const { client } = connect(server);
    expect(await names(client)).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => `Account ${number}`));
    expect(server.seen.filter((line) => line.includes('/query'))).toHaveLength(3);
  });

  test('a token that expires between two pages is replaced, kept, and the page asked for again', async () => {
    const server = await withAccounts(7);
    server.pageSize = 3;
    server.isRotating = true;
    const { client, kept } = connect(server);
    server.fates.push('pass', 'expired');
    expect(await names(client)).toHaveLength(7);
    expect(kept.map(({ accessToken, refreshToken, instanceUrl }) => [accessToken, refreshToken, instanceUrl])).toEqual([
      ['sf-access-token-1', 'sf-refresh-token-1', server.url],
      ['sf-access-token-2', 'sf-refresh-token-2', server.url],
    ]);
  });

  test.each([
    ['cutBefore', 'unavailable', null],
    ['cutWithin', 'unavailable', null],
    [500, 'unavailable', null],
    [429, 'limited', 7000],
    [503, 'limited', 7000],
    ['limited', 'limited', null],
  ] as const)('a request that ends with %s: %s', async (fate, kind, retryAfterMs) => {
    const server = await withAccounts(1);
    const { client } = connect(server);
    server.fates.push(fate);
    expect(await failure(names(client))).toMatchObject({ kind, ...(kind === 'limited' && { retryAfterMs }) });
    expect(await names(client)).toEqual(['Account 1']);
  });

  test('a query that Salesforce does not take is refused with its words', async () => {
    const { client } = connect(await withAccounts(1));
    expect(await failure(client.query('SELECT Id, Nowhere__c FROM Account'))).toEqual({
      kind: 'refused',
      message: "Salesforce refuses the request (INVALID_FIELD: No such column 'Nowhere__c' on entity 'Account')",
    });
  });

  test('a request ends at once when the process is asked to stop', async () => {
    const server = await withAccounts(1);
    const { client, stop } = connect(server);
    server.onRequest = () => stop.abort(new Error('stopped'));
    await expect(names(client)).rejects.toThrow('stopped');
  });
});

describe('credentials', () => {
  test.each([
    [{ refreshToken: 'sf-stale-token' }, 'invalid_grant'],
    [{ clientSecret: 'sf-wrong-secret' }, 'invalid_client'],
  ])('%j needs a person; no secret is in the words', async (wrong, code) => {
    const { client } = connect(await withAccounts(1), wrong);
    const error = (await names(client).catch((caught: unknown) => caught)) as Error;
    expect(failureOf(error)).toMatchObject({ kind: 'unauthorized', message: expect.stringContaining(code) as string });
    expect(String(error.stack)).not.toMatch(/sf-stale-token|sf-wrong-secret|sf-client-secret|sf-refresh/);
  });

  test('who holds an older token takes what another sync or process has kept, and spends no refresh token twice', async () => {
    const server = await withAccounts(1);
    server.isRotating = true;
    const first = connect(server);
    const beside = connect(server, {}, first.kept);
    await names(first.client);
    expect(await names(beside.client)).toEqual(['Account 1']);
    expect(server.spent).toEqual(['sf-refresh-token-0']);
    server.fates.push('expired');
    await names(first.client);
    expect(await names(beside.client)).toEqual(['Account 1']);
    expect(server.spent).toEqual(['sf-refresh-token-0', 'sf-refresh-token-1']);
  });

  test('a refresh token that another process spends at the same moment is no failure', async () => {
    const server = await withAccounts(1);
    server.isRotating = true;
    const first = connect(server);
    await names(first.client);
    const kept: SalesforceSecrets[] = [];
    const late = connect(server, { refreshToken: 'sf-refresh-token-0' }, kept);
    // The other process has the answer, and has not yet kept it.
    server.beforeToken = () => void setImmediate(() => kept.push(first.kept.at(-1)!));
    expect(await names(late.client)).toEqual(['Account 1']);
    expect(server.spent).toEqual(['sf-refresh-token-0']);
  });

  test('tokens that are refused as soon as they are given end in an error, not in a circle', async () => {
    const server = await withAccounts(1);
    const { client } = connect(server);
    server.fates.push(...Array<'expired'>(20).fill('expired'));
    expect(await failure(names(client))).toMatchObject({ kind: 'unauthorized' });
    expect(server.seen.filter((line) => line.includes('/token')).length).toBeLessThan(5);
  });

  test('an org that is away while a token is asked for is no wrong token', async () => {
    const server = await withAccounts(1);
    const { client } = connect(server);
    await server.down();
    expect(await failure(names(client))).toMatchObject({ kind: 'unavailable' });
  });
});

describe('writing', () => {
  async function write(server: SalesforceServer, count: number): Promise<{ outcomes: RowOutcomes; portions: number }> {
    server.org.fields.Account.push(field('Outstanding__c', 'currency'), field('Score__c'));
    const { client, stop } = connect(server);
    const rows = server.org.rows('Account').map(({ Id }, index) => {
      return { id: Id, fields: { Outstanding__c: index / 4, Score__c: index % 2 === 0 ? 'A' : null } };
    });
    expect(rows).toHaveLength(count);
    const outcomes = new Map<string, RowOutcomes extends ReadonlyMap<string, infer Outcome> ? Outcome : never>();
    let portions = 0;
    const done = async (portion: RowOutcomes) => {
      portions += 1;
      for (const [id, outcome] of portion) outcomes.set(id, outcome);
    };
    await updateRows(client, 'Account', rows, done, stop.signal);
    return { outcomes, portions };
  }

  test.each([450, 2001])(
    '%i rows are all written, but those that Salesforce refuses, each with its reason',
    async (count) => {
      const server = await withAccounts(count);
      const ids = server.org.rows('Account').map(({ Id }) => Id);
      server.org.delete('Account', ids[3]!);
      server.org.refuse = ({ Id }) =>
        Id === ids[5] ? { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Closed: ask sales, please' } : null;
      const { outcomes, portions } = await write(server, count);
      const failures = [...outcomes].filter(([, failure]) => failure !== null);
      expect(failures).toEqual([
        [ids[3], { code: 'ENTITY_IS_DELETED', message: 'entity is deleted' }],
        [ids[5], { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Closed: ask sales, please' }],
      ]);
      expect(outcomes.size).toBe(count);
      expect(server.org.row('Account', ids[4]!)).toMatchObject({ Outstanding__c: 1, Score__c: 'A' });
      expect(server.org.row('Account', ids[9]!)).toMatchObject({ Outstanding__c: 2.25, Score__c: null });
      expect(portions).toBe(count > 2000 ? 1 : 3);
      expect(server.bulk.jobs.size).toBe(count > 2000 ? 1 : 0);
    },
  );

  test('a token that expires while a job’s rows are sent: they are sent again', async () => {
    const server = await withAccounts(2001);
    server.onRequest = (line) => {
      if (line.startsWith('PUT') && !server.seen.slice(0, -1).some((seen) => seen.startsWith('PUT')))
        server.fates.push('expired');
    };
    const { outcomes } = await write(server, 2001);
    expect([...outcomes.values()].every((failure) => failure === null)).toBe(true);
    expect(server.seen.filter((line) => line.startsWith('PUT'))).toHaveLength(2);
  });
});

describe('SOQL', () => {
  test('texts are quoted, whatever they hold', async () => {
    const server = await startSalesforce();
    const odd = String.raw`O'Neil \ "Söhne" & 100 %`;
    server.org.account(odd);
    const { client } = connect(server);
    expect(await client.queryAll(`SELECT Id FROM Account WHERE AccountNumber = ${quoted(odd)}`)).toHaveLength(1);
  });

  test('lists keep a query short enough for an address', () => {
    const values = Array.from({ length: 1000 }, (_, index) => `${'é'.repeat(200)}${index}`);
    const lists = inLists([...values, values[0]!]);
    expect(lists.every((list) => encodeURIComponent(list).length < 10_000)).toBe(true);
    expect(lists.join('').match(/'é+\d+'/g)).toHaveLength(1000);
    expect(inLists(Array.from({ length: 201 }, (_, index) => String(index)))).toHaveLength(2);
  });
});
