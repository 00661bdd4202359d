import { Connection } from 'jsforce/lib/core.js';
import 'jsforce/lib/api/bulk2.js';
import type { Field } from 'jsforce/lib/types/index.js';
import { type Renewal, renewedSecrets } from '../renewal.ts';
import { failureOf, SalesforceError } from './errors.ts';
import { SalesforceTransport } from './transport.ts';

/** What a connected app and a user's consent give (OAuth 2.0, refresh token flow), and the token in use. All of it is secret. */
export interface SalesforceSecrets {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly refreshToken: string;
  readonly accessToken?: string;
  /** Where this org is; Salesforce says it along with an access token. */
  readonly instanceUrl?: string;
}

export interface SalesforceEndpoint {
  /** Where tokens come from. */
  readonly loginUrl: string;
  /** Such as `60.0`. */
  readonly apiVersion: string;
}

/** How a client reaches the world. */
export type Surroundings = Renewal<SalesforceSecrets>['context'];

/** A record as it comes. */
export type SalesforceRecord = Readonly<Record<string, unknown>> & { readonly Id: string };

export interface QueryPage {
  readonly records: readonly SalesforceRecord[];
  /** Leads to the next page for some time; absent on the last. */
  readonly nextRecordsUrl?: string;
}

/** After so many refused tokens in a row it is not the token. */
const MOST_REFRESHES = 2;

/** An org, asked through jsforce. Every call may throw a SalesforceError, or what the signal was aborted with. */
export class SalesforceClient {
  readonly #connection: Connection;
  readonly #transport: SalesforceTransport;
  readonly #surroundings: Surroundings;
  #secrets: SalesforceSecrets;
  #refreshes = 0;
  #problem: Error | null = null;

  constructor({ loginUrl, apiVersion }: SalesforceEndpoint, secrets: SalesforceSecrets, surroundings: Surroundings) {
    this.#secrets = secrets;
    this.#surroundings = surroundings;
    const { clientId, clientSecret, refreshToken, accessToken, instanceUrl } = secrets;
    this.#connection = new Connection({
      version: apiVersion,
      instanceUrl: instanceUrl ?? loginUrl,
      accessToken,
      refreshToken,
      oauth2: { loginUrl, clientId, clientSecret },
      refreshFn: (_connection, done) => {
        this.#refresh().then(
          (token) => done(undefined, token),
          (error: Error) => done((this.#problem = error)),
        );
      },
    });
    this.#transport = new SalesforceTransport(surroundings.signal);
    this.#connection._transport = this.#transport;
    this.#connection.oauth2._transport = this.#transport;
  }

  /** Salesforce's clock at its last answer, in ms. */
  get serverTime(): number | null {
    return this.#transport.serverTime;
  }

  /** The first page of a query, up to `pageSize` records (200 to 2,000); with `deleted` also those in the recycle bin (`IsDeleted`). */
  query(soql: string, { deleted = false, pageSize = 2000 } = {}): Promise<QueryPage> {
    const url = `/${deleted ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`;
    const headers = { 'Sforce-Query-Options': `batchSize=${pageSize}` };
    return this.ask((connection) => connection.request<QueryPage>({ method: 'GET', url, headers }));
  }

  nextPage(nextRecordsUrl: string): Promise<QueryPage> {
    return this.ask((connection) => connection.requestGet<QueryPage>(nextRecordsUrl));
  }

  /** All that a query finds, for queries that find little. */
  async queryAll(soql: string): Promise<SalesforceRecord[]> {
    let page = await this.query(soql);
    const records = [...page.records];
    while (page.nextRecordsUrl !== undefined) {
      page = await this.nextPage(page.nextRecordsUrl);
      records.push(...page.records);
    }
    return records;
  }

  /** The fields of an object that the connected user can see, by their names. */
  async describe(object: string): Promise<ReadonlyMap<string, Field>> {
    const { fields } = await this.ask((connection) => connection.describe(object));
    return new Map(fields.map((field) => [field.name, field]));
  }

  /** What jsforce does, with its errors as ours. Without an access token one is asked for first. */
  async ask<T>(call: (connection: Connection) => PromiseLike<T>): Promise<T> {
    this.#problem = null;
    try {
      if (!isWhole(this.#secrets)) await this.#refresh();
      const answer = await call(this.#connection);
      this.#refreshes = 0;
      return answer;
    } catch (error) {
      this.#surroundings.signal.throwIfAborted();
      const told = this.#problem ?? error;
      if (told instanceof SalesforceError) throw told;
      throw new SalesforceError(failureOf(told), (told as { errorCode?: string }).errorCode ?? null);
    }
  }

  async #refresh(): Promise<string> {
    if (++this.#refreshes > MOST_REFRESHES) {
      const message =
        'Salesforce refuses tokens that it has just given: check what the user and the connected app may do';
      throw new SalesforceError({ kind: 'unauthorized', message }, 'INVALID_SESSION_ID');
    }
    const { accessToken: rejected } = this.#secrets;
    this.#secrets = await renewedSecrets({
      context: this.#surroundings,
      isGood: (kept) => isWhole(kept) && kept.accessToken !== rejected,
      refresh: (spent) => this.#spend(spent),
      isRefusal: (error) => error instanceof SalesforceError && error.failure.kind === 'unauthorized',
    });
    const { accessToken, refreshToken, instanceUrl } = this.#secrets;
    this.#connection._establish({ accessToken, refreshToken, instanceUrl });
    return accessToken!;
  }

  async #spend(spent: SalesforceSecrets): Promise<Partial<SalesforceSecrets>> {
    const { clientId, clientSecret, refreshToken } = spent;
    const oauth2 = Object.assign(this.#connection.oauth2, { clientId, clientSecret });
    const answer = await oauth2.refreshToken(refreshToken).catch((error: Error) => {
      throw isRefusal(error) ? refused(error, spent) : error;
    });
    return {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token ?? refreshToken,
      instanceUrl: answer.instance_url,
    };
  }
}

function refused({ name, message }: Error, { clientSecret, refreshToken }: SalesforceSecrets): SalesforceError {
  const words = [clientSecret, refreshToken].reduce<string>(
    (text, secret) => (secret ? text.replaceAll(secret, '…') : text),
    `${name}: ${message}`.slice(0, 300),
  );
  const remedy = 'authorize the connected app again and give the source the new refreshToken';
  return new SalesforceError(
    { kind: 'unauthorized', message: `Salesforce gives no token (${words}): ${remedy}` },
    name,
  );
}

/** Says where to ask, and has something to show there. */
function isWhole({ accessToken, instanceUrl }: SalesforceSecrets): boolean {
  return Boolean(accessToken && instanceUrl);
}

/** An answer of OAuth that says no, by its code (`invalid_grant`), which jsforce has as the error's name. */
function isRefusal(error: Error): boolean {
  return !(error instanceof SalesforceError) && /^[a-z_]+$/.test(error.name);
}
