import { setTimeout as pause } from 'node:timers/promises';
import type { ClientContext, SourceAccess } from '../source.ts';
import { AccessRefused } from './failures.ts';
import { type QuickBooksSecrets, type QuickBooksSettings, tokenUrlOf } from './settings.ts';
import { refreshTokens } from './tokens.ts';

/** An access token that ends sooner is taken as ended: the request takes a while, too. */
const SPARE_MS = 60_000;
/** As long as another process may take to keep the tokens that Intuit has just given it. */
const LOOKS = 4;
const BETWEEN_LOOKS_MS = 250;

/** Refreshes of this process that are on their way, by the refresh token that they spend. */
const onTheirWay = new Map<string, Promise<QuickBooksSecrets>>();

/**
 * Gives access tokens. Intuit changes the refresh token with a refresh, so whatever comes is kept, encrypted, before it is used; and who holds an
 * older one, since another sync or process was first, takes what that one kept.
 */
export function accessKeeper(
  { settings, secrets }: SourceAccess<QuickBooksSettings, QuickBooksSecrets>,
  context: ClientContext<QuickBooksSecrets>,
): (rejected: string | null) => Promise<string> {
  let held = secrets;
  const refresh = async (spent: QuickBooksSecrets): Promise<QuickBooksSecrets> => {
    const app = { clientId: settings.clientId, clientSecret: spent.clientSecret, tokenUrl: tokenUrlOf(settings) };
    const next = { ...spent, ...(await refreshTokens(app, spent.refreshToken, context.wall())) };
    await context.saveSecrets(next);
    return next;
  };
  const refreshOnce = (spent: QuickBooksSecrets) => {
    const refreshing = onTheirWay.get(spent.refreshToken) ?? refresh(spent);
    onTheirWay.set(spent.refreshToken, refreshing);
    return refreshing.finally(() => onTheirWay.delete(spent.refreshToken));
  };
  return async (rejected) => {
    const isGood = ({ accessToken, accessUntil = 0 }: QuickBooksSecrets) =>
      accessToken !== undefined && accessToken !== rejected && accessUntil - SPARE_MS > context.wall();
    if (isGood(held)) return held.accessToken!;
    held = await context.loadSecrets();
    if (!isGood(held)) {
      try {
        held = await refreshOnce(held);
      } catch (error) {
        if (!(error instanceof AccessRefused)) throw error;
        held = await keptByAnother(held, context, error);
      }
    }
    return held.accessToken!;
  };
}

/** Another process may have spent the refresh token a moment ago; the refusal holds if none did. */
async function keptByAnother(
  { refreshToken }: QuickBooksSecrets,
  context: ClientContext<QuickBooksSecrets>,
  refused: AccessRefused,
): Promise<QuickBooksSecrets> {
  for (let look = 0; look < LOOKS; look += 1) {
    const kept = await context.loadSecrets();
    if (kept.refreshToken !== refreshToken && kept.accessToken !== undefined) return kept;
    await pause(BETWEEN_LOOKS_MS, undefined, { signal: context.signal });
  }
  throw refused;
}
