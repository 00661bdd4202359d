import { defineVendor } from '../source.ts';
import { connect } from './client.ts';
import { importOf, recordsOf } from './events.ts';
import { failureOf } from './failure.ts';
import { type Secrets, type Settings, secrets, settings } from './settings.ts';
import { eventsOf } from './webhook.ts';

/** X2: customers, invoices, credit notes, payments and refunds of Chargebee Billing. */
export const chargebee = defineVendor<Settings, Secrets>({
  type: 'chargebee',
  label: 'Chargebee',
  keepsPdfs: true,
  paysThere: ({ paymentPages }) => paymentPages,
  settings,
  secrets,
  connect,
  failureOf,
  booksOf: ({ site }) => (site === undefined ? null : { name: `site ${site}`, path: 'settings.site' }),
  eventsOf,
  recordsOf,
  importOf,
});
