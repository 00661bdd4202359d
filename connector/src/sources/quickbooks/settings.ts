import { z } from 'zod';
import { INTUIT_TOKEN_URL } from './tokens.ts';

const text = (description: string) => z.string().min(1, 'must not be empty').max(4000).meta({ description });

export const quickBooksSettings = z.strictObject({
  realmId: z
    .string()
    .regex(/^\d{1,40}$/, 'must be the company’s id in QuickBooks: digits')
    .meta({ description: 'The company’s id in QuickBooks', example: '4620816365000000001' }),
  clientId: text('The client id of your app at developer.intuit.com'),
  environment: z.enum(['production', 'sandbox']).default('production'),
  paymentPages: z.boolean().default(false).meta({
    description: 'Whether *Pay* on the portal opens QuickBooks’ own page of the invoice; needs QuickBooks Payments',
  }),
  apiUrl: z.url().optional().meta({ description: 'Another address than Intuit’s, for tests' }),
});
export type QuickBooksSettings = z.infer<typeof quickBooksSettings>;

export const quickBooksSecrets = z.strictObject({
  clientSecret: text('The client secret of your app'),
  refreshToken: text('A refresh token for the company; the connector keeps each that follows'),
  verifierToken: text('The verifier token of your app’s webhooks; without it none are taken').optional(),
  accessToken: text('Kept by the connector').optional(),
  accessUntil: z.int().optional().meta({ description: 'Kept by the connector' }),
});
export type QuickBooksSecrets = z.infer<typeof quickBooksSecrets>;

const INTUIT = {
  production: 'https://quickbooks.api.intuit.com',
  sandbox: 'https://sandbox-quickbooks.api.intuit.com',
};

export function apiUrlOf({ apiUrl, environment }: QuickBooksSettings): string {
  return apiUrl ?? INTUIT[environment];
}

/** Where tokens are refreshed: at Intuit, or where the test’s API is. */
export function tokenUrlOf({ apiUrl }: QuickBooksSettings): string {
  return apiUrl === undefined ? INTUIT_TOKEN_URL : new URL(new URL(INTUIT_TOKEN_URL).pathname, apiUrl).href;
}
