import { defineVendor } from '../source.ts';
import { connect } from './client.ts';
import { failureOf } from './failure.ts';
import { secrets, settings } from './settings.ts';
import { eventsOf, recordsOf } from './webhook.ts';

/** X2: customers, invoices, credit notes, payments and refunds of Chargebee Billing. */
export const chargebee = defineVendor({
  type: 'chargebee',
  label: 'Chargebee',
  settings,
  secrets,
  connect,
  failureOf,
  eventsOf,
  recordsOf,
});
