import { countryNamed } from '../../domain/countryNames.ts';
import { isEmailAddress } from '../../domain/emailAddress.ts';
import type { CustomerRecord, SourceContact } from '../records.ts';
import { fitting } from './misfit.ts';
import { customerObject, type CustomerObject } from './objects.ts';

/**
 * A customer, be it a sub-customer, a job, or inactive: whoever owes stands for themselves. Where QuickBooks names no country or address, none
 * is fed.
 */
export function customerRecord(object: unknown, stated: { version: number; raw: unknown }): CustomerRecord {
  const customer = fitting(customerObject, object);
  return {
    ...stated,
    kind: 'customer',
    externalId: customer.Id,
    name: customer.DisplayName,
    country: customer.BillAddr?.Country === undefined ? undefined : countryNamed(customer.BillAddr.Country),
    contacts: contactsOf(customer),
  };
}

/** The addresses of one field, several separated by commas; the first is the main one, with the customer’s name and telephone. */
function contactsOf(customer: CustomerObject): SourceContact[] {
  const addresses = (customer.PrimaryEmailAddr?.Address ?? '').split(/[,;\s]+/).filter(isEmailAddress);
  const phone = customer.PrimaryPhone?.FreeFormNumber ?? customer.Mobile?.FreeFormNumber ?? null;
  const person = { firstName: customer.GivenName ?? null, lastName: customer.FamilyName ?? null, phone };
  if (addresses.length === 0 && phone === null) return [];
  const [main = null, ...others] = new Set(addresses);
  return [
    { email: main, ...person, isMain: true },
    ...others.map((email): SourceContact => ({ email, isMain: false })),
  ];
}
