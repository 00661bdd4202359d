import { defineVendor } from '../source.ts';
import { SalesforceSource } from './salesforceSource.ts';
import { failureOf } from './errors.ts';
import { salesforceSecrets, salesforceSettings } from './settings.ts';

/** Salesforce: accounts feed customers of other sources, and take their figures back (X3). */
export const salesforce = defineVendor({
  type: 'salesforce',
  label: 'Salesforce',
  settings: salesforceSettings,
  secrets: salesforceSecrets,
  connect: (access, context) => new SalesforceSource(access, context),
  failureOf,
  writtenFields: ({ writeBack }) => writeBack,
});
