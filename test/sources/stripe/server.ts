import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { StripeBooks } from './books.ts';
import { refusalOf } from './parameters.ts';
import { API_KEY } from './signed.ts';

/** What goes wrong with a request, instead of its answer. */
export type Fault = 'cut' | 'limited' | 'failed' | 'refused' | 'unauthorized' | 'repeated' | null;

export interface StripeServer {
  readonly url: string;
  readonly books: StripeBooks;
  /** `GET /v1/invoices?…`, in order. */
  readonly requests: string[];
  /** Asked before each answer, which waits for it. */
  fault: (request: string) => Fault | Promise<Fault>;
  /** What the link to a PDF gives, by the invoice. */
  readonly pdfs: Map<string, Buffer>;
  close(): Promise<void>;
}

/** Stripe on this machine: keeps state, pages, throttles, fails, cuts connections, and refuses what Stripe would refuse. */
export async function startStripe(books = new StripeBooks()): Promise<StripeServer> {
  const requests: string[] = [];
  const pdfs = new Map<string, Buffer>();
  const lastPages = new Map<string, string>();
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const line = `${request.method} ${request.url}`;
    requests.push(line);
    // Times of answers are Stripe's.
    response.sendDate = false;
    response.setHeader('Date', new Date(books.now * 1000).toUTCString());
    const fault = await stripe.fault(line);
    if (fault === 'cut') request.socket.destroy();
    else if (fault === 'limited') fail(response.setHeader('Retry-After', '0'), 429, 'rate_limit');
    else if (fault === 'failed') fail(response, 500, 'api_error');
    else if (fault === 'refused') fail(response, 400, 'not_allowed_on_standard_account');
    else if (fault === 'unauthorized' || request.headers.authorization !== `Bearer ${API_KEY}`) {
      if (request.url!.startsWith('/pdf/')) servePdf(request, response);
      else fail(response, 401, 'invalid_api_key');
    } else if (request.url!.startsWith('/pdf/')) servePdf(request, response);
    else serve(books, request, response, fault === 'repeated' ? lastPages : null, lastPages);
  };
  const servePdf = (request: IncomingMessage, response: ServerResponse) => {
    const pdf = pdfs.get(request.url!.slice('/pdf/'.length));
    if (pdf) response.end(pdf);
    else response.writeHead(404).end();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stripe: StripeServer = { url, books, requests, fault: () => null, pdfs, close };
  return stripe;
}

/** As `startStripe`, until the test ends. */
export async function stripeForTest(books?: StripeBooks): Promise<StripeServer> {
  const stripe = await startStripe(books);
  onTestFinished(() => stripe.close());
  return stripe;
}

function serve(
  books: StripeBooks,
  request: IncomingMessage,
  response: ServerResponse,
  repeated: Map<string, string> | null,
  pages: Map<string, string>,
): void {
  const { pathname, searchParams: query } = new URL(request.url!, 'http://stripe');
  const [, , resource, id] = pathname.split('/');
  const refusal = refusalOf(resource!, id, query);
  if (refusal) return refuse(response, 400, { type: 'invalid_request_error', ...refusal });
  const expand = [...query].flatMap(([key, value]) => (key.startsWith('expand') ? [value] : []));
  if (id !== undefined) {
    if (resource === 'customers' && books.deletedCustomers.has(id))
      return json(response, { id, object: 'customer', deleted: true });
    const found = objectOf(books, resource!, id, expand);
    return found ? json(response, found) : fail(response, 404, 'resource_missing', 'id');
  }
  const list = listOf(books, resource!, query, expand);
  if (!list) return fail(response, 404, 'unknown_path');
  const before = pages.get(resource!);
  // The page before, once more: its cursor leads to the same place again.
  if (repeated && before !== undefined && query.has('starting_after')) return void response.end(before);
  const page = pageOf(list.all, query);
  if (page === null)
    return fail(response, 404, 'resource_missing', query.has('ending_before') ? 'ending_before' : 'starting_after');
  const data = list.whole ? page.data.map(list.whole) : page.data;
  const body = JSON.stringify({ object: 'list', url: pathname, ...page, data });
  if (page.has_more) pages.set(resource!, body);
  response.setHeader('Content-Type', 'application/json').end(body);
}

function objectOf(books: StripeBooks, resource: string, id: string, expand: readonly string[]): object | undefined {
  if (resource === 'customers') return books.customers.get(id);
  if (resource === 'invoices') return books.invoiceWith(id, expand);
  if (resource === 'credit_notes') return books.creditNotes.get(id);
  return resource === 'refunds' ? books.refunds.get(id) : undefined;
}

/** Newest first; what has to be put together is so only for a page. */
function listOf(
  books: StripeBooks,
  resource: string,
  query: URLSearchParams,
  expand: readonly string[],
): { readonly all: readonly { readonly id: string }[]; whole?(object: { readonly id: string }): object } | null {
  const newestFirst = <T>(values: Iterable<T>) => [...values].reverse();
  switch (resource) {
    case 'customers':
      return { all: newestFirst(books.customers.values()) };
    case 'invoices': {
      const inEach = expand.flatMap((path) => (path.startsWith('data.') ? [path.slice('data.'.length)] : []));
      return { all: newestFirst(books.invoices.values()), whole: ({ id }) => books.invoiceWith(id, inEach)! };
    }
    case 'credit_notes': {
      const invoice = query.get('invoice');
      const all = newestFirst(books.creditNotes.values());
      return { all: invoice === null ? all : all.filter((note) => note.invoice === invoice) };
    }
    case 'refunds':
      return { all: newestFirst(books.refunds.values()) };
    case 'events': {
      const since = Number(query.get('created[gte]') ?? 0);
      const types = new Set([...query].flatMap(([key, value]) => (key.startsWith('types') ? [value] : [])));
      if (types.size > 20) return null;
      return { all: newestFirst(books.events).filter(({ created, type }) => created >= since && types.has(type)) };
    }
    case 'invoice_payments': {
      const intent = query.get('payment[payment_intent]');
      const invoice = query.get('invoice');
      const paid = intent === null ? undefined : books.paidBy.get(intent);
      const all = paid ? [paid] : newestFirst(invoice === null ? [] : (books.paymentsOf.get(invoice) ?? []));
      if (!expand.includes('data.invoice')) return { all };
      return {
        all: all.map((payment) => ({ ...payment, invoice: books.invoices.get(payment.invoice as string)! })),
      };
    }
    default:
      return null;
  }
}

function pageOf(all: readonly { readonly id: string }[], query: URLSearchParams) {
  const limit = Number(query.get('limit') ?? 10);
  const [after, before] = [query.get('starting_after'), query.get('ending_before')];
  const place = (id: string) => all.findIndex((each) => each.id === id);
  if (before !== null) {
    const end = place(before);
    if (end === -1) return null;
    const start = Math.max(0, end - limit);
    return { data: all.slice(start, end), has_more: start > 0 };
  }
  const start = after === null ? 0 : place(after) + 1;
  if (after !== null && start === 0) return null;
  return { data: all.slice(start, start + limit), has_more: start + limit < all.length };
}

function json(response: ServerResponse, body: object): void {
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
}

function fail(response: ServerResponse, status: number, code: string, param?: string): void {
  const type = status === 429 || status < 500 ? 'invalid_request_error' : 'api_error';
  refuse(response, status, { type, code, param, message: `Refused: ${code} for ${API_KEY}` });
}

function refuse(response: ServerResponse, status: number, error: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error }));
}
