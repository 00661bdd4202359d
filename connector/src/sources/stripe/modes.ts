import type { Books } from '../source.ts';
import type { StripeSecrets } from './settings.ts';

const books = (mode: string, path: string): Books => ({ name: `${mode} mode`, path });

/** A key names no account, but whether it is of test or live mode. */
export function booksOf(secrets: StripeSecrets | null): Books | null {
  const mode = secrets && /^.k_(test|live)_/.exec(secrets.apiKey)?.[1];
  return mode ? books(mode, 'secrets.apiKey') : null;
}

/** Events and objects say of which mode they are; deleted ones do not. */
export function booksNamedBy(given: unknown): Books | null {
  const { livemode } = (given ?? {}) as { readonly livemode?: unknown };
  return typeof livemode === 'boolean' ? books(livemode ? 'live' : 'test', 'livemode') : null;
}

/** Whether an event is of the other mode than the key: endpoints for connected accounts get those of both. */
export function isOfOtherMode(secrets: StripeSecrets, event: unknown): boolean {
  const [own, told] = [booksOf(secrets), booksNamedBy(event)];
  return own !== null && told !== null && own.name !== told.name;
}
