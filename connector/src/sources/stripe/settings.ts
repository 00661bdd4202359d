import { z } from 'zod';

export const stripeSettings = z
  .strictObject({
    customFields: z
      .record(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'a key is letters, digits and _'),
        z.string().min(1).max(40),
      )
      .default({})
      .meta({
        description: 'Custom fields that customers’ metadata feeds: the field’s key, then the key of the metadata',
        example: { tier: 'plan_tier' },
      }),
    paymentPages: z.boolean().default(true).meta({
      description: 'Whether *Pay* on the portal opens Stripe’s own page of the invoice',
    }),
    apiUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .meta({
        description: 'Another address than Stripe’s, to try things out; only where private addresses are allowed',
      }),
  })
  .meta({ id: 'StripeSettings' });

export const stripeSecrets = z
  .strictObject({
    apiKey: z
      .string()
      .regex(/^(sk|rk)_\w{8,250}$/, 'must be a secret or restricted key of Stripe’s: sk_… or rk_…')
      .meta({
        description: 'A restricted key that reads customers, invoices, credit notes, charges and events is enough',
      }),
    webhookSecret: z
      .string()
      .regex(/^whsec_\S{8,250}$/, 'must be the signing secret of the webhook endpoint: whsec_…')
      .optional()
      .meta({ description: 'The signing secret of the endpoint that Stripe calls at `webhookUrl`' }),
  })
  .meta({ id: 'StripeSecrets' });

export type StripeSettings = z.output<typeof stripeSettings>;
export type StripeSecrets = z.output<typeof stripeSecrets>;
