import { customerVocabulary, INVOICE_STATUSES } from './customerFilter.ts';
import type { CustomField } from './customField.ts';
import type { FilterField, FilterVocabulary } from './filter.ts';

type StandardField = Omit<FilterField, 'knowsIsNot'>;

/** The invoice's own fields, by the names that filters use; amounts in minor units of the invoice's currency. */
const STANDARD: ReadonlyMap<string, StandardField> = new Map(
  Object.entries({
    status: { type: 'text', options: INVOICE_STATUSES },
    number: { type: 'text' },
    externalId: { type: 'text' },
    title: { type: 'text' },
    source: { type: 'text' },
    customerId: { type: 'text' },
    dunningPlanId: { type: 'text' },
    currency: { type: 'text' },
    issuedAt: { type: 'day' },
    dueDate: { type: 'day' },
    paidAt: { type: 'day' },
    promisedAt: { type: 'day' },
    grossAmount: { type: 'integer' },
    outstanding: { type: 'integer' },
    daysLate: { type: 'integer' },
    paused: { type: 'boolean' },
  } satisfies Record<string, StandardField>),
);

const OF_CUSTOMER = 'customer.';

/** `customer.country` → `country`; null for a field of the invoice itself. */
export function customerFieldOf(field: string): string | null {
  return field.startsWith(OF_CUSTOMER) ? field.slice(OF_CUSTOMER.length) : null;
}

/**
 * A filter's name for a field of invoices as `checkFilter` and queries take it: a field that only customers have may be named as in a list of
 * customers (`country`, `custom.tier`), and `invoices.status` is the invoice's own.
 */
export function invoiceFieldName(name: string): string {
  if (name === 'invoices.status') return 'status';
  return STANDARD.has(name) || name.startsWith(OF_CUSTOMER) ? name : `${OF_CUSTOMER}${name}`;
}

/** The fields of invoices, and those of their customers as `customer.<field>`. */
export function invoiceVocabulary(customFields: ReadonlyMap<string, CustomField>): FilterVocabulary {
  const ofCustomer = customerVocabulary(customFields);
  return {
    names: `${[...STANDARD.keys()].join(', ')} and, of the customer, ${OF_CUSTOMER}<field>`,
    fieldOf(name) {
      const own = STANDARD.get(name);
      if (own) return { ...own, knowsIsNot: true };
      const field = customerFieldOf(name);
      return field === null ? null : ofCustomer.fieldOf(field);
    },
  };
}
