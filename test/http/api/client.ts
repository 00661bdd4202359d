import type { problem } from '../../../connector/src/http/contracts/common.ts';
import { Contract, type OpenApiDocument } from './contract.ts';

interface Schema {
  readonly _zod: { readonly output: unknown; readonly input: unknown };
}

/** The connector's contracts as types. */
export type Output<S extends Schema> = S['_zod']['output'];
export type Input<S extends Schema> = S['_zod']['input'];
export type Problem = Output<typeof problem>;

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface Sending {
  readonly body?: unknown;
  /** Sent as it is, instead of `body` as JSON. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the API; every answer is held against the OpenAPI document. */
export class Client {
  readonly url: string;
  readonly #key: string | null;

  /** `key`: the API key; null sends none. */
  constructor(url: string, key: string | null) {
    this.url = url;
    this.#key = key;
  }

  /** The same connector, with another key. */
  withKey(key: string | null): Client {
    return new Client(this.url, key);
  }

  /** The answer, whatever its status. */
  async request<T>(method: string, path: string, { body, raw, headers }: Sending = {}): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        Accept: 'application/json',
        ...(this.#key === null ? {} : { Authorization: `Bearer ${this.#key}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? true;
    const answer = {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as T,
    };
    const breach = await this.#breach(method, path, answer);
    if (breach) throw new Error(`${breach}\n${text}`);
    return answer;
  }

  get<T>(path: string): Promise<T> {
    return this.#done<T>('GET', path);
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return this.#done<T>('POST', path, body);
  }

  put<T>(path: string, body?: unknown): Promise<T> {
    return this.#done<T>('PUT', path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.#done<T>('DELETE', path);
  }

  /** Every record of a list, page after page. */
  async all<T>(path: string, limit = 1000): Promise<T[]> {
    const records: T[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = `${path.includes('?') ? '&' : '?'}limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: { data: T[]; nextCursor: string | null } = await this.get(path + query);
      records.push(...page.data);
      cursor = page.nextCursor;
    }
    return records;
  }

  /** The problem that a call ends in; throws if the call succeeds. */
  async problem(method: string, path: string, sending: Sending | object = {}): Promise<Problem> {
    const { status, headers, body } = await this.request<Problem>(
      method,
      path,
      isSending(sending) ? sending : { body: sending },
    );
    if (status < 400) throw new Error(`${method} ${path} succeeded with ${status}: ${JSON.stringify(body)}`);
    if (!headers.get('content-type')?.startsWith('application/problem+json') || body.status !== status) {
      throw new Error(`${method} ${path} answered ${status} without a problem document: ${JSON.stringify(body)}`);
    }
    return body;
  }

  async #done<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.request<T>(method, path, { body });
    if (answer.status < 300) return answer.body;
    throw new Error(
      `${method} ${path} ${JSON.stringify(body)?.slice(0, 500)} → ${answer.status} ${JSON.stringify(answer.body)}`,
    );
  }

  async #breach(method: string, path: string, { status, headers, body }: Answer): Promise<string | null> {
    const route = path.split('?')[0]!;
    if (!route.startsWith('/v1/') || route === '/v1/openapi.json') return null;
    const contract = await contractAt(this.url);
    return contract.breach({ method, path: route, status, contentType: headers.get('content-type') ?? '', body });
  }
}

function isSending(value: object): value is Sending {
  return Object.keys(value).every((key) => key === 'body' || key === 'raw' || key === 'headers');
}

let contract: Promise<Contract> | null = null;

/** The document is the same whichever connector serves it. */
function contractAt(url: string): Promise<Contract> {
  contract ??= fetch(`${url}/v1/openapi.json`).then(
    async (response) => new Contract((await response.json()) as OpenApiDocument),
  );
  return contract;
}
