import Stripe from 'stripe';
import { defineVendor, type VendorFailure } from '../source.ts';
import { stripeClient } from './client.ts';
import { recordsOfEvent, webhookEvents } from './events.ts';
import { booksNamedBy, booksOf } from './modes.ts';
import { hintsOf, importOf } from './import.ts';
import { stripeSecrets, type StripeSecrets, stripeSettings, type StripeSettings } from './settings.ts';

/** Stripe Billing. */
export const stripe = defineVendor<StripeSettings, StripeSecrets>({
  type: 'stripe',
  label: 'Stripe',
  keepsPdfs: true,
  paysThere: ({ paymentPages }) => paymentPages,
  settings: stripeSettings,
  secrets: stripeSecrets,
  connect: stripeClient,
  failureOf,
  booksOf: (_, secrets) => booksOf(secrets),
  booksNamedBy,
  eventsOf: ({ secrets }, delivery) => webhookEvents(secrets, delivery),
  recordsOf: ({ timeZone, settings }, event) => recordsOfEvent(event, { timeZone, settings }),
  importOf,
  hintsOf,
});

/** Stripe's own messages may quote the key: they are not passed on where it is about that. */
function failureOf(error: unknown): VendorFailure {
  const { errors } = Stripe;
  if (!(error instanceof errors.StripeError)) return { kind: 'unavailable', message: 'Stripe could not be reached' };
  if (error instanceof errors.StripeRateLimitError || error.statusCode === 429) {
    const seconds = Number(error.headers?.['retry-after']);
    const retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
    return { kind: 'limited', retryAfterMs, message: 'Stripe asks for fewer requests' };
  }
  if (error instanceof errors.StripeAuthenticationError)
    return {
      kind: 'unauthorized',
      message: 'Stripe does not take the API key: set secrets.apiKey to one that is valid',
    };
  if (error instanceof errors.StripePermissionError)
    return {
      kind: 'unauthorized',
      message:
        'The API key may not read this: give it read access to customers, invoices, credit notes, charges and events',
    };
  const status = error.statusCode ?? 0;
  if (error instanceof errors.StripeConnectionError || status >= 500 || status === 409)
    return { kind: 'unavailable', message: status === 0 ? 'Stripe could not be reached' : `Stripe answered ${status}` };
  if (error.code === 'resource_missing' && (error.param === 'ending_before' || error.param === 'starting_after'))
    return { kind: 'cursorLost', message: 'Stripe has forgotten where the last sync ended: everything is listed anew' };
  return { kind: 'refused', message: `Stripe refused: ${error.code ?? error.type} (${status})` };
}
