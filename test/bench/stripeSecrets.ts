import { API_KEY, WEBHOOK_SECRET } from '../sources/stripe/signed.ts';

/** A connector that can keep the secrets of a source. */
export const SECRETS_KEY = 'a-key-of-32-characters-for-bench';

export const STRIPE_SECRETS = { apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET };
