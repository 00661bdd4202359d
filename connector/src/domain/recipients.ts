import { ACCOUNT_MANAGER, isColleague } from './colleagues.ts';

/** CUS-3: a person at the customer. */
export interface Contact {
  readonly id: string;
  readonly externalId: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly position: string;
  readonly isMain: boolean;
  readonly isInvalid: boolean;
  readonly invalidReason: string | null;
}

export interface RecipientSources {
  readonly contacts: readonly Contact[];
  readonly customFields: Readonly<Record<string, unknown>>;
  readonly accountManagerEmails: readonly string[];
  /** Addresses of users and groups, as copies name them; none where only recipients are wanted. */
  readonly colleagues?: ReadonlyMap<string, readonly string[]>;
}

export interface Recipient {
  readonly email: string;
  /** The contact behind the address, if it is one. */
  readonly contact: Contact | null;
}

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;

function ofAddress(email: string, contacts: readonly Contact[]): Recipient[] {
  const contact = contacts.find((candidate) => candidate.email?.toLowerCase() === email.toLowerCase()) ?? null;
  return contact?.isInvalid ? [] : [{ email, contact }];
}

/** The addresses that one entry of a step's recipients or copies stands for. */
function resolveEntry(entry: string, sources: RecipientSources): Recipient[] {
  const { contacts, customFields, accountManagerEmails, colleagues } = sources;
  const reachable = contacts.filter((contact) => contact.email !== null && !contact.isInvalid);
  const of = (some: readonly Contact[]) => some.map((contact) => ({ email: contact.email!, contact }));
  if (entry === 'main') return of(reachable.filter((contact) => contact.isMain).slice(0, 1));
  if (entry === ACCOUNT_MANAGER) return accountManagerEmails.map((email) => ({ email, contact: null }));
  if (isColleague(entry)) return (colleagues?.get(entry) ?? []).map((email) => ({ email, contact: null }));
  if (entry.startsWith('custom.')) {
    const value = customFields[entry.slice('custom.'.length)];
    return typeof value === 'string' && ADDRESS.test(value) ? ofAddress(value, contacts) : [];
  }
  if (entry.includes('@')) return ofAddress(entry, contacts);
  return of(reachable.filter((contact) => contact.position === entry));
}

/** Each address once, in order. */
function distinct(recipients: readonly Recipient[]): Recipient[] {
  const seen = new Set<string>();
  return recipients.filter(({ email }) => !seen.has(email.toLowerCase()) && seen.add(email.toLowerCase()));
}

/**
 * PLN-2, CUS-3: to whom a message goes. Without `entries` to the main contact, else the first valid one. Addresses marked invalid are
 * passed over; an empty answer means that there is nobody to write to (MAN-2).
 */
export function resolveRecipients(entries: readonly string[] | undefined, sources: RecipientSources): Recipient[] {
  if (entries && entries.length > 0) return distinct(entries.flatMap((entry) => resolveEntry(entry, sources)));
  const reachable = sources.contacts.filter((contact) => contact.email !== null && !contact.isInvalid);
  const chosen = reachable.find((contact) => contact.isMain) ?? reachable[0];
  return chosen ? [{ email: chosen.email!, contact: chosen }] : [];
}
