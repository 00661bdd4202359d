import { chargebee } from './chargebee/vendor.ts';
import { quickBooks } from './quickbooks/vendor.ts';
import { salesforce } from './salesforce/vendor.ts';
import type { SourceType, Vendor } from './source.ts';
import { stripe } from './stripe/stripe.ts';

export type Vendors = Readonly<Partial<Record<SourceType, Vendor>>>;

/** Every vendor that records can come from. */
export const VENDORS: Vendors = Object.freeze({
  chargebee,
  quickbooks: quickBooks,
  salesforce,
  stripe,
});
