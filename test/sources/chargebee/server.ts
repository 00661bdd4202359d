import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { listPage, RefusedQuery } from './lists.ts';
import { ChargebeeSite, type Kind } from './site.ts';

/** What goes wrong with a request: an answer instead of the right one, a connection cut in the middle, or the page before once more. */
export type Fault =
  { readonly status: 429; readonly retryAfter?: number } | { readonly status: 500 | 503 } | 'cut' | 'repeat';

export interface ChargebeeServer {
  readonly site: ChargebeeSite;
  readonly port: number;
  /** `GET /invoices?limit=…` of every request that was authenticated, in order. */
  readonly requests: string[];
  /** Asked before each answer; undefined: nothing goes wrong. */
  fault: (request: string) => Fault | undefined;
  apiKey: string;
  close(): Promise<void>;
}

const PATHS: Readonly<Record<string, Kind>> = {
  customers: 'customer',
  invoices: 'invoice',
  credit_notes: 'credit_note',
  transactions: 'transaction',
  subscriptions: 'subscription',
};
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

/** Chargebee's API v2 as far as the connector asks it: lists, single records, invoices' PDFs, pages for paying. It keeps a site and answers as the vendor documents. */
export async function startChargebee(site = new ChargebeeSite()): Promise<ChargebeeServer> {
  const pages = new Map<string, object>();
  const http = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: ChargebeeServer = {
    site,
    port,
    requests: [],
    fault: () => undefined,
    apiKey: 'test_chargebee_key',
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Date', new Date(site.now).toUTCString());
    const url = new URL(request.url!, `http://127.0.0.1:${port}`);
    if (url.pathname.startsWith('/downloads/')) {
      response.writeHead(200, { 'Content-Type': 'application/pdf' }).end(PDF);
      return;
    }
    if (request.headers.authorization !== `Basic ${Buffer.from(`${server.apiKey}:`).toString('base64')}`) {
      refuse(response, 401, 'api_authentication_invalid_key', 'Sorry, authentication failed. Invalid API key.');
      return;
    }
    const [path, id, verb] = url.pathname.replace('/api/v2/', '').split('/').map(decodeURIComponent);
    const line = `${request.method} /${[path, id, verb].filter(Boolean).join('/')}${url.search}`;
    server.requests.push(line);
    const fault = server.fault(line);
    if (fault === 'cut') {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      response.write('{"list":[', () => request.socket.destroy());
      return;
    }
    if (typeof fault === 'object') {
      fail(response, fault);
      return;
    }
    if (line === 'POST /hosted_pages/collect_now') {
      collectNow(response, new URLSearchParams(await text(request)));
      return;
    }
    const kind = PATHS[path!];
    if (!kind) refuse(response, 404, 'site_not_found', `There is nothing at ${url.pathname}`);
    else if (verb === 'pdf') send(response, 200, { download: download(id!) });
    else if (id) retrieve(response, kind, id);
    else list(response, kind, url, fault === 'repeat');
  }

  function list(response: ServerResponse, kind: Kind, url: URL, repeat: boolean): void {
    try {
      const page = (repeat && pages.get(kind)) || listPage(kind, site.records[kind].values(), url.searchParams);
      pages.set(kind, page);
      send(response, 200, page);
    } catch (error) {
      if (!(error instanceof RefusedQuery)) throw error;
      refuse(response, 400, 'param_wrong_value', error.message, error.param);
    }
  }

  function retrieve(response: ServerResponse, kind: Kind, id: string): void {
    const record = site.records[kind].get(id);
    if (record && !record.deleted) send(response, 200, { [kind]: record });
    else refuse(response, 404, 'resource_not_found', `${id} not found`);
  }

  /** The page says whose it is and in which currency, for tests. */
  function collectNow(response: ServerResponse, asked: URLSearchParams): void {
    const [customer, currency] = [asked.get('customer[id]'), asked.get('currency_code')];
    if (!customer || !site.records.customer.has(customer))
      return refuse(response, 404, 'resource_not_found', `${customer} not found`);
    const page = { id: 'hp_1', type: 'collect_now', url: `https://acme.example/pages/${customer}/${currency}` };
    send(response, 200, { hosted_page: { ...page, state: 'created', embed: false, object: 'hosted_page' } });
  }

  function download(id: string): object {
    return {
      download_url: `http://127.0.0.1:${port}/downloads/${encodeURIComponent(id)}.pdf`,
      valid_till: Math.floor(Date.now() / 1000) + 3_600,
      mime_type: 'application/pdf',
      object: 'download',
    };
  }

  return server;
}

function fail(response: ServerResponse, fault: Exclude<Fault, string>): void {
  if (fault.status !== 429) {
    refuse(response, fault.status, 'internal_error', 'Sorry, something went wrong when trying to process the request.');
    return;
  }
  if (fault.retryAfter !== undefined) response.setHeader('Retry-After', String(fault.retryAfter));
  refuse(response, 429, 'api_request_limit_exceeded', 'Sorry, you have exceeded the API request limit.');
}

function refuse(response: ServerResponse, status: number, code: string, message: string, param?: string): void {
  send(response, status, { message, type: 'invalid_request', api_error_code: code, error_code: code, param });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json;charset=utf-8' }).end(JSON.stringify(body));
}
