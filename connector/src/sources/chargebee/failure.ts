import type { VendorFailure } from '../source.ts';

/** What the SDK throws: the answer's JSON as it is, or an error of its own where there was none. */
interface Thrown {
  readonly http_status_code?: number;
  readonly api_error_code?: string;
  readonly param?: string;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
}

export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** What the failure of a call to Chargebee means; a sentence of Chargebee's holds no key. */
export function failureOf(error: unknown): VendorFailure {
  const { api_error_code: code, param, message = '', headers } = thrown(error);
  const status = statusOf(error);
  if (status === 429) {
    const seconds = Number(headers?.['retry-after'] ?? Number.NaN);
    const retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
    return { kind: 'limited', retryAfterMs, message: 'Chargebee takes no more requests for now' };
  }
  if (status === 401 || status === 403) {
    return {
      kind: 'unauthorized',
      message: `Chargebee does not take the API key: give one of this site that may read (${message})`,
    };
  }
  if (status === undefined) return { kind: 'unavailable', message: 'Chargebee could not be reached' };
  if (status >= 500) return { kind: 'unavailable', message: `Chargebee answered with ${status}` };
  if (code === 'param_wrong_value' && param === 'offset')
    return { kind: 'cursorLost', message: 'Chargebee no longer knows where the sync stood' };
  return { kind: 'refused', message: `Chargebee answered with ${status}: ${message}` };
}

function statusOf(error: unknown): number | undefined {
  return thrown(error).http_status_code;
}

function thrown(error: unknown): Thrown {
  return typeof error === 'object' && error !== null ? error : {};
}
