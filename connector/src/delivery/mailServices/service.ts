import type { IncomingMail } from '../../domain/incoming/mail.ts';
import type { Finding } from '../../domain/incoming/reports.ts';

/** A webhook as it came: signatures are over its very bytes. */
export interface ServiceRequest {
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** Wall-clock ms. */
  readonly now: number;
}

/** One thing that a mail service tells of a message. */
export interface ToldEvent extends Pick<Finding, 'event' | 'bounceType' | 'text'> {
  /** What may name our message: the action that the service echoes, or the Message-ID. */
  readonly names: readonly string[];
  readonly address: string | null;
  /** Instant in ms. */
  readonly at: number | null;
  /** Names what is told, where the service gives it a name. */
  readonly externalId: string | null;
}

/** How a service calls the events that mean the same everywhere. */
export type PlainKinds = Readonly<Record<string, 'delivered' | 'opened' | 'clicked' | 'complained'>>;

/** One of these events: a delivery says what the other server said, a click its link; null for what is none of them. */
export function plainEvent(
  told: Omit<ToldEvent, 'event' | 'text'>,
  kind: unknown,
  kinds: PlainKinds,
  { text, url }: { readonly text: string | null; readonly url: unknown },
): ToldEvent | null {
  const event = typeof kind === 'string' && Object.hasOwn(kinds, kind) ? kinds[kind]! : null;
  if (event === null) return null;
  return { ...told, event, text: event === 'delivered' ? text : event === 'clicked' ? textOf(url) : null };
}

/** What a request holds: events, messages that came in, or nothing that anybody waits for. */
export interface Told {
  readonly events: readonly ToldEvent[];
  readonly mails: readonly IncomingMail[];
  /** Was used before and must not be again for anything else, since the signature does not cover the body. */
  readonly token?: string;
}

export const NOTHING_TOLD: Told = Object.freeze({ events: [], mails: [] });

/** A request that is not from the service (401), or not what it sends (400). */
export class ServiceRefused extends Error {
  /** 503 where it cannot be verified now: services send again. */
  readonly status: 400 | 401 | 503;

  constructor(status: 400 | 401 | 503, message: string) {
    super(message);
    this.status = status;
  }
}

/** A mail service whose webhooks are taken. */
export interface MailService {
  readonly name: string;
  /** Bytes of a body that are read at most, in megabytes. */
  readonly limitMegabytes: number;
  /** Checks what can be checked before the body is read; throws `ServiceRefused`. */
  admit?(headers: ServiceRequest['headers']): void;
  /** Verifies and reads a request; throws `ServiceRefused`. */
  receive(request: ServiceRequest): Promise<Told>;
  /** What a message carries on its way out so that the service names its action with whatever it tells. */
  headersFor(actionId: string): Readonly<Record<string, string>>;
}

/** JSON, or a 400. */
export function parseJson(body: Buffer | string): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new ServiceRefused(400, 'The body is not valid JSON');
  }
}

export type Json = Readonly<Record<string, unknown>>;

/** An object, or a 400; `what` names it. */
export function objectOf(value: unknown, what: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new ServiceRefused(400, `${what} must be a JSON object`);
}

/** A part that may be missing: an empty object then. */
export function partOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** A text, or a number as one; null for anything else, and for the empty text. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** What of the given values is a text. */
export function textsOf(...values: readonly unknown[]): string[] {
  return values.flatMap((value) => textOf(value) ?? []);
}

/** An ISO instant → ms; null for none. */
export function instantOf(value: unknown): number | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** Seconds since 1970, with or without a fraction → ms; null for none. */
export function secondsOf(value: unknown): number | null {
  const seconds = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : null;
}
