import type { VendorFailure } from '../source.ts';

/** What Intuit asks for after a 429 that does not say how long. */
const THROTTLED_MS = 60_000;

/** Why QuickBooks did not answer with what was asked for. */
export class QuickBooksError extends Error {
  /** 0 where there was no whole answer. */
  readonly status: number;
  /** Intuit’s code, such as 610 for an object that is not there; empty where there was none. */
  readonly code: string;
  /** When it answered, by its own clock, in milliseconds. */
  readonly at: number;
  readonly retryAfterMs: number | null;

  constructor(status: number, message: string, { code = '', at = 0, retryAfterMs = null as number | null } = {}) {
    super(message);
    this.name = 'QuickBooksError';
    this.status = status;
    this.code = code;
    this.at = at;
    this.retryAfterMs = retryAfterMs;
  }

  get isNotThere(): boolean {
    return this.code === '610' || this.status === 404;
  }
}

/** Intuit takes the app’s keys or the refresh token no more. */
export class AccessRefused extends Error {}

/** Change data capture cannot tell all that was deleted since the last sync. */
export class ChangesLost extends Error {}

interface FaultError {
  readonly Message?: string;
  readonly Detail?: string;
  readonly code?: string;
  readonly message?: string;
  readonly detail?: string;
}

/** An answer that is none of 200, as an error. Gateways before the API spell faults in small letters, or answer in HTML. */
export function refusal(status: number, body: string, retryAfter: string | null): QuickBooksError {
  const { time, Fault, fault } = parsed(body);
  const [first] = Fault?.Error ?? fault?.error ?? [];
  const said = new Set([first?.Message ?? first?.message, first?.Detail ?? first?.detail]);
  const words = [...said].filter((text) => text !== undefined).join(': ');
  const seconds = Number(retryAfter ?? NaN);
  return new QuickBooksError(status, `QuickBooks answered ${status}${words === '' ? '' : `: ${words}`}`.slice(0, 500), {
    code: first?.code,
    at: Date.parse(time ?? '') || 0,
    retryAfterMs: status !== 429 ? null : seconds >= 0 ? seconds * 1000 : THROTTLED_MS,
  });
}

function parsed(body: string): {
  readonly time?: string;
  readonly Fault?: { readonly Error?: readonly FaultError[] };
  readonly fault?: { readonly error?: readonly FaultError[] };
} {
  try {
    return (JSON.parse(body) ?? {}) as object;
  } catch {
    return {};
  }
}

export function failureOf(error: unknown): VendorFailure {
  if (error instanceof ChangesLost) return { kind: 'cursorLost', message: error.message };
  if (error instanceof AccessRefused) return { kind: 'unauthorized', message: error.message };
  if (!(error instanceof QuickBooksError)) return { kind: 'unavailable', message: 'QuickBooks could not be asked' };
  const { status, message, retryAfterMs } = error;
  if (status === 429) return { kind: 'limited', retryAfterMs, message };
  if (status === 0 || status >= 500) return { kind: 'unavailable', message };
  if (status === 401 || status === 403) {
    const remedy = 'check that the app is still connected to the company realmId';
    return { kind: 'unauthorized', message: `${message}: ${remedy}` };
  }
  return { kind: 'refused', message };
}
