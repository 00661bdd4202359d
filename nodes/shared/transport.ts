import { type IDataObject, type IHttpRequestMethods, jsonParse, NodeOperationError, sleep } from 'n8n-workflow';
import { problemError, unreachableError } from './errors';
import type { Context } from './context';
import { requestKeys } from './requestKeys';

const CREDENTIAL = 'dunningConnectorApi';
const TIMEOUT_MS = 60_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const PAGE_SIZE = 1_000;

export interface RequestOptions {
  body?: object;
  /** A file in place of a JSON body. */
  file?: { content: Buffer; mimeType: string };
  query?: IDataObject;
  /** The input item an error is shown at. */
  itemIndex?: number;
  timeoutMs?: number;
}

/** Calls to the connector of the node's credential. Whatever is thrown is a NodeApiError or NodeOperationError. */
export interface Connector {
  get<T>(path: string, options?: RequestOptions): Promise<T>;
  post<T>(path: string, options?: RequestOptions): Promise<T>;
  put<T>(path: string, options?: RequestOptions): Promise<T>;
  delete<T>(path: string, options?: RequestOptions): Promise<T>;
  /** As `get`, and null where there is no such record. */
  find<T>(path: string): Promise<T | null>;
  /** As `delete`; a record that is not there is as it should be. */
  discard(path: string): Promise<void>;
  /** The answer as it came, for files. */
  download(path: string, options?: RequestOptions): Promise<Buffer>;
  /** All records of a list, or the first `limit`, page by page. */
  list<T>(path: string, options: RequestOptions & { limit?: number }): Promise<T[]>;
}

interface SendOptions extends RequestOptions {
  /** The answer is a file. */
  isFile?: boolean;
}

interface Response {
  statusCode: number;
  headers: IDataObject;
  body: unknown;
}

/**
 * Reads the credential once, so that a thousand calls cost one look-up of the address.
 *
 * `attempts` counts the first call too. Every POST carries an Idempotency-Key of its own, the same over all its attempts and over
 * n8n's tries of the node: the connector answers a repeated one from memory, so that network errors may be retried for POST as well.
 */
