import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far the clocks of connector and n8n may be apart, and how old a copied request may be. */
const TOLERANCE_SECONDS = 300;

export interface SignedRequest {
  /** As the connector answered it when the webhook was made: `whsec_` and base64. */
  secret: string | undefined;
  headers: Record<string, string | undefined>;
  /** As it came over the wire. */
  body: Buffer | undefined;
  /** Milliseconds. */
  now: number;
}

/** Verifies a request by Standard Webhooks: null if it comes from the connector and is fresh, else what is wrong with it. */
export function signatureProblem({ secret, headers, body, now }: SignedRequest): string | null {
  if (!secret) return 'This workflow is not subscribed: publish it again';
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const signatures = headers['webhook-signature'];
  if (!id || !timestamp || !signatures || !body) return 'The request is not signed';
  if (!/^\d+$/.test(timestamp) || Math.abs(now / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS) {
    return 'The timestamp of the request is more than five minutes off';
  }
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  // While a secret is being changed there are two signatures.
  const isSigned = signatures.split(' ').some((one) => one.startsWith('v1,') && equals(one.slice(3), expected));
  return isSigned ? null : 'The signature is not the connector’s';
}

function equals(signature: string, expected: Buffer): boolean {
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
