import { FieldValue, type Raw } from './fieldValue.ts';
import type { Fields, InvoiceFields } from './fields.ts';

const FORMAT = 1;

/**
 * The fields of a sent message as compact JSON, kept beside the hash of its template: rendering the revived fields with
 * that template gives the message again, letter by letter, whatever has changed since. By position, because half of the
 * text and of the time would go into names.
 */
export function serializeFields(fields: Fields): string {
  const { organization, sender, accountManager, contact, customer, referenceInvoice, invoices, portal, today } = fields;
  const reference = invoices.findIndex((invoice) => invoice === referenceInvoice);
  const custom: Record<string, Stored> = {};
  for (const key in customer.custom) custom[key] = store(customer.custom[key]!);
  return JSON.stringify([
    FORMAT,
    organization.name,
    sender,
    accountManager,
    contact,
    customer.name,
    customer.externalId,
    store(customer.outstanding),
    store(customer.due),
    store(customer.overdue),
    store(customer.unapplied),
    customer.score,
    store(customer.lastDunningDate),
    custom,
    invoices.map(storeInvoice),
    reference >= 0 ? reference : 'number' in referenceInvoice ? storeInvoice(referenceInvoice as InvoiceFields) : null,
    portal.link,
    store(today),
    store(customer.disputed),
    store(customer.refunded),
  ]);
}

/** The inverse of `serializeFields`. */
export function reviveFields(json: string): Fields {
  const stored = JSON.parse(json) as StoredFields;
  if (stored[0] !== FORMAT)
    throw new RangeError(`Stored message fields of format ${String(stored[0])} are not readable`);
  const [, organization, sender, accountManager, contact, ...rest] = stored;
  const [name, externalId, outstanding, due, overdue, unapplied, score, lastDunningDate, storedCustom, ...last] = rest;
  const [storedInvoices, reference, link, today, disputed = 0, refunded = 0] = last;
  const custom: Record<string, FieldValue> = {};
  for (const key in storedCustom) custom[key] = revive(storedCustom[key]!);
  const invoices = storedInvoices.map(reviveInvoice);
  const referenceInvoice =
    typeof reference === 'number'
      ? invoices[reference]!
      : reference === null
        ? ({} as const)
        : reviveInvoice(reference);
  return {
    organization: { name: organization },
    sender,
    accountManager,
    contact,
    customer: {
      name,
      outstanding: revive(outstanding),
      due: revive(due),
      overdue: revive(overdue),
      unapplied: revive(unapplied),
      refunded: revive(refunded),
      disputed: revive(disputed),
      custom,
      ...(externalId !== null && { externalId }),
      ...(score !== null && { score }),
      ...(lastDunningDate !== null && { lastDunningDate: revive(lastDunningDate) }),
    },
    referenceInvoice,
    invoice: referenceInvoice,
    invoices,
    portal: link === null ? {} : { link },
    today: revive(today),
  };
}

/** `[text, raw]`, or raw alone where it prints as it is. */
type Stored = string | number | boolean | [text: string, raw: Raw];

type StoredInvoice = ReturnType<typeof storeInvoice>;

type StoredFields = [
  format: number,
  organization: string,
  sender: Fields['sender'],
  accountManager: Fields['accountManager'],
  contact: Fields['contact'],
  name: string,
  externalId: string | null,
  outstanding: Stored,
  due: Stored,
  overdue: Stored,
  unapplied: Stored,
  score: string | null,
  lastDunningDate: Stored | null,
  custom: Record<string, Stored>,
  invoices: StoredInvoice[],
  reference: number | StoredInvoice | null,
  link: string | null,
  today: Stored,
  /** Not kept by earlier versions, whose templates knew no such field. */
  disputed?: Stored,
  refunded?: Stored,
];

function store(value: FieldValue): Stored;
function store(value: FieldValue | undefined): Stored | null;
function store(value: FieldValue | undefined): Stored | null {
  if (!value) return null;
  const { text, raw } = value;
  return typeof raw !== 'object' && String(raw) === text ? raw : [text, raw];
}

function revive(stored: Stored): FieldValue {
  return typeof stored === 'object' ? new FieldValue(stored[0], stored[1]) : new FieldValue(String(stored), stored);
}

function storeInvoice(invoice: InvoiceFields) {
  return [
    invoice.number,
    invoice.title ?? null,
    store(invoice.amount),
    invoice.outstanding === invoice.amount ? null : store(invoice.outstanding),
    store(invoice.issuedAt),
    store(invoice.dueDate),
    store(invoice.daysLate),
    store(invoice.daysUntilDue),
    invoice.link ?? null,
  ] as const;
}

function reviveInvoice(stored: StoredInvoice): InvoiceFields {
  const [number, title, storedAmount, outstanding, issuedAt, dueDate, daysLate, daysUntilDue, link] = stored;
  const amount = revive(storedAmount);
  return {
    number,
    amount,
    outstanding: outstanding === null ? amount : revive(outstanding),
    issuedAt: revive(issuedAt),
    dueDate: revive(dueDate),
    daysLate: revive(daysLate),
    daysUntilDue: revive(daysUntilDue),
    ...(title !== null && { title }),
    ...(link !== null && { link }),
  };
}
