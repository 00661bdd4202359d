import OAuthClient from 'intuit-oauth';

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
  /** Good for once: every refresh gives the next one. */
  readonly refreshToken: string;
}

export const INTUIT_TOKEN_URL = OAuthClient.tokenEndpoint;

/** What a refresh came to: new tokens, or Intuit’s refusal, which no repetition will change. */
export type Refreshed = { readonly tokens: QuickBooksTokens } | { readonly refused: string };

/**
 * New tokens for a refresh token, by Intuit’s own client. Throws where Intuit could not be reached or did not answer properly; that may be
 * tried again with the same refresh token. Nothing of an error says a token.
 */
export async function refreshTokens(app: QuickBooksApp, refreshToken: string, now: number): Promise<Refreshed> {
  const { clientId, clientSecret } = app;
  const client = new OAuthClient({ clientId, clientSecret, environment: 'production', redirectUri: '' });
  // The client knows its addresses by class alone, and reads them before it waits for anything.
  OAuthClient.tokenEndpoint = app.tokenUrl;
  // How often and when something is tried again is decided by whoever calls.
  OAuthClient.retryConfig.maxRetries = 0;
  try {
    await client.refreshUsingToken(refreshToken);
  } catch (error) {
    const { error: code } = error as { readonly error?: unknown };
    if (code === 'invalid_grant' || code === 'invalid_client') return { refused: code };
    // The error at hand carries the request, and with it the secrets.
    throw new Error(`Intuit gave no new access token (${typeof code === 'string' ? code : 'no answer'})`);
  }
  const { access_token: accessToken, refresh_token: next, expires_in: seconds } = client.getToken();
  if (!accessToken || !next) throw new Error('Intuit gave no new access token (an answer without one)');
  return { tokens: { accessToken, accessUntil: now + seconds * 1000, refreshToken: next } };
}
