import { AccessRefused, QuickBooksError } from './failures.ts';

/** How the connector is known to Intuit; `tokenUrl` is Intuit’s own, except in tests. */
export interface QuickBooksApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
}

export interface QuickBooksTokens {
  readonly accessToken: string;
  /** Instant in milliseconds. */
  readonly accessUntil: number;
  /** The next refresh takes this one: Intuit changes it. */
  readonly refreshToken: string;
}

export const INTUIT_TOKEN_URL = 'https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer';

const TIMEOUT_MS = 30_000;
const REMEDY: Readonly<Record<string, string>> = {
  invalid_grant:
    'Intuit does not take the refresh token any more: connect the company to the app again, and send the new refreshToken',
  invalid_client: 'Intuit does not know the app by this clientId and clientSecret: send the right ones',
};

/**
 * New tokens for a refresh token, by Intuit’s own client. Throws an AccessRefused where Intuit refuses for good, else a QuickBooksError; then
 * the same refresh token may be tried again. No error holds a token.
 */
export async function refreshTokens(app: QuickBooksApp, refreshToken: string, now: number): Promise<QuickBooksTokens> {
  // Loaded by whoever has a QuickBooks.
  const { default: OAuthClient } = await import('intuit-oauth');
  const { clientId, clientSecret, tokenUrl } = app;
  const client = new OAuthClient({ clientId, clientSecret, environment: 'production', redirectUri: '' });
  // The client knows its addresses by class alone, and reads them before it waits for anything.
  OAuthClient.tokenEndpoint = tokenUrl;
  // When something is tried again is decided by whoever asks.
  OAuthClient.retryConfig.maxRetries = 0;
  try {
    await inTime(client.refreshUsingToken(refreshToken));
  } catch (error) {
    const { error: code } = error as { readonly error?: unknown };
    const remedy = typeof code === 'string' ? REMEDY[code] : undefined;
    if (remedy !== undefined) throw new AccessRefused(remedy);
    // The error at hand carries the request, and with it the secrets.
    throw new QuickBooksError(0, 'Intuit gave no new access token');
  }
  const { access_token: accessToken, refresh_token: next, expires_in: seconds } = client.getToken();
  if (!accessToken || !next) throw new QuickBooksError(0, 'Intuit gave no new access token');
  return { accessToken, accessUntil: now + seconds * 1000, refreshToken: next };
}

/** Intuit’s client waits for ever. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too late')), TIMEOUT_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
