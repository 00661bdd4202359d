import type { AnyObject, Entity } from './objects.ts';
import { QuickBooksError, refusal } from './failures.ts';

/** Of the API as it has been since August 2025. */
const MINOR_VERSION = '75';
const TIMEOUT_MS = 60_000;

export interface Access {
  /** `https://quickbooks.api.intuit.com`, the sandbox’s, or a test’s. */
  readonly apiUrl: string;
  readonly realmId: string;
  /** An access token that is good; `rejected` is one that was not, though it should have been. */
  readonly accessToken: (rejected: string | null) => Promise<string>;
  readonly signal: AbortSignal;
}

/** Objects, and when QuickBooks read them, by its own clock; an instant in milliseconds. */
export interface Read<T> {
  readonly objects: readonly T[];
  readonly at: number;
}

/** The REST API of one company. What fails throws a QuickBooksError; only an access token that has just expired is replaced. */
export class QuickBooksApi {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  /** Objects of an entity by a statement of Intuit’s query language. */
  async query<T = AnyObject>(entity: string, clauses = ''): Promise<Read<T>> {
    const query = `select * from ${entity}${clauses === '' ? '' : ` ${clauses}`}`;
    const { QueryResponse, time } = await this.#json<{ QueryResponse: Record<string, T[]>; time: string }>('query', {
      query,
    });
    return { objects: QueryResponse[entity] ?? [], at: Date.parse(time) };
  }

  /** Change data capture: what changed since an instant, at most 30 days ago, deleted objects too. */
  async changes(entities: readonly Entity[], since: number): Promise<Read<[Entity, AnyObject]>> {
    const { CDCResponse, time } = await this.#json<{
      CDCResponse: { QueryResponse: Record<string, AnyObject[]>[] }[];
      time: string;
    }>('cdc', { entities: entities.join(','), changedSince: new Date(since).toISOString() });
    const answers = CDCResponse.flatMap(({ QueryResponse }) => QueryResponse);
    const objects = entities.flatMap((entity) =>
      answers.flatMap((answer) => (answer[entity] ?? []).map((object): [Entity, AnyObject] => [entity, object])),
    );
    return { objects, at: Date.parse(time) };
  }

  /** One object; none, with the instant of the answer, if it is not there. */
  async read(entity: Entity, id: string): Promise<Read<AnyObject>> {
    try {
      const path = `${entity.toLowerCase()}/${encodeURIComponent(id)}`;
      const answer = await this.#json<Record<Entity, AnyObject> & { time: string }>(path, {});
      return { objects: [answer[entity]], at: Date.parse(answer.time) };
    } catch (error) {
      if (error instanceof QuickBooksError && error.isNotThere) return { objects: [], at: error.at };
      throw error;
    }
  }

  /** An invoice as QuickBooks prints it; null if it is not there. */
  invoicePdf(id: string): Promise<Uint8Array | null> {
    return ifThere(() => this.#request(`invoice/${encodeURIComponent(id)}/pdf`, {}, 'application/pdf'));
  }

  /** Where a customer sees and pays an invoice; null where it is not there, or cannot be paid online. */
  async invoiceLink(id: string): Promise<string | null> {
    const path = `invoice/${encodeURIComponent(id)}`;
    const answer = await ifThere(() =>
      this.#json<{ Invoice: { InvoiceLink?: string } }>(path, { include: 'invoiceLink' }),
    );
    return answer?.Invoice.InvoiceLink ?? null;
  }

  async #json<T>(path: string, asked: Readonly<Record<string, string>>): Promise<T> {
    const body = await this.#request(path, asked, 'application/json');
    try {
      return JSON.parse(body.toString()) as T;
    } catch {
      throw new QuickBooksError(0, 'QuickBooks answered with something that is no JSON');
    }
  }

  async #request(path: string, asked: Readonly<Record<string, string>>, accept: string): Promise<Buffer> {
    const { apiUrl, realmId, accessToken } = this.#access;
    const url = new URL(`/v3/company/${encodeURIComponent(realmId)}/${path}`, apiUrl);
    for (const [name, value] of Object.entries({ ...asked, minorversion: MINOR_VERSION })) {
      url.searchParams.set(name, value);
    }
    const token = await accessToken(null);
    const first = await this.#ask(url, token, accept);
    const answer = first.status === 401 ? await this.#ask(url, await accessToken(token), accept) : first;
    if (answer.status === 200) return answer.body;
    throw refusal(answer.status, answer.body.toString(), answer.retryAfter);
  }

  /** One request, and its whole body. */
  async #ask(url: URL, token: string, accept: string) {
    const { signal } = this.#access;
    try {
      const response = await fetch(url, {
        headers: { Authorization: `Bearer ${token}`, Accept: accept },
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), signal]),
      });
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, body, retryAfter: response.headers.get('Retry-After') };
    } catch {
      signal.throwIfAborted();
      throw new QuickBooksError(0, 'QuickBooks did not answer');
    }
  }
}

async function ifThere<T>(question: () => Promise<T>): Promise<T | null> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof QuickBooksError && error.isNotThere) return null;
    throw error;
  }
}
