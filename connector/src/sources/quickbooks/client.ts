import type { AnyObject, Entity } from './objects.ts';

/** Of the API as it has been since August 2025. */
const MINOR_VERSION = '75';
/** Ten requests a second and 500 a minute are allowed per company; this is 480 a minute. */
const MS_BETWEEN_REQUESTS = 125;
const MOST_ATTEMPTS = 5;
const TIMEOUT_MS = 60_000;
/** What Intuit asks for after a 429 that does not say how long. */
const THROTTLED_MS = 60_000;
export const PAGE_SIZE = 1000;

/** Why QuickBooks did not answer with what was asked for. */
export class QuickBooksError extends Error {
  readonly status: number;
  /** Intuit’s code, such as 610 for an object that is not there; empty where there was none. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'QuickBooksError';
    this.status = status;
    this.code = code;
  }
}

export interface ClientOptions {
  /** `https://quickbooks.api.intuit.com`, the sandbox’s, or a test’s. */
  readonly baseUrl: string;
  readonly realmId: string;
  /** An access token that is good; `rejected` is one that was not, though it should have been. */
  readonly accessToken: (rejected: string | null) => Promise<string>;
  readonly wait: (ms: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

/** The REST API of one company, one request after the other: throttled, and tried again where that can help. */
export class QuickBooksClient {
  readonly #options: ClientOptions;
  #lastRequest = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Objects of an entity by a statement of Intuit’s query language. */
  async query<T = AnyObject>(entity: string, clauses = ''): Promise<T[]> {
    const statement = `select * from ${entity}${clauses === '' ? '' : ` ${clauses}`}`;
    const { QueryResponse } = await this.#json<{ QueryResponse: Record<string, T[]> }>('query', { query: statement });
    return QueryResponse[entity] ?? [];
  }

  async count(entity: Entity): Promise<number> {
    const query = `select count(*) from ${entity}`;
    const answer = await this.#json<{ QueryResponse: { totalCount?: number } }>('query', { query });
    return answer.QueryResponse.totalCount ?? 0;
  }

  /** Change data capture: what changed since an instant, at most 30 days ago, deleted objects too. */
  async changes(entities: readonly Entity[], since: number): Promise<[Entity, AnyObject[]][]> {
    const asked = { entities: entities.join(','), changedSince: new Date(since).toISOString() };
    const { CDCResponse } = await this.#json<{
      CDCResponse: { QueryResponse: Record<string, AnyObject[]>[] }[];
    }>('cdc', asked);
    const answers = CDCResponse.flatMap(({ QueryResponse }) => QueryResponse);
    return entities.map((entity) => [entity, answers.flatMap((answer) => answer[entity] ?? [])]);
  }

  /** One object; null if it is not there. */
  async read(entity: Entity, id: string): Promise<AnyObject | null> {
    const path = `${entity.toLowerCase()}/${encodeURIComponent(id)}`;
    const asked: Record<string, string> = entity === 'Invoice' ? { include: 'invoiceLink' } : {};
    try {
      const answer = await this.#json<Record<string, AnyObject>>(path, asked);
      return answer[entity] ?? null;
    } catch (error) {
      if (error instanceof QuickBooksError && (error.code === '610' || error.status === 404)) return null;
      throw error;
    }
  }

  /** An invoice as QuickBooks prints it. */
  invoicePdf(id: string): Promise<Buffer> {
    return this.#request(`invoice/${encodeURIComponent(id)}/pdf`, {}, 'application/pdf');
  }

  async #json<T>(path: string, asked: Readonly<Record<string, string>>): Promise<T> {
    return JSON.parse((await this.#request(path, asked, 'application/json')).toString()) as T;
  }

  async #request(path: string, asked: Readonly<Record<string, string>>, accept: string): Promise<Buffer> {
    const { baseUrl, realmId, accessToken, wait } = this.#options;
    const url = new URL(`/v3/company/${realmId}/${path}`, baseUrl);
    for (const [name, value] of Object.entries({ ...asked, minorversion: MINOR_VERSION })) {
      url.searchParams.set(name, value);
    }
    let rejected: string | null = null;
    for (let attempt = 1; ; attempt += 1) {
      const token = await accessToken(rejected);
      await this.#pace();
      const answer = await this.#attempt(url, token, accept);
      if (answer.status === 200) return answer.body;
      if (answer.status === 401 && rejected === null) {
        rejected = token;
        continue;
      }
      const passes = answer.status === 0 || answer.status === 429 || answer.status >= 500;
      if (!passes || attempt >= MOST_ATTEMPTS) throw failure(answer);
      await wait(answer.waitMs ?? 500 * 2 ** attempt);
    }
  }

  /** One request, its whole body read; status 0 where no whole answer came. */
  async #attempt(url: URL, token: string, accept: string): Promise<Answer> {
    const { signal } = this.#options;
    try {
      const response = await fetch(url, {
        headers: { Authorization: `Bearer ${token}`, Accept: accept },
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
      });
      const body = Buffer.from(await response.arrayBuffer());
      const seconds = Number(response.headers.get('Retry-After') ?? NaN);
      const waitMs = response.status !== 429 ? null : seconds > 0 ? seconds * 1000 : THROTTLED_MS;
      return { status: response.status, body, waitMs };
    } catch (error) {
      if (signal?.aborted) throw error;
      return { status: 0, body: Buffer.alloc(0), waitMs: null };
    }
  }

  async #pace(): Promise<void> {
    const early = this.#lastRequest + MS_BETWEEN_REQUESTS - Date.now();
    if (early > 0) await this.#options.wait(early);
    this.#lastRequest = Date.now();
  }
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  /** How long QuickBooks asks to be left alone. */
  readonly waitMs: number | null;
}

interface Fault {
  readonly Error?: readonly { readonly Message?: string; readonly Detail?: string; readonly code?: string }[];
}

function failure({ status, body }: Answer): QuickBooksError {
  if (status === 0) return new QuickBooksError(0, '', 'QuickBooks did not answer');
  const [first] = faultIn(body.toString())?.Error ?? [];
  const said = [first?.Message, first?.Detail].filter((text, index, all) => text && all.indexOf(text) === index);
  const message = `QuickBooks answered ${status}${said.length > 0 ? `: ${said.join(': ')}` : ''}`;
  return new QuickBooksError(status, first?.code ?? '', message.slice(0, 500));
}

/** Intuit spells faults in two ways: `Fault` by the API, `fault` by what stands before it. */
function faultIn(text: string): Fault | null {
  try {
    const { Fault: fault, fault: other } = JSON.parse(text) as { Fault?: Fault; fault?: LowerFault };
    if (fault) return fault;
    return { Error: other?.error?.map(({ message, detail, code }) => ({ Message: message, Detail: detail, code })) };
  } catch {
    return null; // gateways answer with HTML
  }
}

interface LowerFault {
  readonly error?: readonly { readonly message?: string; readonly detail?: string; readonly code?: string }[];
}
