import Stripe from 'stripe';

export const API_KEY = 'sk_test_51SecretOfStripe';
export const WEBHOOK_SECRET = 'whsec_SigningSecretOfStripe';

/** An event as Stripe posts it, signed by the SDK's own means. */
export function signed(event: Stripe.Event, secret = WEBHOOK_SECRET, timestamp = Math.floor(Date.now() / 1000)) {
  const payload = JSON.stringify(event, null, 2);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return { raw: payload, headers: { 'Content-Type': 'application/json', 'Stripe-Signature': signature } };
}