export async function connect(context: Context, { attempts = 4 } = {}): Promise<Connector> {
  const { baseUrl } = await context.getCredentials<{ baseUrl: string }>(CREDENTIAL);
  const root = (baseUrl ?? '').replace(/\/+$/, '');
  if (!/^https?:\/\//.test(root)) {
    throw new NodeOperationError(context.getNode(), `The Base URL of the credential is not an address: "${baseUrl}"`, {
      description: 'Open the credential and enter where the connector answers, e.g. http://127.0.0.1:3210',
    });
  }

  const keys = requestKeys(context);

  async function send(method: IHttpRequestMethods, path: string, options: SendOptions): Promise<Response> {
    if (method !== 'POST') return await sendUnder(null, method, path, options);
    const key = keys.next({ path, query: options.query, body: options.file?.content ?? options.body });
    const response = await sendUnder(key, method, path, options);
    if (isRefused(response)) keys.refused(key);
    return response;
  }

  async function sendUnder(
    key: string | null,
    method: IHttpRequestMethods,
    path: string,
    options: SendOptions,
  ): Promise<Response> {
    const headers: IDataObject = { Accept: options.isFile ? '*/*' : 'application/json' };
    if (options.file) headers['Content-Type'] = options.file.mimeType;
    if (key !== null) headers['Idempotency-Key'] = key;
    const deadline = Date.now() + (options.timeoutMs ?? TIMEOUT_MS);
    let isAnyLost = false;
    for (let attempt = 1; ; attempt++) {
      const response = await attemptOnce({ method, path, headers, options });
      const mayRetry = attempt < attempts && !isCancelled(context);
      if ('unreachable' in response) {
        isAnyLost = true;
        if (!mayRetry) throw unreachableError(context, response.unreachable, root, options.itemIndex);
        await sleep(delayBefore(attempt));
      } else if (isUnderWay(response) && Date.now() < deadline && !isCancelled(context)) {
        await sleep(delayBefore(attempt, response.headers['retry-after']));
      } else {
        // What is gone now was deleted by the attempt whose answer was lost.
        if (method === 'DELETE' && isAnyLost && response.statusCode === 404) return { ...response, statusCode: 204 };
        if (!mayRetry || !isTemporary(response.statusCode)) return response;
        await sleep(delayBefore(attempt, response.headers['retry-after']));
      }
    }
  }

  async function attemptOnce(call: {
    method: IHttpRequestMethods;
    path: string;
    headers: IDataObject;
    options: SendOptions;
  }): Promise<Response | { unreachable: Error }> {
    try {
      return (await context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL, {
        method: call.method,
        url: root + call.path,
        headers: { ...call.headers },
        qs: call.options.query,
        body: call.options.file?.content ?? (call.options.body as IDataObject | undefined),
        json: !call.options.isFile,
        encoding: call.options.isFile ? 'arraybuffer' : undefined,
        timeout: call.options.timeoutMs ?? TIMEOUT_MS,
        returnFullResponse: true,
        ignoreHttpStatusErrors: true,
      })) as Response;
    } catch (error) {
      return { unreachable: error as Error };
    }
  }

  async function request<T>(method: IHttpRequestMethods, path: string, options: RequestOptions = {}): Promise<T> {
    const response = await send(method, path, options);
    if (response.statusCode >= 400) throw problemError(context, response.statusCode, response.body, options.itemIndex);
    return response.body as T;
  }

  /** Whether the record is there, and the answer. */
  async function attempt(method: IHttpRequestMethods, path: string): Promise<Response | null> {
    const response = await send(method, path, {});
    if (response.statusCode === 404) return null;
    if (response.statusCode >= 400) throw problemError(context, response.statusCode, response.body);
    return response;
  }

  async function download(path: string, options: RequestOptions = {}): Promise<Buffer> {
    const response = await send('GET', path, { ...options, isFile: true });
    const content = Buffer.from(response.body as Buffer);
    if (response.statusCode < 400) return content;
    const problem = jsonParse<object>(content.toString(), { fallbackValue: {} });
    throw problemError(context, response.statusCode, problem, options.itemIndex);
  }

  return {
    download,
    async find<T>(path: string) {
      return ((await attempt('GET', path))?.body as T | undefined) ?? null;
    },
    async discard(path) {
      await attempt('DELETE', path);
    },
    get: (path, options) => request('GET', path, options),
    post: (path, options) => request('POST', path, options),
    put: (path, options) => request('PUT', path, options),
    delete: (path, options) => request('DELETE', path, options),
    async list<T>(path: string, { limit = Infinity, query, itemIndex }: RequestOptions & { limit?: number }) {
      const records: T[] = [];
      let cursor: string | null | undefined;
      do {
        const page: { data: T[]; nextCursor?: string | null } = await request('GET', path, {
          query: { ...query, limit: Math.min(PAGE_SIZE, limit - records.length), ...(cursor ? { cursor } : {}) },
          itemIndex,
        });
        for (const record of page.data) records.push(record);
        cursor = page.nextCursor;
      } while (cursor && records.length < limit);
      return records.slice(0, limit === Infinity ? undefined : limit);
    },
  };
}

function isTemporary(status: number): boolean {
  return status === 429 || status >= 500;
}

/** An earlier attempt, whose answer was lost, is still being carried out: the next one under its key gets that answer. */
function isUnderWay({ statusCode, headers }: Response): boolean {
  return statusCode === 409 && headers['retry-after'] !== undefined;
}

/** Nothing was done, for sure: a request that waited too long for its answer, or comes too often, may have been carried out before. */
function isRefused(response: Response): boolean {
  const { statusCode } = response;
  return statusCode >= 400 && !isTemporary(statusCode) && !isUnderWay(response);
}

function isCancelled(context: Context): boolean {
  return 'getExecutionCancelSignal' in context && context.getExecutionCancelSignal()?.aborted === true;
}

/** Milliseconds to wait after attempt number `attempt`: what the connector asks for, else doubling with some jitter. */
function delayBefore(attempt: number, retryAfter?: unknown): number {
  const asked = Number(retryAfter) * 1_000;
  if (asked > 0) return Math.min(asked, LONGEST_DELAY_MS);
  return Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.75 + Math.random() / 2), LONGEST_DELAY_MS);
}
