import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** How long a secret that was replaced signs along. */
const OVERLAP_MS = 24 * 3_600_000;

/** Newest first; `until` is null for the current one, else the wall-clock instant from which it signs no more. */
export type Secrets = readonly { readonly secret: string; readonly until: number | null }[];

/** A first secret, or a new one beside those that are still valid. Whoever verifies has 24 hours to take it over. */
export function rotate(secrets: Secrets, wall: number): [{ secret: string; until: null }, ...Secrets] {
  const former = secrets
    .map(({ secret, until }) => ({ secret, until: until ?? wall + OVERLAP_MS }))
    .filter(({ until }) => until > wall);
  return [{ secret: `whsec_${randomBytes(32).toString('base64')}`, until: null }, ...former];
}

/** The headers of Standard Webhooks; `at` is the wall-clock instant of the attempt. */
export function signedHeaders(secrets: Secrets, id: string, at: number, body: string): Record<string, string> {
  const valid = secrets.filter(({ until }) => until === null || until > at);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': valid.map(({ secret }) => new Webhook(secret).sign(id, new Date(at), body)).join(' '),
  };
}
