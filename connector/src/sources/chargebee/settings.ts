import { z } from 'zod';

/** What may be read again of a Chargebee source. */
export const settings = z.strictObject({
  site: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'is the name of the site, such as acme for https://acme.chargebee.com')
    .meta({ description: 'The name of the site: acme for https://acme.chargebee.com', example: 'acme' }),
  paymentMethods: z.boolean().default(true).meta({
    description: 'Whether payment methods of customers follow Chargebee; else they are the organisation’s own',
  }),
  customFields: z
    .record(
      z.string().regex(/^cf_\w+$/, 'is the API name of a custom field of Chargebee, such as cf_segment'),
      z.string().min(1).max(64),
    )
    .default({})
    .meta({
      description: 'Custom fields of Chargebee’s customers by their API name, and the key here that each feeds',
      example: { cf_segment: 'segment' },
    }),
  paymentPages: z.boolean().default(false).meta({
    description:
      'Whether *Pay* on the portal opens a page of Chargebee’s that collects what the customer owes there; needs a key that may write',
  }),
  apiUrl: z.url().optional().meta({ description: 'Where the API is, for tests: left out, at Chargebee' }),
});
export type Settings = z.output<typeof settings>;

const credential = z.string().min(1).max(500);

/** What is kept encrypted. */
export const secrets = z.strictObject({
  apiKey: credential.meta({ description: 'A key that may read: Settings → Configure Chargebee → API Keys, Read-only' }),
  webhookUser: credential
    .optional()
    .meta({ description: 'The user name of the webhook’s basic authentication; without one no webhook is taken' }),
  webhookPassword: credential.optional().meta({ description: 'Its password' }),
});
export type Secrets = z.output<typeof secrets>;
