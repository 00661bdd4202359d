import { isEmailAddress } from '../domain/emailAddress.ts';
import { isCurrency, LARGEST_AMOUNT } from '../domain/money.ts';
import { PAYMENT_METHODS } from '../domain/paymentMethods.ts';
import { canonicalLanguage, isCountry } from '../domain/places.ts';
import type {
  CustomerFields,
  InvoiceRecord,
  MisfitRecord,
  OwnedEntry,
  SourceContact,
  SourceRecord,
} from './records.ts';

const LONGEST_ID = 200;
const MOST_CONTACTS = 200;

/**
 * A record as the use cases take it, or why it cannot be taken. What is decoration is mended (an unknown language, an address that is none,
 * line breaks in a name); what is money or identity is not.
 */
export function soundRecord(record: SourceRecord): SourceRecord | { readonly problem: string } {
  try {
    return sound(record);
  } catch {
    // A vendor's object may hold anything, whatever its types say.
    return { problem: 'its fields are not of the kind that they should be' };
  }
}

/** A record that can be taken in, or put aside and asked for by its id: one that is no text for a database is made into one. */
export function soundOrMisfit(record: SourceRecord): SourceRecord {
  const given = soundRecord(record);
  return 'kind' in given ? given : misfit(record, given.problem);
}

function misfit({ kind, externalId, version, ...rest }: SourceRecord, problem: string): MisfitRecord {
  const id = String(externalId ?? '').slice(0, LONGEST_ID);
  return {
    kind,
    externalId: id.toWellFormed().replace(/\p{Cc}/gu, ' ') || '(none)',
    version: Number.isSafeInteger(version) ? version : 0,
    raw: 'raw' in rest ? rest.raw : null,
    problem: `It cannot be taken in: ${problem}`,
  };
}

function sound(record: SourceRecord): SourceRecord | { readonly problem: string } {
  const problem = isId(record.externalId) ? null : `its id is not a text of 1 to ${LONGEST_ID} characters`;
  if (problem !== null) return { problem };
  if (!Number.isSafeInteger(record.version)) return { problem: 'its version is not a whole number' };
  if ('problem' in record) return record;
  if ('deleted' in record) {
    const last = record.last && sound(record.last);
    return { ...record, last: last && 'name' in last ? last : undefined };
  }
  switch (record.kind) {
    case 'customer': {
      const name = oneLine(record.name, 300);
      if (name === '') return { problem: 'it has no name' };
      const entries = entryProblem(record.entries ?? []);
      return entries === null ? { ...record, ...soundFields(record), name } : { problem: entries };
    }
    case 'account':
      return isId(record.customerExternalId)
        ? { ...record, ...soundFields(record) }
        : { problem: 'it names no customer' };
    case 'invoice': {
      const { grossAmount, netAmount, currency, issuedOn, dueOn } = record;
      if (!isId(record.customerExternalId)) return { problem: 'it names no customer' };
      if (!isCurrency(currency)) return { problem: `'${currency}' is no currency (ISO 4217)` };
      if (!isAmount(grossAmount) || (netAmount !== null && !isAmount(netAmount)))
        return { problem: `its amount ${grossAmount} is negative, or not a whole number of the smallest unit` };
      if (!isDay(issuedOn) || !isDay(dueOn)) return { problem: 'its dates are not between 1900 and 2999' };
      const entries = entryProblem(record.entries ?? []);
      if (entries !== null) return { problem: entries };
      const number = oneLine(record.number, 100) || record.externalId.slice(0, 100);
      const title = record.title === null ? null : oneLine(record.title, 300) || null;
      return { ...record, ...soundPayer(record), number, title, dueOn: Math.max(dueOn, issuedOn) };
    }
    default: {
      if (!isId(record.customerExternalId)) return { problem: 'it names no customer' };
      if (!isCurrency(record.currency)) return { problem: `'${record.currency}' is no currency (ISO 4217)` };
      if (!isAmount(record.amount)) return { problem: `its amount ${record.amount} is negative or no whole number` };
      if (!isDay(record.on)) return { problem: 'its date is not between 1900 and 2999' };
      if (record.allocations.some(({ invoiceExternalId }) => !isId(invoiceExternalId)))
        return { problem: 'it names an invoice by what is no id' };
      if (record.allocations.some(({ amount }) => !isAmount(amount) || amount === 0))
        return { problem: 'what it gives to an invoice is not above 0' };
      return record;
    }
  }
}

function soundFields(fields: CustomerFields): CustomerFields {
  const { language, country, contacts, paymentMethods, accountManager } = fields;
  const methods: readonly string[] = PAYMENT_METHODS;
  return {
    ...(typeof language === 'string' ? { language: canonicalLanguage(language) } : {}),
    ...(typeof country === 'string'
      ? { country: isCountry(country.toUpperCase()) ? country.toUpperCase() : null }
      : {}),
    ...(contacts === undefined ? {} : { contacts: contacts.flatMap(soundContact).slice(0, MOST_CONTACTS) }),
    ...(paymentMethods === undefined
      ? {}
      : { paymentMethods: paymentMethods.filter((method) => methods.includes(method)) }),
    ...(accountManager && !isEmailAddress(accountManager.email) ? { accountManager: undefined } : {}),
  };
}

function soundPayer({ payer, customerExternalId }: InvoiceRecord): Pick<InvoiceRecord, 'payer'> {
  if (!payer) return {};
  return { payer: { ...payer, ...soundFields(payer), name: oneLine(payer.name, 300) || customerExternalId } };
}

function soundContact(contact: SourceContact): SourceContact[] {
  const email = contact.email?.trim() ?? '';
  const text = (value: string | null | undefined, longest: number) => (value ? oneLine(value, longest) || null : null);
  const sound = {
    ...contact,
    email: isEmailAddress(email) ? email : null,
    firstName: text(contact.firstName, 200),
    lastName: text(contact.lastName, 200),
    phone: text(contact.phone, 50),
  };
  return sound.email === null && sound.phone === null ? [] : [sound];
}

function entryProblem(entries: readonly OwnedEntry[]): string | null {
  const bad = entries.find(
    ({ externalId, amount, currency, on }) =>
      !isId(externalId) || !isAmount(amount) || amount === 0 || !isCurrency(currency) || !isDay(on),
  );
  return bad ? `${bad.kind} '${bad.externalId}' of it has no sound amount, currency or date` : null;
}

const isId = (text: string) =>
  text.length > 0 && text.length <= LONGEST_ID && text.isWellFormed() && !/\p{Cc}/u.test(text);
const isAmount = (amount: number) => Number.isSafeInteger(amount) && amount >= 0 && amount <= LARGEST_AMOUNT;
/** 1900-01-01 to 2999-12-31. */
const isDay = (day: number) => Number.isSafeInteger(day) && day >= -25_567 && day <= 376_199;

function oneLine(text: string, longest: number): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
  return [...line].slice(0, longest).join('').toWellFormed();
}
