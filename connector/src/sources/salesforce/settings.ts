import { z } from 'zod';
import { WRITTEN_FIGURES } from '../figures.ts';

const POSITIONS = ['accounting', 'payer', 'purchaser', 'sales', 'other'] as const;

/** Names of fields as Salesforce has them: `AccountNumber`, `Tier__c`, `ns__Tier__c`. */
const fieldName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/, 'must be the API name of a field of Account, such as Tier__c')
  .meta({ example: 'Tier__c' });

const HOSTS = /(^|\.)(salesforce|force|cloudforce|salesforce-setup)\.(com|mil)$|(^|\.)sfcrmproducts\.cn$/;

function isSalesforce(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' && HOSTS.test(hostname);
}

const figures = z.partialRecord(z.enum(WRITTEN_FIGURES), fieldName);

/** What people set for Salesforce; see docs/sources.md. */
export const salesforceSettings = z
  .strictObject({
    loginUrl: z
      .string()
      .refine(isSalesforce, 'must be an https address of Salesforce, such as https://example.my.salesforce.com')
      .default('https://login.salesforce.com')
      .describe('Where tokens come from: the org’s My Domain, or https://test.salesforce.com for sandboxes'),
    apiUrl: z.url().optional().describe('Another address in the place of loginUrl, for tests'),
    apiVersion: z
      .string()
      .regex(/^[4-9]\d\.0$/, 'must be a version of the API from 42.0 on, such as 60.0')
      .refine((version) => Number(version) >= 42, 'must be 42.0 or later')
      .default('60.0')
      .describe('The version of Salesforce’s API'),
    matchField: fieldName.describe(
      'The field of accounts that holds the customer’s external id; Id is the account’s own id',
    ),
    customerField: z
      .string()
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .describe('The custom field of customers that holds the same as matchField; null: their external id'),
    ownerField: fieldName
      .nullable()
      .default('OwnerId')
      .describe('Holds the user who becomes account manager: the owner, or a lookup to a user; null assigns nobody'),
    contacts: z
      .strictObject({
        onlyIf: fieldName
          .nullable()
          .default(null)
          .describe('A checkbox of contacts: only those that have it are taken'),
        position: z.enum(POSITIONS).default('other').describe('The position that new contacts get (CUS-3)'),
      })
      .nullable()
      .default(null)
      .describe('Whether the accounts’ contacts become the customers’; null takes none'),
    customFields: z
      .record(z.string().min(1), fieldName)
      .default({})
      .describe('Custom fields of customers by their keys, and the fields of accounts that feed them (CUS-4)'),
    writeBack: figures
      .default({})
      .describe('Figures of customers, and the fields of accounts that they are written to'),
  })
  .superRefine(({ customFields, writeBack, matchField, ownerField }, context) => {
    const read = new Set([matchField, ownerField, ...Object.values(customFields)]);
    const written = new Set<string>();
    for (const [figure, name] of Object.entries(writeBack)) {
      const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['writeBack', figure], message });
      if (read.has(name))
        refuse(`${name} is read from Salesforce: what is written there would come back; choose another field`);
      if (written.has(name)) refuse(`${name} takes another figure already: give each figure a field of its own`);
      written.add(name);
    }
  });

export type SalesforceSettings = z.output<typeof salesforceSettings>;

/** Kept encrypted, never shown. */
export const salesforceSecrets = z.strictObject({
  clientId: z.string().min(1).describe('The connected app’s consumer key'),
  clientSecret: z.string().min(1).optional().describe('Its consumer secret'),
  refreshToken: z.string().min(1).describe('From OAuth’s web server flow, with the scopes api and refresh_token'),
});
