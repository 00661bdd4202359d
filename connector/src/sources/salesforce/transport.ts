import { PassThrough } from 'node:stream';
import { Transport } from 'jsforce/lib/transport.js';
import type { HttpRequest, HttpResponse } from 'jsforce/lib/types/index.js';
import { StreamPromise } from 'jsforce/lib/util/promise.js';
import { SalesforceError } from './errors.ts';

const LIMIT_MS = 120_000;

/**
 * How jsforce reaches Salesforce. Its own way ends the process when a connection is cut in the middle of an answer (3.10), waits half an hour for
 * an answer, and tries again by itself. This one reads answers whole, within two minutes. Redirects are not followed.
 */
export class SalesforceTransport extends Transport {
  readonly #stop: AbortSignal;
  /** Salesforce's clock at its last answer, in ms; null before. */
  serverTime: number | null = null;

  constructor(stop: AbortSignal) {
    super();
    this.#stop = stop;
  }

  override httpRequest(request: HttpRequest): StreamPromise<HttpResponse> {
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise: this.#ask(request) }));
  }

  async #ask({ url, method, headers, body }: HttpRequest): Promise<HttpResponse> {
    const signal = AbortSignal.any([this.#stop, AbortSignal.timeout(LIMIT_MS)]);
    const { 'content-length': _counted, ...sent } = headers ?? {};
    const response = await fetch(url, {
      method,
      headers: sent,
      body: body as string | undefined,
      redirect: 'manual',
      signal,
    });
    const at = Date.parse(response.headers.get('date') ?? '');
    if (!Number.isNaN(at)) this.serverTime = at;
    const answer = {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
    if (answer.statusCode >= 300 && answer.statusCode < 400) {
      const message = `Salesforce has moved away from ${new URL(url).host}: change the source’s loginUrl, or connect it again`;
      throw new SalesforceError({ kind: 'refused', message });
    }
    if (isBusy(answer)) throw busy(answer);
    return answer;
  }
}

/** Salesforce says 403 where an org asks for too much at once, or has used up its day. */
function isBusy({ statusCode, body }: HttpResponse): boolean {
  if (statusCode === 429 || statusCode === 503) return true;
  return statusCode === 403 && body.includes('REQUEST_LIMIT_EXCEEDED');
}

/** Here, since jsforce's errors do not say how long to wait. */
function busy({ statusCode, headers, body }: HttpResponse): SalesforceError {
  const seconds = Number(headers['retry-after'] ?? NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
  const code = body.includes('REQUEST_LIMIT_EXCEEDED') ? 'REQUEST_LIMIT_EXCEEDED' : `ERROR_HTTP_${statusCode}`;
  const message = `Salesforce takes no more requests for now (${code}); the sync goes on by itself when it does`;
  return new SalesforceError({ kind: 'limited', retryAfterMs, message }, code);
}
