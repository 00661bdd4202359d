import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ENTITIES, type Entity } from '../../../connector/src/sources/quickbooks/objects.ts';
import type { Change, Company, QuickBooksObject } from './company.ts';
import { parseQuery } from './query.ts';

export const CLIENT_ID = 'ABclientid';
export const CLIENT_SECRET = 'clientsecret-of-the-app';
export const VERIFIER_TOKEN = '11111111-2222-3333-4444-555555555555';

const MOST_CHANGES = 1000;
const LOOK_BACK_MS = 30 * 86_400_000;

/** What happens to a request instead of its answer; null: nothing does. */
export type Trouble = (path: string, requests: number) => { status: number; retryAfter?: number } | 'cut' | null;

/** QuickBooks Online on this machine: a company’s books behind its OAuth endpoint and its REST API. */
export interface QuickBooksServer {
  readonly url: string;
  readonly tokenUrl: string;
  /** The refresh token that is good now. */
  readonly refreshToken: string;
  /** Paths of the requests to the API so far, with their queries. */
  readonly requests: string[];
  /** How often a token was asked for. */
  readonly refreshes: number;
  trouble: Trouble;
  /** How many changes an answer of change data capture holds at most. */
  mostChanges: number;
  /** Ends all access tokens, as an hour does. */
  expireAccess(): void;
  /** Ends the refresh token, as the user who disconnects the app does. */
  revoke(): void;
  /** Before a page is answered: what happens in the books meanwhile. */
  beforeAnswer: () => void;
  down(): Promise<void>;
}

