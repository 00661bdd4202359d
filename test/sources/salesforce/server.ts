import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { BulkJobs } from './bulk.ts';
import { Org } from './org.ts';
import { runQuery, SoqlError } from './soql.ts';

/**
 * What happens to a request instead of its answer: a status, or a connection cut before or in the middle of the answer; `echoed`: refused, with the
 * request's own Authorization in the words.
 */
export type Fate = 'pass' | 'echoed' | 'cutBefore' | 'cutWithin' | 'expired' | 'limited' | 429 | 500 | 503;

export interface SalesforceServer {
  readonly url: string;
  readonly org: Org;
  readonly bulk: BulkJobs;
  /** `METHOD path`, query decoded, in the order they came. */
  readonly seen: string[];
  /** What becomes of the next requests to the API, tokens aside; once used up, all pass. */
  readonly fates: Fate[];
  /** Records a page, at most. */
  pageSize: number;
  /** Whether a refresh token is good for one use. */
  isRotating: boolean;
  /** Forgets the results that are being read page by page. */
  forgetResults(): void;
  /** What the connected app's secrets are now. */
  readonly credentials: { clientId: string; clientSecret: string; refreshToken: string };
  down(): Promise<void>;
  /** Refresh tokens that a token was given for, in order. */
  readonly spent: string[];
  /** Other refresh tokens that are good: the user has authorized the app again. */
  readonly grants: Set<string>;
  /** Called before a token is given or refused. */
  beforeToken: () => void | Promise<void>;
  /** Called for each request to the API before it is answered. */
  onRequest: (line: string) => void;
}

