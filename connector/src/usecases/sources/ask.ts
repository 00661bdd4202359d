import { setTimeout as pause } from 'node:timers/promises';
import { Undownloadable, type VendorFailure } from '../../sources/source.ts';
import type { Connection } from './connection.ts';

/** A vendor that did not answer as it should, whatever was tried; the message is for people and holds nothing secret. */
export class SourceFailure extends Error {
  readonly failure: VendorFailure;

  constructor(failure: VendorFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

const ATTEMPTS = 6;
const FIRST_WAIT_MS = 500;
/** Who asks for more patience gets it between two syncs. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Asks a vendor; is it busy or away, again, by its own word or with growing pauses (CLK-2). Throws a SourceFailure, or what the connection's signal
 * was aborted with.
 */
export async function ask<T>(connection: Connection, question: () => Promise<T>): Promise<T> {
  const { signal } = connection;
  for (let attempt = 1; ; attempt++) {
    try {
      signal.throwIfAborted();
      return await question();
    } catch (error) {
      signal.throwIfAborted();
      const failure = failureOf(connection, error);
      const wait = waitOf(failure, attempt);
      if (wait === null) throw new SourceFailure(failure);
      await pause(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

export type Asking = <T>(question: () => Promise<T>) => Promise<T>;

/** So long one question of somebody who waits for the answer may take, and all of them. */
const PATIENCE_MS = 5_000;
const PATIENCE_WITH_ALL_MS = 20_000;

/** Asks for somebody who waits: each question once, for five seconds at most, and none any more once nobody answered. Throws a SourceFailure. */
export function askImpatiently(connection: Connection): Asking {
  const { vendor, signal } = connection;
  const begun = performance.now();
  let nobody: SourceFailure | null = null;
  return async (question) => {
    if (nobody) throw nobody;
    const late: VendorFailure = { kind: 'unavailable', message: `${vendor.label} did not answer in time` };
    const left = begun + PATIENCE_WITH_ALL_MS - performance.now();
    const ended = new AbortController();
    const limit = pause(Math.max(0, Math.min(left, PATIENCE_MS)), undefined, {
      signal: AbortSignal.any([signal, ended.signal]),
    }).then(() => Promise.reject(new SourceFailure(late)));
    try {
      return await Promise.race([askOnce(connection, question), limit]);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SourceFailure && error.failure.kind !== 'refused') nobody = error;
      throw error;
    } finally {
      limit.catch(() => undefined);
      ended.abort();
    }
  };
}

/** Asks once, for what cannot wait. Throws a SourceFailure, or Undownloadable. */
export async function askOnce<T>(connection: Connection, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    connection.signal.throwIfAborted();
    if (error instanceof Undownloadable) throw error;
    throw new SourceFailure(failureOf(connection, error));
  }
}

/** What the failure means, without secrets, whatever of a request the vendor, or a proxy on the way, has echoed. */
export function failureOf({ vendor, access, renewed = [] }: Connection, error: unknown): VendorFailure {
  const failure = vendor.failureOf(error);
  const secrets = [access.secrets, ...renewed]
    .flatMap((some) => Object.values(some as object))
    .filter((secret) => typeof secret === 'string');
  const echoes = secrets.flatMap((secret) => [secret, ...[secret, `${secret}:`].map(base64)]);
  return { ...failure, message: echoes.reduce((text, echo) => text.replaceAll(echo, '…'), failure.message) };
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** In ms; null: not again. */
function waitOf(failure: VendorFailure, attempt: number): number | null {
  if (attempt === ATTEMPTS || (failure.kind !== 'limited' && failure.kind !== 'unavailable')) return null;
  const asked = failure.kind === 'limited' ? failure.retryAfterMs : null;
  const wait = asked ?? FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
  return wait > LONGEST_WAIT_MS ? null : wait;
}
