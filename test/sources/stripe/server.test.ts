import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { API_KEY } from './signed.ts';
import { stripeForTest } from './server.ts';

async function sdk(): Promise<Stripe> {
  const { hostname, port } = new URL((await stripeForTest()).url);
  return new Stripe(API_KEY, { protocol: 'http', host: hostname, port: Number(port), maxNetworkRetries: 0 });
}

test.each<[string, (stripe: Stripe) => Promise<unknown>, object]>([
  [
    'a filter that the list does not have',
    (stripe) => stripe.customers.list({ name: 'Ashdown' } as Stripe.CustomerListParams),
    { code: 'parameter_unknown', param: 'name', message: 'Received unknown parameter: name' },
  ],
  [
    'a bound that no range has',
    (stripe) => stripe.events.list({ created: { since: 1 } as Stripe.RangeQueryParam }),
    { code: 'parameter_unknown', param: 'created[since]' },
  ],
  [
    'a filter where one object is asked for',
    (stripe) => stripe.invoices.retrieve('in_1', { limit: 1 } as Stripe.InvoiceRetrieveParams),
    { code: 'parameter_unknown', param: 'limit' },
  ],
  ['a page that is too long', (stripe) => stripe.refunds.list({ limit: 101 }), { code: 'parameter_invalid_integer' }],
  [
    'what cannot be expanded',
    (stripe) => stripe.invoices.list({ expand: ['payments'] }),
    { message: 'This property cannot be expanded (payments).' },
  ],
  [
    'what stands too deep to be expanded',
    (stripe) => stripe.invoices.list({ expand: ['data.payments.data.payment.payment_intent'] }),
    { param: 'expand[0]' },
  ],
])('X1: the Stripe of the tests refuses %s, as Stripe does', async (_, ask, error) => {
  await expect(ask(await sdk())).rejects.toMatchObject({
    statusCode: 400,
    type: 'StripeInvalidRequestError',
    ...error,
  });
});
