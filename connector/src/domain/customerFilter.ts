import type { CustomField } from './customField.ts';
import type { Score } from './customer.ts';
import type { Day } from './day.ts';
import {
  compileFilter,
  type Condition,
  type FieldValue,
  type FilterField,
  type FilterVocabulary,
  type Predicate,
} from './filter.ts';
import type { InvoiceStatus } from './invoice.ts';
import { PAYMENT_METHODS } from './paymentMethods.ts';

/** What filters know of a customer; amounts in minor units of the organisation's currency, 0 where there is no balance in it. */
export interface CustomerFacts {
  readonly name: string;
  readonly externalId: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly formOfAddress: 'formal' | 'informal' | null;
  readonly source: string;
  readonly score: Score | null;
  readonly averagePaymentDelayDays: number | null;
  readonly outstanding: number;
  readonly due: number;
  readonly overdue: number;
  readonly dunningPlanId: string | null;
  readonly accountManagers: readonly string[];
  /** The organisation's default where the customer has none of its own (CUS-4). */
  readonly paymentMethods: readonly string[];
  /** Of all the customer's invoices, each once. */
  readonly invoiceStatuses: readonly InvoiceStatus[];
  readonly contactPositions: readonly string[];
  readonly lastDunningDate: Day | null;
  readonly unreadReplies: number;
  readonly excluded: boolean;
  readonly paused: boolean;
  /** ASG-4. */
  readonly collectedAtBothLevels: boolean;
  readonly customFields: Readonly<Record<string, unknown>>;
}

interface StandardField extends Omit<FilterField, 'knowsIsNot'> {
  readonly read: (facts: CustomerFacts) => FieldValue;
}

export const INVOICE_STATUSES = Object.freeze(['toSend', 'due', 'overdue', 'paid', 'disputed', 'void'] as const);
const POSITIONS = Object.freeze(['accounting', 'payer', 'purchaser', 'sales', 'other']);

/** The customer's own fields, by the names that filters use. */
const STANDARD: ReadonlyMap<string, StandardField> = new Map(
  Object.entries({
    name: { type: 'text', read: ({ name }) => name },
    externalId: { type: 'text', read: ({ externalId }) => externalId },
    country: { type: 'text', read: ({ country }) => country },
    language: { type: 'text', read: ({ language }) => language },
    formOfAddress: { type: 'text', options: ['formal', 'informal'], read: ({ formOfAddress }) => formOfAddress },
    source: { type: 'text', read: ({ source }) => source },
    score: { type: 'text', options: ['A', 'B', 'C', 'D'], read: ({ score }) => score },
    averagePaymentDelayDays: { type: 'integer', read: ({ averagePaymentDelayDays }) => averagePaymentDelayDays },
    outstanding: { type: 'integer', read: ({ outstanding }) => outstanding },
    due: { type: 'integer', read: ({ due }) => due },
    overdue: { type: 'integer', read: ({ overdue }) => overdue },
    dunningPlanId: { type: 'text', read: ({ dunningPlanId }) => dunningPlanId },
    accountManagers: { type: 'text', read: ({ accountManagers }) => accountManagers },
    paymentMethods: { type: 'text', options: PAYMENT_METHODS, read: ({ paymentMethods }) => paymentMethods },
    'invoices.status': { type: 'text', options: INVOICE_STATUSES, read: ({ invoiceStatuses }) => invoiceStatuses },
    'contacts.position': { type: 'text', options: POSITIONS, read: ({ contactPositions }) => contactPositions },
    lastDunningDate: { type: 'day', read: ({ lastDunningDate }) => lastDunningDate },
    unreadReplies: { type: 'integer', read: ({ unreadReplies }) => unreadReplies },
    excluded: { type: 'boolean', read: ({ excluded }) => excluded },
    paused: { type: 'boolean', read: ({ paused }) => paused },
    collectedAtBothLevels: { type: 'boolean', read: ({ collectedAtBothLevels }) => collectedAtBothLevels },
  } satisfies Record<string, StandardField>),
);

const CUSTOM = 'custom.';
const KEY = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** `custom.tier` → `tier`; null for a field that is not a custom one. */
export function customKeyOf(field: string): string | null {
  return field.startsWith(CUSTOM) ? field.slice(CUSTOM.length) : null;
}

/** What filters may ask of a custom field; of a key that nobody has defined they may ask what its values allow. */
function customFilterField(field: CustomField | undefined): FilterField {
  if (!field) return { type: 'untyped', knowsIsNot: false };
  switch (field.type) {
    case 'number':
    case 'date':
      return { type: field.type, knowsIsNot: false };
    case 'boolean':
      return { type: 'boolean', knowsIsNot: true };
    case 'select':
      return { type: 'text', options: field.options, knowsIsNot: true };
    case 'multiSelect':
      return { type: 'text', options: field.options, knowsIsNot: false };
    case 'text':
    case 'email':
    case 'url':
      return { type: 'text', knowsIsNot: false };
  }
}

/** The fields of customers, those that the organisation has defined included. */
export function customerVocabulary(customFields: ReadonlyMap<string, CustomField>): FilterVocabulary {
  return {
    names: `${[...STANDARD.keys()].join(', ')} and ${CUSTOM}<key>`,
    fieldOf(name) {
      const key = customKeyOf(name);
      if (key !== null) return KEY.test(key) ? customFilterField(customFields.get(key)) : null;
      const field = STANDARD.get(name);
      return field ? { ...field, knowsIsNot: true } : null;
    },
  };
}

function readerOf(field: string): (facts: CustomerFacts) => FieldValue {
  const key = customKeyOf(field);
  if (key === null) return STANDARD.get(field)!.read;
  return ({ customFields }) => (Object.hasOwn(customFields, key) ? (customFields[key] as FieldValue) : null);
}

/** RUL-2: checked filters as a test of a customer. */
export function compileCustomerFilter(conditions: readonly Condition[]): Predicate<CustomerFacts> {
  return compileFilter(conditions, readerOf);
}
