import { parseIsoDate, type Day } from '../domain/day.ts';
import { FieldValue } from './fieldValue.ts';
import { formatsFor, type Formats } from './format.ts';

/** What a message knows about one invoice. Amounts in minor units of `currency` (MON-1). */
export interface InvoiceFacts {
  number: string;
  title: string | null;
  currency: string;
  grossAmount: number;
  outstanding: number;
  issuedOn: Day;
  dueOn: Day;
  link: string | null;
}

export interface CustomerFacts {
  name: string;
  externalId: string | null;
  score: 'A' | 'B' | 'C' | 'D' | null;
  lastDunningOn: Day | null;
  /** BAL-1; `disputed`: what of the outstanding is in dispute and not asked for (DIS-1). */
  balances: {
    currency: string;
    outstanding: number;
    due: number;
    overdue: number;
    unapplied: number;
    disputed: number;
  }[];
  customFields: Record<string, unknown>;
}

/** Everything that a message is written from; `language` is that of the resolved template. */
export interface MessageContext {
  language: string;
  organization: { name: string };
  sender: { name: string | null; email: string };
  accountManager: { name: string; email: string | null; phone: string | null } | null;
  contact: { firstName: string | null; lastName: string | null; email: string } | null;
  customer: CustomerFacts;
  referenceInvoice: InvoiceFacts | null;
  invoices: InvoiceFacts[];
  portalLink: string | null;
  today: Day;
}

export interface InvoiceFields {
  number: string;
  title?: string;
  amount: FieldValue;
  outstanding: FieldValue;
  issuedAt: FieldValue;
  dueDate: FieldValue;
  daysLate: FieldValue;
  daysUntilDue: FieldValue;
  link?: string;
}

/**
 * The fields of templates, as api.md names them. A value that is not there has no key, so that printing it throws
 * (MAN-2) and `{{#if}}` sees it as empty; a whole group that is not there is an empty object.
 */
export interface Fields {
  organization: { name: string };
  sender: { name?: string; email: string };
  accountManager: { name?: string; email?: string; phone?: string };
  contact: { firstName?: string; lastName?: string; name?: string; email?: string };
  customer: {
    name: string;
    externalId?: string;
    outstanding: FieldValue;
    due: FieldValue;
    overdue: FieldValue;
    unapplied: FieldValue;
    refunded: FieldValue;
    disputed: FieldValue;
    score?: string;
    lastDunningDate?: FieldValue;
    custom: Record<string, FieldValue>;
  };
  referenceInvoice: InvoiceFields | Record<string, never>;
  /** The reference invoice under the name that invoice messages use. */
  invoice: InvoiceFields | Record<string, never>;
  invoices: InvoiceFields[];
  portal: { link?: string };
  today: FieldValue;
}

export function messageFields(context: MessageContext): Fields {
  const formats = formatsFor(context.language);
  const { today } = context;
  const invoices = context.invoices.map((facts) => invoiceFields(facts, today, formats));
  const listed = context.referenceInvoice ? context.invoices.indexOf(context.referenceInvoice) : -1;
  const referenceInvoice =
    invoices[listed] ??
    (context.referenceInvoice ? invoiceFields(context.referenceInvoice, today, formats) : ({} as const));
  return {
    organization: { name: context.organization.name },
    sender: present<Fields['sender']>({ name: context.sender.name, email: context.sender.email }),
    accountManager: accountManagerFields(context.accountManager),
    contact: contactFields(context.contact),
    customer: customerFields(context.customer, context.referenceInvoice?.currency ?? null, formats),
    referenceInvoice,
    invoice: referenceInvoice,
    invoices,
    portal: isWebLink(context.portalLink) ? { link: context.portalLink } : {},
    today: formats.date(today),
  };
}

