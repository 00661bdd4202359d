import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { RecentlyUsed } from '../delivery/recentlyUsed.ts';
import { hashKey } from '../usecases/organization/manageAccess.ts';
import { Problem } from './problem.ts';

const MINUTE_MS = 60_000;
const MOST = 100;
const REMEMBERED = 10_000;

/** Where a request comes from: an IPv4 address, or the network of an IPv6 one, since a single guest has as many as they like. */
export function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}

/**
 * Keys that nobody has, by the address that tries them: whoever tries too many different ones in a minute is refused without a look at the
 * key until the minute has passed. The same wrong key once more is a mistake, no guess; who has been known here goes on from any address.
 */
export class KeyGuesses {
  readonly #limit: number;
  readonly #known = new RecentlyUsed<string, true>(REMEMBERED);
  #tried = new Map<string, Set<string>>();
  #since = performance.now();

  /** `perMinute`: requests that one key may make; 0 = no limits at all. */
  constructor(perMinute: number) {
    this.#limit = perMinute === 0 ? Infinity : Math.min(perMinute, MOST);
  }

  /** Throws a 429 if the address has tried too many. */
  check(request: Request): void {
    const now = performance.now();
    if (now - this.#since >= MINUTE_MS) {
      this.#tried = new Map();
      this.#since = now;
    }
    const tried = this.#tried.get(addressOf(request));
    const name = nameOf(request);
    if (name === null || !tried || tried.size < this.#limit || tried.has(name) || this.#known.get(name)) return;
    const seconds = Math.ceil((this.#since + MINUTE_MS - now) / 1000);
    throw new Problem(
      429,
      `More than ${this.#limit} different keys that nobody has came from this address within a minute: wait`,
      undefined,
      seconds,
    );
  }

  wasRight(request: Request): void {
    this.#known.set(nameOf(request)!, true);
  }

  wasWrong(request: Request): void {
    const name = nameOf(request);
    if (name === null) return;
    const address = addressOf(request);
    const tried = this.#tried.get(address);
    if (tried) tried.add(name);
    else this.#tried.set(address, new Set([name]));
  }
}

/** Of what is tried; null: nothing is. */
function nameOf(request: Request): string | null {
  const authorization = request.get('authorization');
  return authorization ? hashKey(authorization) : null;
}