/** A Salesforce org of one test's own: REST queries, describe, sObject collections, Bulk API 2.0, and OAuth's refresh token flow. */
export async function startSalesforce(): Promise<SalesforceServer> {
  const org = new Org();
  const bulk = new BulkJobs(org);
  const tokens = new Set<string>();
  const locators = new Map<string, { object: string; rows: object[]; from: number }>();
  let tokenCount = 0;
  let locatorCount = 0;

  const http = createServer((request, response) => {
    response.sendDate = false;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      try {
        answer(request, response, Buffer.concat(chunks).toString());
      } catch (error) {
        const { errorCode = 'UNKNOWN_EXCEPTION', message } = error as SoqlError;
        send(response, error instanceof SoqlError ? 400 : 500, [{ errorCode, message }]);
      }
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const down = () => new Promise<void>((resolve) => (http.close(() => resolve()), http.closeAllConnections()));
  onTestFinished(down);

  const server: SalesforceServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    org,
    bulk,
    seen: [],
    fates: [],
    pageSize: 2000,
    isRotating: false,
    credentials: { clientId: 'sf-client-id', clientSecret: 'sf-client-secret', refreshToken: 'sf-refresh-token-0' },
    forgetResults: () => locators.clear(),
    spent: [],
    grants: new Set(),
    beforeToken: () => undefined,
    onRequest: () => undefined,
    down,
  };

  function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const url = new URL(request.url!, server.url);
    response.setHeader('Date', new Date(org.now).toUTCString());
    const line = `${request.method} ${decodeURIComponent(request.url!.replaceAll('+', ' '))}`;
    server.seen.push(line);
    if (url.pathname === '/services/oauth2/token')
      return void Promise.resolve(server.beforeToken()).then(() => giveToken(response, new URLSearchParams(body)));
    server.onRequest(line);
    const fate = server.fates.shift() ?? 'pass';
    if (fate === 'cutBefore') return void request.socket.destroy();
    if (fate === 'cutWithin') {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' }).write('{"records":[');
      return void setTimeout(() => response.destroy(), 5);
    }
    if (fate === 'limited')
      return send(response, 403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]);
    if (typeof fate === 'number') {
      response.setHeader('Retry-After', '7');
      return send(response, fate, [{ errorCode: 'SERVER_UNAVAILABLE', message: 'try again later' }]);
    }
    if (fate === 'expired') tokens.clear();
    const token = request.headers.authorization?.replace('Bearer ', '');
    if (!token || !tokens.has(token))
      return send(response, 401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }]);
    if (fate === 'echoed')
      return send(response, 400, [
        { errorCode: 'MALFORMED_QUERY', message: `refused: ${request.headers.authorization}` },
      ]);
    route(request, url, body, response);
  }

  function giveToken(response: ServerResponse, form: URLSearchParams): void {
    const { credentials } = server;
    if (form.get('grant_type') !== 'refresh_token')
      return send(response, 400, { error: 'unsupported_grant_type', error_description: 'grant type not supported' });
    if (form.get('client_id') !== credentials.clientId || form.get('client_secret') !== credentials.clientSecret)
      return send(response, 400, { error: 'invalid_client', error_description: 'invalid client credentials' });
    const asked = form.get('refresh_token')!;
    if (asked !== credentials.refreshToken && !server.grants.delete(asked))
      return send(response, 400, { error: 'invalid_grant', error_description: 'expired access/refresh token' });
    server.spent.push(asked);
    const accessToken = `sf-access-token-${++tokenCount}`;
    tokens.add(accessToken);
    if (server.isRotating) credentials.refreshToken = `sf-refresh-token-${tokenCount}`;
    send(response, 200, {
      access_token: accessToken,
      ...(server.isRotating && { refresh_token: credentials.refreshToken }),
      instance_url: server.url,
      id: `${server.url}/id/00DAAAA00000001EAA/005AAAA00000001EAA`,
      token_type: 'Bearer',
      issued_at: '1795770000000',
      signature: 'c2lnbmF0dXJl',
    });
  }

  function route({ method = 'GET', headers }: IncomingMessage, url: URL, body: string, response: ServerResponse): void {
    const path = url.pathname.replace(/^\/services\/data\/v\d+\.\d/, '');
    const [, first, second] = path.split('/');
    if (method === 'GET' && (first === 'query' || first === 'queryAll')) {
      const asked = /batchSize=(\d+)/.exec(String(headers['sforce-query-options']))?.[1];
      const size = Math.min(Number(asked ?? 2000), server.pageSize);
      if (second) return page(response, second, size);
      const { object, rows } = runQuery(org, url.searchParams.get('q')!, first === 'queryAll');
      const locator = `01gAAAA${String(++locatorCount).padStart(8, '0')}EAA`;
      locators.set(locator, { object, rows, from: 0 });
      return page(response, `${locator}-0`, size);
    }
    if (method === 'GET' && /^\/sobjects\/\w+\/describe$/.test(path)) {
      const fields = org.fields[second as 'Account'];
      return fields ? send(response, 200, { name: second, fields }) : notFound(response);
    }
    if (method === 'PATCH' && path === '/composite/sobjects') return collection(response, body);
    if (path.startsWith('/jobs/ingest')) {
      const done = bulk.answer(method, path.slice('/jobs/ingest'.length), body);
      if (typeof done.body === 'string')
        return void response.writeHead(done.status, { 'Content-Type': 'text/csv' }).end(done.body);
      return send(response, done.status, done.body);
    }
    notFound(response);
  }

  function page(response: ServerResponse, name: string, size: number): void {
    const [locator, from] = name.split('-');
    const result = locators.get(locator!);
    if (!result) return send(response, 400, [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'invalid query locator' }]);
    const to = Number(from) + size;
    const records = result.rows.slice(Number(from), to).map((row) => ({
      attributes: {
        type: result.object,
        url: `/services/data/v60.0/sobjects/${result.object}/${(row as { Id?: string }).Id}`,
      },
      ...row,
    }));
    const done = to >= result.rows.length;
    const nextRecordsUrl = done ? {} : { nextRecordsUrl: `/services/data/v60.0/query/${locator}-${to}` };
    send(response, 200, { totalSize: result.rows.length, done, ...nextRecordsUrl, records });
  }

  function collection(response: ServerResponse, body: string): void {
    const { records } = JSON.parse(body) as {
      records: (Record<string, unknown> & { attributes: { type: string }; id: string })[];
    };
    if (records.length > 200)
      return send(response, 400, [
        { errorCode: 'LIMIT_EXCEEDED', message: 'record limit reached. cannot submit more than 200 records' },
      ]);
    const results = records.map(({ attributes, id, ...values }) => {
      const problem = org.update(attributes.type, id, values);
      if (!problem) return { id, success: true, errors: [] };
      return { success: false, errors: [{ statusCode: problem.code, message: problem.message, fields: [] }] };
    });
    send(response, 200, results);
  }

  return server;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json;charset=UTF-8' }).end(JSON.stringify(body));
}

function notFound(response: ServerResponse): void {
  send(response, 404, [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }]);
}