function invoiceFields(facts: InvoiceFacts, today: Day, formats: Formats): InvoiceFields {
  const daysLate = today - facts.dueOn; // DAT-1
  const amount = new FieldValue(formats.amount(facts.grossAmount, facts.currency), facts.grossAmount);
  const fields: InvoiceFields = {
    number: facts.number,
    amount,
    outstanding:
      facts.outstanding === facts.grossAmount
        ? amount
        : new FieldValue(formats.amount(facts.outstanding, facts.currency), facts.outstanding),
    issuedAt: formats.date(facts.issuedOn),
    dueDate: formats.date(facts.dueOn),
    daysLate: new FieldValue(String(daysLate), daysLate),
    daysUntilDue: new FieldValue(String(0 - daysLate), 0 - daysLate),
  };
  if (facts.title) fields.title = facts.title;
  if (isWebLink(facts.link)) fields.link = facts.link;
  return fields;
}

function customerFields(facts: CustomerFacts, currency: string | null, formats: Formats): Fields['customer'] {
  const custom: Record<string, FieldValue> = {};
  for (const key in facts.customFields) {
    const value = customValue(facts.customFields[key], formats);
    if (value) custom[key] = value;
  }
  // What was paid back is owed again: below 0 it would read as a credit.
  const balances = facts.balances.map((balance) => ({ ...balance, refunded: Math.max(0, -balance.unapplied) }));
  const fields: Fields['customer'] = {
    name: facts.name,
    outstanding: balanceValue(facts.balances, 'outstanding', currency, formats),
    due: balanceValue(facts.balances, 'due', currency, formats),
    overdue: balanceValue(facts.balances, 'overdue', currency, formats),
    unapplied: balanceValue(facts.balances, 'unapplied', currency, formats),
    refunded: balanceValue(balances, 'refunded', currency, formats),
    disputed: balanceValue(facts.balances, 'disputed', currency, formats),
    custom,
  };
  if (facts.externalId) fields.externalId = facts.externalId;
  if (facts.score) fields.score = facts.score;
  if (facts.lastDunningOn !== null) fields.lastDunningDate = formats.date(facts.lastDunningOn);
  return fields;
}

/** Prints every currency that has something (MON-1: never added up); raw is the reference invoice's currency. */
function balanceValue<Part extends string>(
  balances: readonly ({ readonly currency: string } & Readonly<Record<Part, number>>)[],
  part: Part,
  reference: string | null,
  formats: Formats,
): FieldValue {
  const main = reference ?? balances[0]?.currency ?? null;
  const texts: string[] = [];
  let raw = 0;
  for (const balance of balances) {
    if (balance.currency === main) raw = balance[part];
    if (balance[part] !== 0) texts.push(formats.amount(balance[part], balance.currency));
  }
  if (texts.length > 1) return new FieldValue(formats.list(texts), raw);
  return new FieldValue(texts[0] ?? (main ? formats.amount(0, main) : formats.number(0)), raw);
}

function accountManagerFields(manager: MessageContext['accountManager']): Fields['accountManager'] {
  if (!manager) return {};
  return present<Fields['accountManager']>({ name: manager.name, email: manager.email, phone: manager.phone });
}

function contactFields(contact: MessageContext['contact']): Fields['contact'] {
  if (!contact) return {};
  const { firstName, lastName, email } = contact;
  const name = firstName && lastName ? `${firstName} ${lastName}` : firstName || lastName;
  return present<Fields['contact']>({ firstName, lastName, name, email });
}

/** A custom field as it prints: dates and numbers in the message's language, lists joined; nothing for an empty one. */
function customValue(value: unknown, formats: Formats): FieldValue | null {
  if (typeof value === 'string') {
    if (value === '') return null;
    const day = parseIsoDate(value);
    return day === null ? new FieldValue(value, value) : formats.date(day);
  }
  if (typeof value === 'number') return new FieldValue(formats.number(value), value);
  if (typeof value === 'boolean') return new FieldValue(String(value), value);
  if (Array.isArray(value) && value.length > 0) {
    const texts = value.map(String);
    return new FieldValue(formats.list(texts), texts);
  }
  return null;
}

/** Links come from sources and end up in `href`: nothing but http and https. */
function isWebLink(link: string | null): link is string {
  return link !== null && /^https?:\/\//i.test(link);
}

/** The record without its empty values. */
function present<T extends object>(record: { [K in keyof T]-?: T[K] | null }): T {
  const result: Partial<T> = {};
  for (const key in record) {
    const value = record[key];
    if (value) result[key] = value;
  }
  return result as T;
}
