import type { VendorFailure } from '../source.ts';

/** A failed call, in words that may be shown: they hold no secret, and say what to do where something can be done. */
export class SalesforceError extends Error {
  readonly failure: VendorFailure;
  /** As Salesforce names it: `INVALID_FIELD`, `REQUEST_LIMIT_EXCEEDED`, …; null where it never answered. */
  readonly code: string | null;

  constructor(failure: VendorFailure, code: string | null = null) {
    super(failure.message);
    this.name = 'SalesforceError';
    this.failure = failure;
    this.code = code;
  }
}

const LIMITS = new Set(['REQUEST_LIMIT_EXCEEDED', 'ERROR_HTTP_429', 'ERROR_HTTP_420']);
const PASSING = new Set(['SERVER_UNAVAILABLE', 'UNABLE_TO_LOCK_ROW', 'QUERY_TIMEOUT']);
const UNAUTHORIZED = new Set(['INVALID_SESSION_ID', 'API_DISABLED_FOR_ORG', 'INVALID_LOGIN', 'ORG_LOCKED']);
const LONGEST = 500;

/** What an error of jsforce, or of the way to Salesforce, means. */
export function failureOf(error: unknown): VendorFailure {
  if (error instanceof SalesforceError) return error.failure;
  const {
    errorCode,
    message = String(error),
    cause,
  } = error as { errorCode?: unknown; message?: string; cause?: unknown };
  const words = message.replace(/\s+/g, ' ').slice(0, LONGEST);
  if (typeof errorCode !== 'string') {
    const reason = cause instanceof Error ? `: ${cause.message}` : '';
    return { kind: 'unavailable', message: `Salesforce did not answer (${words}${reason})` };
  }
  const said = `${errorCode}: ${words}`;
  if (LIMITS.has(errorCode))
    return { kind: 'limited', retryAfterMs: null, message: `Salesforce takes no more requests for now (${said})` };
  if (PASSING.has(errorCode) || errorCode.startsWith('ERROR_HTTP_5'))
    return { kind: 'unavailable', message: `Salesforce could not answer (${said})` };
  if (UNAUTHORIZED.has(errorCode)) {
    const remedy = 'check the user and the connected app, then give the source new secrets';
    return { kind: 'unauthorized', message: `Salesforce does not let the connector in (${said}): ${remedy}` };
  }
  return { kind: 'refused', message: `Salesforce refuses the request (${said})` };
}