export async function startQuickBooks(company: Company): Promise<QuickBooksServer> {
  const base = `/v3/company/${company.realmId}/`;
  const access = new Set<string>();
  let refreshToken: string | null = `RT1-first-${randomBytes(8).toString('hex')}`;
  let refreshes = 0;

  const answer = (url: URL, response: ServerResponse) => {
    const path = url.pathname.slice(base.length);
    if (url.searchParams.get('minorversion') !== '75') return fault(response, 400, '4000', 'Unsupported minor version');
    if (path === 'query') return answerQuery(company, url.searchParams.get('query') ?? '', response);
    if (path === 'cdc') return answerChanges(company, url.searchParams, server.mostChanges, response);
    return answerObject(company, path, url.searchParams.get('include') === 'invoiceLink', response);
  };

  const http = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const url = new URL(request.url!, 'http://localhost');
      const isToken = url.pathname === '/oauth2/v1/tokens/bearer';
      if (!isToken) server.requests.push(request.url!);
      const trouble = server.trouble(url.pathname, server.requests.length);
      if (trouble === 'cut') return request.socket.destroy();
      if (trouble) {
        if (trouble.retryAfter !== undefined) response.setHeader('Retry-After', trouble.retryAfter);
        const code = trouble.status === 429 ? '003001' : '10000';
        return fault(response, trouble.status, code, trouble.status === 429 ? 'ThrottleExceeded' : 'SystemFailure');
      }
      if (isToken) {
        refreshes += 1;
        const basic = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')}`;
        if (request.headers.authorization !== basic) return json(response, 401, { error: 'invalid_client' });
        const asked = new URLSearchParams(body);
        const isGood = refreshToken !== null && asked.get('refresh_token') === refreshToken;
        if (asked.get('grant_type') !== 'refresh_token' || !isGood) {
          const error_description = 'Incorrect or invalid refresh token';
          return json(response, 400, { error: 'invalid_grant', error_description });
        }
        refreshToken = `RT1-${refreshes}-${randomBytes(8).toString('hex')}`;
        const accessToken = `eyJ-${refreshes}-${randomBytes(8).toString('hex')}`;
        access.add(accessToken);
        return json(response, 200, {
          token_type: 'bearer',
          access_token: accessToken,
          expires_in: 3600,
          refresh_token: refreshToken,
          x_refresh_token_expires_in: 8_726_400,
        });
      }
      if (!access.has(request.headers.authorization?.replace('Bearer ', '') ?? '')) {
        return fault(response, 401, '3200', 'AuthenticationFailed');
      }
      if (!url.pathname.startsWith(base)) return fault(response, 403, '3100', 'ApplicationAuthorizationFailed');
      server.beforeAnswer();
      answer(url, response);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const server: QuickBooksServer = {
    url,
    tokenUrl: `${url}/oauth2/v1/tokens/bearer`,
    get refreshToken() {
      return refreshToken ?? 'revoked';
    },
    requests: [],
    get refreshes() {
      return refreshes;
    },
    trouble: () => null,
    mostChanges: MOST_CHANGES,
    expireAccess: () => access.clear(),
    revoke: () => {
      refreshToken = null;
      access.clear();
    },
    beforeAnswer: () => {},
    down: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

/** `intuit-signature` of a webhook’s body. */
export function signatureOf(body: string, token = VERIFIER_TOKEN): string {
  return createHmac('sha256', token).update(body).digest('base64');
}

/** The webhook that Intuit sent until 2026. */
export function notification(realmId: string, changes: readonly Change[]): string {
  const entities = changes.map(({ entity, id, operation, at, deletedId }) => ({
    name: entity,
    id,
    operation,
    lastUpdated: at,
    ...(deletedId === undefined ? {} : { deletedId }),
  }));
  return JSON.stringify({ eventNotifications: [{ realmId, dataChangeEvent: { entities } }] });
}

const PAST_TENSE = { Create: 'created', Update: 'updated', Delete: 'deleted', Void: 'voided', Merge: 'merged' };

/** The webhook that Intuit sends since 2026: CloudEvents. */
export function cloudEvents(realmId: string, changes: readonly Change[]): string {
  return JSON.stringify(
    changes.map(({ entity, id, operation, at, deletedId }, index) => ({
      specversion: '1.0',
      id: `88cd52aa-33b6-4351-9aa4-${String(index).padStart(12, '0')}`,
      source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
      type: `qbo.${entity.toLowerCase()}.${PAST_TENSE[operation]}.v1`,
      datacontenttype: 'application/json',
      time: new Date(at).toISOString(),
      intuitentityid: id,
      intuitaccountid: realmId,
      data: deletedId === undefined ? {} : { deletedid: deletedId },
    })),
  );
}

function answerQuery(company: Company, text: string, response: ServerResponse): void {
  const query = parseQuery(text);
  const known = query?.entity === 'Term' ? company.terms : isEntity(query?.entity) ? company.all(query.entity) : null;
  if (!query || !known) {
    if (query?.entity === 'Preferences') {
      const Preferences = [{ CurrencyPrefs: { HomeCurrency: { value: 'USD' }, MultiCurrencyEnabled: true } }];
      return json(response, 200, { QueryResponse: { Preferences }, time: timeOf(company) });
    }
    return fault(response, 400, '4000', `Error parsing query: ${text}`);
  }
  const found = (known as QuickBooksObject[]).filter(query.holds);
  if (query.counts) return json(response, 200, { QueryResponse: { totalCount: found.length }, time: timeOf(company) });
  const page = found.sort(byTime).slice(query.start - 1, query.start - 1 + query.most);
  const QueryResponse =
    page.length === 0 ? {} : { [query.entity]: page, startPosition: query.start, maxResults: page.length };
  json(response, 200, { QueryResponse, time: timeOf(company) });
}

function answerChanges(company: Company, asked: URLSearchParams, most: number, response: ServerResponse): void {
  const since = Date.parse(asked.get('changedSince') ?? '');
  const entities = (asked.get('entities') ?? '').split(',');
  if (Number.isNaN(since) || since < company.now - LOOK_BACK_MS) {
    return fault(response, 400, '5020', 'changedSince must be within the last 30 days');
  }
  let left = most;
  const QueryResponse = entities.map((entity) => {
    if (!isEntity(entity)) return {};
    const page = [...company.all(entity), ...company.deleted(entity)]
      .filter(({ MetaData }) => Date.parse(MetaData.LastUpdatedTime) >= since)
      .sort(byTime)
      .slice(0, left);
    left -= page.length;
    return page.length === 0 ? {} : { [entity]: page, startPosition: 1, maxResults: page.length };
  });
  json(response, 200, { CDCResponse: [{ QueryResponse }], time: timeOf(company) });
}

/** Of an invoice that cannot be paid online there is no link, whoever asks for it. */
function answerObject(company: Company, path: string, withLink: boolean, response: ServerResponse): void {
  const [name, id, pdf] = path.split('/');
  const entity = ENTITIES.find((one) => one.toLowerCase() === name);
  const object = entity && company.find(entity, id!);
  if (!object) return fault(response, 400, '610', 'Object Not Found');
  if (pdf !== 'pdf') {
    const { InvoiceLink, ...others } = object as QuickBooksObject & { InvoiceLink?: string };
    const told = withLink && InvoiceLink !== undefined ? { ...others, InvoiceLink } : others;
    return json(response, 200, { [entity]: told, time: timeOf(company) });
  }
  response.writeHead(200, { 'Content-Type': 'application/pdf' }).end(`%PDF-1.4\n${entity} ${id}\n%%EOF\n`);
}

function isEntity(name: string | undefined): name is Entity {
  return (ENTITIES as readonly (string | undefined)[]).includes(name);
}

function byTime(a: QuickBooksObject, b: QuickBooksObject): number {
  const earlier = Date.parse(a.MetaData?.LastUpdatedTime) - Date.parse(b.MetaData?.LastUpdatedTime);
  return earlier || Number(a.Id) - Number(b.Id);
}

function timeOf(company: Company): string {
  return new Date(company.now).toISOString();
}

function fault(response: ServerResponse, status: number, code: string, Message: string): void {
  const type = status === 401 ? 'AUTHENTICATION' : 'ValidationFault';
  json(response, status, {
    Fault: { Error: [{ Message, Detail: Message, code }], type },
    time: '2026-11-23T09:00:00Z',
  });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
