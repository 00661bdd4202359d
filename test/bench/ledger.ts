import type { Day } from '../../connector/src/domain/day.ts';
import { fromIsoDate } from '../../connector/src/domain/day.ts';
import type { CustomerInput } from '../../connector/src/usecases/customers/customerInput.ts';
import type { InvoiceInput } from '../../connector/src/usecases/invoices/saveInvoices.ts';
import type { PlanInput } from '../../connector/src/usecases/plans/savePlan.ts';

/** The run's instant, a Monday within sending hours, and its day. */
export const RUN_AT = '2026-11-23T09:00:00Z';
export const TODAY: Day = fromIsoDate('2026-11-23');

/** How much there is: customers with a step due today, and open invoices in all, two for each customer on average. */
export interface LedgerSize {
  readonly due: number;
  readonly open: number;
}

const INVOICES_PER_CUSTOMER = [1, 2, 3, 2] as const;
const MEAN_INVOICES = 2;

export function customersOf({ open }: LedgerSize): number {
  return open / MEAN_INVOICES;
}

/** Contextual, so that a customer's first message depends on the age of the reference invoice: all four reminders are rendered. */
export const PLAN: PlanInput = {
  name: 'Reminders',
  level: 'customer',
  logic: 'contextual',
  minimumContactDelayDays: 5,
  isDefault: true,
  steps: [
    ['First reminder', 3, 'first-reminder'],
    ['Second reminder', 13, 'second-reminder'],
    ['Third reminder', 23, 'third-reminder'],
    ['Last reminder', 33, 'last-reminder'],
  ].map(([name, days, key]) => ({
    name: name as string,
    when: { anchor: 'due', days: days as number },
    channel: 'email',
    mode: 'automatic',
    template: { key: key as string },
  })),
};

const LANGUAGES = [
  { language: 'en', formOfAddress: null },
  { language: 'fr', formOfAddress: 'formal' },
  { language: 'fr', formOfAddress: 'informal' },
] as const;
const TITLES = ['Office supplies', 'Packaging', 'Workwear', 'Furniture, first delivery', 'Maintenance <quarterly>'];

/** A number below `limit` that looks random and is the same in every run. */
function scatter(seed: number, limit: number): number {
  let x = (seed ^ 0x9e3779b9) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b) >>> 0;
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) >>> 0;
  return ((x ^ (x >>> 16)) >>> 0) % limit;
}

/** Due customers lie evenly among the others. */
function isDue(index: number, size: LedgerSize): boolean {
  const share = size.due / customersOf(size);
  return Math.floor((index + 1) * share) > Math.floor(index * share);
}

/** One customer of the ledger, as the API takes it. */
export function customerAt(index: number, managers: readonly string[]): CustomerInput {
  const { language, formOfAddress } = LANGUAGES[index % LANGUAGES.length]!;
  return {
    externalId: `C-${index}`,
    name: `Customer & Sons No. ${index}`,
    language,
    formOfAddress,
    country: language === 'fr' ? 'FR' : 'GB',
    contacts: [
      {
        externalId: `K-${index}`,
        firstName: 'Alex',
        lastName: `Martin ${index}`,
        email: `accounts@customer-${index}.example`,
        position: 'accounting',
        isMain: true,
      },
      ...(index % 3 === 0
        ? [{ firstName: 'Kim', lastName: 'Buyer', email: `buyer@customer-${index}.example`, position: 'purchaser' }]
        : []),
    ],
    accountManagers: [managers[index % managers.length]!],
    customFields: index % 2 === 0 ? { region: 'North', contractEnds: '2027-06-30' } : {},
  };
}

/** The open invoices of a customer: the oldest 3 to 42 days late where the customer is due, else all due within two months. */
export function invoicesAt(index: number, size: LedgerSize): InvoiceInput[] {
  const count = INVOICES_PER_CUSTOMER[index % INVOICES_PER_CUSTOMER.length]!;
  return Array.from({ length: count }, (_, place) => {
    const seed = index * 4 + place;
    const isReference = place === 0 && isDue(index, size);
    const dueDate = isReference ? TODAY - 3 - scatter(seed, 40) : TODAY + 1 + scatter(seed, 60);
    return {
      externalId: `I-${seed}`,
      number: `INV-${1_000_000 + seed}`,
      customer: { externalId: `C-${index}` },
      issuedAt: dueDate - 30,
      dueDate,
      currency: 'EUR',
      grossAmount: 1_200 + scatter(seed + 7, 900_000),
      netAmount: null,
      title: TITLES[seed % TITLES.length]!,
    };
  });
}
