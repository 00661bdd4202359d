import type { Customer } from 'chargebee';
import type { CustomerRecord, SourceContact } from '../records.ts';
import { paymentMethodsOf } from './paymentMethods.ts';
import type { Settings } from './settings.ts';
import { versionOf } from './shapes.ts';

/** Chargebee knows Northern Ireland as a country of its own, for VAT; ISO 3166 does not. */
const COUNTRIES: Readonly<Record<string, string>> = { XI: 'GB' };

/** The custom fields by which rules, filters and branches see what Chargebee knows of paying (A6). */
export const PAYMENT_FIELDS = Object.freeze({
  /** `card`, `direct_debit`, … as Chargebee names the method on file; `none` without one. */
  method: 'chargebeePaymentMethod',
  /** Whether Chargebee charges the customer automatically. */
  autoCollection: 'chargebeeAutoCollection',
});

export function customerRecord(
  customer: Customer,
  settings: Pick<Settings, 'customFields' | 'paymentMethods'>,
): CustomerRecord {
  const { billing_address: address } = customer;
  const country = address?.country ?? null;
  const methods = settings.paymentMethods ? paymentMethodsOf(customer) : undefined;
  const chosen = Object.entries(settings.customFields).map(
    ([theirs, ours]) => [ours, fieldValue(customer[theirs])] as const,
  );
  return {
    kind: 'customer',
    externalId: customer.id,
    version: versionOf(customer),
    raw: customer,
    name: nameOf(customer),
    language: customer.locale ?? null,
    country: country && (COUNTRIES[country] ?? country),
    contacts: contactsOf(customer),
    ...(methods ? { paymentMethods: methods } : {}),
    customFields: {
      [PAYMENT_FIELDS.method]: customer.payment_method?.type ?? 'none',
      [PAYMENT_FIELDS.autoCollection]: customer.auto_collection === 'on',
      ...Object.fromEntries(chosen),
    },
  };
}

function fieldValue(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function nameOf({
  company,
  billing_address: address,
  first_name: first,
  last_name: last,
  email,
  id,
}: Customer): string {
  const person = [first, last].filter(Boolean).join(' ');
  return company || address?.company || person || email || id;
}

/**
 * Who gets messages: the customer's own address, which Chargebee bills, is the main one; then that of the billing address and the contacts
 * that are enabled, *accounting* where they get billing mails. An address stands once.
 */
function contactsOf(customer: Customer): SourceContact[] {
  const own = { ...customer, id: 'customer', position: 'payer' as const };
  const billing = { ...customer.billing_address, id: 'billingAddress', position: 'accounting' as const };
  const others = (customer.contacts ?? [])
    .filter(({ enabled }) => enabled)
    .map((contact) => ({
      ...contact,
      position: contact.send_billing_email ? ('accounting' as const) : ('other' as const),
    }));
  const seen = new Set<string>();
  return [own, billing, ...others]
    .filter(({ email }) => {
      const address = email?.toLowerCase();
      if (!address || seen.has(address)) return false;
      seen.add(address);
      return true;
    })
    .map(({ id, first_name: firstName, last_name: lastName, email, phone, position }, index) => ({
      externalId: `${customer.id}:${id}`,
      firstName: firstName || null,
      lastName: lastName || null,
      email: email!,
      phone: phone || null,
      position,
      isMain: index === 0,
    }));
}
