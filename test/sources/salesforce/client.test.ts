import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type SalesforceAccess,
  SalesforceClient,
  type SalesforceTokens,
} from '../../../connector/src/sources/salesforce/client.ts';
import { SalesforceError } from '../../../connector/src/sources/salesforce/errors.ts';
import { inLists, longId, quoted } from '../../../connector/src/sources/salesforce/soql.ts';
import { type RowOutcomes, updateRows } from '../../../connector/src/sources/salesforce/updateRows.ts';
import { field } from './org.ts';
import { type SalesforceServer, startSalesforce } from './server.ts';

const EVERY_NAME = 'SELECT Id, Name FROM Account ORDER BY Id';

interface Connected {
  readonly client: SalesforceClient;
  readonly kept: SalesforceTokens[];
  readonly stop: AbortController;
}

async function connect(
  server: SalesforceServer,
  tokens: SalesforceTokens | null = null,
  more: Partial<SalesforceAccess> = {},
): Promise<Connected> {
  const kept: SalesforceTokens[] = [];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const access = { loginUrl: server.url, apiVersion: '60.0', ...server.credentials, ...more };
  const keep = async (given: SalesforceTokens) => void kept.push(given);
  return { client: await SalesforceClient.connect(access, tokens, keep, stop.signal), kept, stop };
}

async function names(client: SalesforceClient): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const page of client.query(EVERY_NAME)) found.push(...page.map(({ Name }) => Name));
  return found;
}

async function withAccounts(count: number): Promise<SalesforceServer> {
  const server = await startSalesforce();
  for (let number = 1; number <= count; number++) server.org.account(String(number));
  return server;
}

describe('reading', () => {
  test('a query follows its pages to the end', async () => {
    const server = await withAccounts(7);
    server.pageSize = 3;
    const { client } = await connect(server);
    expect(await names(client)).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => `Account ${number}`));
    expect(server.seen.filter((line) => line.includes('/query'))).toHaveLength(3);
  });

  test('a token that expires between two pages is replaced, kept, and the page asked for again', async () => {
    const server = await withAccounts(7);
    server.pageSize = 3;
    server.isRotating = true;
    const { client, kept } = await connect(server);
    server.fates.push('pass', 'expired');
    expect(await names(client)).toHaveLength(7);
    expect(kept.map(({ accessToken, refreshToken }) => [accessToken, refreshToken])).toEqual([
      ['sf-access-token-1', 'sf-refresh-token-1'],
      ['sf-access-token-2', 'sf-refresh-token-2'],
    ]);
  });

  test.each(['cutBefore', 'cutWithin', 429, 500, 503, 'limited'] as const)(
    'a request that ends with %s is made again',
    async (fate) => {
      const server = await withAccounts(1);
      const { client } = await connect(server);
      server.fates.push(fate);
      expect(await names(client)).toEqual(['Account 1']);
    },
  );

  test('an org whose requests are used up says so, and that it passes', async () => {
    const server = await withAccounts(1);
    const { client } = await connect(server);
    server.fates.push(...Array<'limited'>(5).fill('limited'));
    const error = await names(client).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SalesforceError);
    expect(error).toMatchObject({ problem: 'limited', code: 'REQUEST_LIMIT_EXCEEDED' });
  });

  test('a query that Salesforce refuses is refused at once, with its words', async () => {
    const server = await withAccounts(1);
    const { client } = await connect(server);
    const asked = client.query('SELECT Id, Nowhere__c FROM Account').next();
    await expect(asked).rejects.toMatchObject({ problem: 'refused', code: 'INVALID_FIELD' });
    expect(server.seen.filter((line) => line.includes('/query'))).toHaveLength(1);
  });

  test('waiting ends at once when the process is asked to stop', async () => {
    const server = await withAccounts(1);
    const { client, stop } = await connect(server);
    server.fates.push(...Array<500>(5).fill(500));
    server.onRequest = () => stop.abort(new Error('stopped'));
    await expect(names(client)).rejects.toThrow();
    expect(server.seen.filter((line) => line.includes('/query'))).toHaveLength(1);
  });
});

describe('credentials', () => {
  test('a refresh token that is no longer good needs a person; no secret is in the words', async () => {
    const server = await withAccounts(1);
    const error = await connect(server, null, { refreshToken: 'sf-stale-token' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ problem: 'credentials', code: 'invalid_grant' });
    expect(String((error as Error).stack)).not.toMatch(/sf-stale-token|sf-client-secret/);
  });

  test('tokens that are refused as soon as they are given end in an error, not in a circle', async () => {
    const server = await withAccounts(1);
    const { client } = await connect(server);
    server.fates.push(...Array<'expired'>(20).fill('expired'));
    await expect(names(client)).rejects.toMatchObject({ problem: 'credentials' });
    expect(server.seen.filter((line) => line.includes('/token')).length).toBeLessThan(5);
  });
});

describe('writing', () => {
  async function write(server: SalesforceServer, count: number): Promise<{ outcomes: RowOutcomes; portions: number }> {
    server.org.fields.Account.push(field('Outstanding__c', 'currency'), field('Score__c'));
    const { client, stop } = await connect(server);
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
    const { client } = await connect(server);
    const { value } = await client.query(`SELECT Id FROM Account WHERE AccountNumber = ${quoted(odd)}`).next();
    expect(value).toHaveLength(1);
  });

  test('lists keep a query short enough for an address', () => {
    const values = Array.from({ length: 1000 }, (_, index) => `${'é'.repeat(200)}${index}`);
    const lists = inLists([...values, values[0]!]);
    expect(lists.every((list) => encodeURIComponent(list).length < 10_000)).toBe(true);
    expect(lists.join('').match(/'é+\d+'/g)).toHaveLength(1000);
    expect(inLists(Array.from({ length: 201 }, (_, index) => String(index)))).toHaveLength(2);
  });

  test('an id of 15 characters is the one of 18', () => {
    expect(longId('001D000000IRFma')).toBe('001D000000IRFmaIAH');
    expect(longId('001D000000IRFmaIAH')).toBe('001D000000IRFmaIAH');
    expect(longId('C-1042')).toBe('C-1042');
  });
});
