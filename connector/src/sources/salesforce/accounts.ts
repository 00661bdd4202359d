import type { Field } from 'jsforce/lib/types/index.js';
import { checkFieldValue, type CustomFieldValue } from '../../domain/customField.ts';
import { isEmailAddress } from '../../domain/emailAddress.ts';
import type { AccountRecord, DeletedRecord, MisfitRecord, SourceContact, SourceUser } from '../records.ts';
import type { SalesforceRecord } from './client.ts';
import { customFieldType, customFieldValue, picklistOptions } from './fieldValues.ts';
import type { SalesforceSettings } from './settings.ts';

/** An account with what belongs to it, as Salesforce says it at one moment. */
export interface AccountParts {
  readonly account: SalesforceRecord;
  /** Null where it has none, or the owner is no user: a queue. */
  readonly owner: SalesforceRecord | null;
  /** Null where contacts are not asked for. */
  readonly contacts: readonly SalesforceRecord[] | null;
  /** Wall-clock ms before it was asked for: what was asked later is newer, which no time stamp of several records together tells. */
  readonly version: number;
}

export interface AccountMapping {
  readonly settings: Pick<
    SalesforceSettings,
    'matchField' | 'customerField' | 'ownerField' | 'contacts' | 'customFields'
  >;
  /** Of Account, as described. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly timeZone: string;
}

/** Longest of the API's external ids. */
const LONGEST_ID = 255;

/**
 * An account in our shape: whom it is about, and what it feeds. An account that is deleted, or names no customer, feeds nothing (any more). A
 * value that does not fit its field is left out, and told as the record's problem.
 */
export function accountRecords(
  parts: AccountParts,
  mapping: AccountMapping,
): (AccountRecord | DeletedRecord | MisfitRecord)[] {
  const { account, version } = parts;
  const stated = { kind: 'account', externalId: account.Id, version } as const;
  const shared = account[mapping.settings.matchField];
  const customerExternalId = shared === null || shared === undefined ? '' : String(shared).trim();
  if (account['IsDeleted'] === true || customerExternalId === '') return [{ ...stated, deleted: true }];
  if (customerExternalId.length > LONGEST_ID) {
    const problem = `${mapping.settings.matchField} is longer than an external id can be: ${customerExternalId.slice(0, 60)}…`;
    return [{ ...stated, problem, raw: account }];
  }
  const { values, problems } = customFieldsOf(account, mapping);
  const record: AccountRecord = {
    ...stated,
    raw: account,
    customerExternalId,
    ...(mapping.settings.customerField !== null && { customerField: mapping.settings.customerField }),
    ...(mapping.settings.ownerField !== null && { accountManager: managerOf(parts.owner) }),
    ...(parts.contacts !== null && { contacts: contactsOf(parts.contacts, mapping) }),
    customFields: values,
    ...(problems.length > 0 && { problems }),
  };
  return [record];
}

/** Who is away, or has no address to be known by, looks after nobody. */
function managerOf(owner: SalesforceRecord | null): SourceUser | null {
  if (!owner || owner['IsActive'] === false) return null;
  const email = String(owner['Email'] ?? '').trim();
  if (!isEmailAddress(email)) return null;
  const name = String(owner['Name'] ?? '').trim();
  return { externalId: owner.Id, email, name: name === '' ? email : name };
}

function contactsOf(contacts: readonly SalesforceRecord[], { settings }: AccountMapping): SourceContact[] {
  const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);
  return contacts.map((contact) => ({
    externalId: contact.Id,
    firstName: text(contact['FirstName']),
    lastName: text(contact['LastName']),
    email: text(contact['Email']),
    phone: text(contact['Phone']),
    ...(settings.contacts && { position: settings.contacts.position }),
  }));
}

/** CUS-4: the chosen fields' values, and what is wrong with those that do not fit. */
function customFieldsOf(account: SalesforceRecord, { settings, fields, timeZone }: AccountMapping) {
  const values: Record<string, CustomFieldValue | null> = {};
  const problems: string[] = [];
  for (const [key, name] of Object.entries(settings.customFields)) {
    const field = fields.get(name)!;
    const type = customFieldType(field)!;
    const fed = { key, label: field.label, type, options: picklistOptions(field), source: null };
    const checked = checkFieldValue(fed, customFieldValue(field, account[name], type, timeZone));
    if ('problem' in checked) problems.push(`${name}: ${checked.problem}`);
    else values[key] = checked.value;
  }
  return { values, problems };
}
