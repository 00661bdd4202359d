import { type Renewal, renewedSecrets } from '../renewal.ts';
import type { ClientContext, SourceAccess } from '../source.ts';
import { AccessRefused } from './failures.ts';
import { type QuickBooksSecrets, type QuickBooksSettings, tokenUrlOf } from './settings.ts';
import { refreshTokens } from './tokens.ts';

/** An access token that ends sooner is taken as ended: the request takes a while, too. */
const SPARE_MS = 60_000;

/** Gives access tokens; Intuit changes the refresh token with a refresh. `rejected`: the one that was not taken. */
export function accessKeeper(
  { settings, secrets }: SourceAccess<QuickBooksSettings, QuickBooksSecrets>,
  context: ClientContext<QuickBooksSecrets>,
): (rejected: string | null) => Promise<string> {
  const { clientId } = settings;
  const tokenUrl = tokenUrlOf(settings);
  let held = secrets;
  return async (rejected) => {
    const renewal: Renewal<QuickBooksSecrets> = {
      context,
      isGood: ({ accessToken, accessUntil = 0 }) =>
        accessToken !== undefined && accessToken !== rejected && accessUntil - SPARE_MS > context.wall(),
      refresh: ({ clientSecret, refreshToken }) =>
        refreshTokens({ clientId, clientSecret, tokenUrl }, refreshToken, context.wall()),
      isRefusal: (error) => error instanceof AccessRefused,
    };
    if (!renewal.isGood(held)) held = await renewedSecrets(renewal);
    return held.accessToken!;
  };
}
