import { ACCOUNT_MANAGER } from '../../domain/colleagues.ts';
import { wireAddress } from '../../domain/emailAddress.ts';
import { resolvePhones } from '../../domain/phones.ts';
import type { Channel } from '../../domain/plan.ts';
import { type Contact, type RecipientSources, resolveRecipients } from '../../domain/recipients.ts';
import type { CustomerContext } from '../../store/subjects.ts';
import type { Sender, Users } from '../../store/users.ts';
import type { Moment } from '../moment.ts';

export const NO_RECIPIENT =
  'No valid recipient: add a contact with an e-mail address, or validate one that was marked invalid';
export const NO_PHONE = 'No phone to send the SMS to: give a contact of the step’s recipients a phone number';

/** The field of a customer that holds the lines of the postal address. */
const POSTAL_ADDRESS = 'postalAddress';

/** Who writes to whom, as an order names them. */
export interface PeopleOrder {
  readonly channel?: Channel;
  readonly recipients?: readonly string[];
  readonly cc?: readonly string[];
  readonly sender?: string;
  readonly users: Users;
}

/** `contact` is whom the message speaks to; its address is empty where the channel needs none. */
export interface MessagePeople {
  readonly from: { readonly name: string | null; readonly email: string };
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly contact: {
    readonly firstName: string | null;
    readonly lastName: string | null;
    readonly email: string;
  } | null;
}

/**
 * PLN-2: e-mail goes to addresses, SMS and calls to phones, a letter to the lines of its address; a task is for nobody outside. `problem`
 * says what is missing (MAN-2); with it come the people as far as they are there, for whoever only wants to look.
 */
export function messagePeople(
  order: PeopleOrder,
  context: CustomerContext,
  moment: Moment,
): MessagePeople & { readonly problem: string | null } {
  const sender = senderOf(order, context, moment);
  const { organizationName, senderAddress } = moment.settings;
  const addressees = addresseesOf(order, context, moment);
  return {
    ...addressees,
    from: sender ?? { name: organizationName, email: senderAddress },
    problem: addressees.problem ?? (sender ? null : senderGone(order.sender!)),
  };
}

interface Addressees extends Pick<MessagePeople, 'to' | 'cc' | 'contact'> {
  readonly problem: string | null;
}

function addresseesOf(
  { channel = 'email', recipients, cc, users }: PeopleOrder,
  context: CustomerContext,
  moment: Moment,
): Addressees {
  const { customer, contacts, managers } = context;
  const sources: RecipientSources = {
    contacts,
    customFields: JSON.parse(customer.customFieldsJson) as Record<string, unknown>,
    accountManagerEmails: managers.map(({ email }) => email),
    colleagues: users.addresses,
  };
  if (channel === 'email') {
    const to = resolveRecipients(recipients, sources);
    const copies = cc && cc.length > 0 ? resolveRecipients(cc, sources) : [];
    return {
      to: to.map(({ email }) => email),
      cc: copies
        .filter((copy) => !to.some((each) => wireAddress(each.email) === wireAddress(copy.email)))
        .map(({ email }) => email),
      contact: to[0] ? spokenTo(to[0].contact, to[0].email) : spokenTo(anybody(contacts)),
      problem: to.length === 0 ? NO_RECIPIENT : null,
    };
  }
  if (channel === 'sms' || channel === 'call') {
    const to = resolvePhones(recipients, sources);
    return {
      to: to.map(({ phone }) => phone),
      cc: [],
      contact: spokenTo(to[0]?.contact ?? anybody(contacts)),
      problem: to.length === 0 && channel === 'sms' ? NO_PHONE : null,
    };
  }
  const contact = anybody(contacts);
  const to = channel === 'letter' ? postalAddress(context, sources, recipients, contact, moment) : [];
  return { to, cc: [], contact: spokenTo(contact), problem: null };
}

function anybody(contacts: readonly Contact[]): Contact | null {
  return contacts.find(({ isMain }) => isMain) ?? contacts[0] ?? null;
}

/** Whom a message speaks to: a contact, at an address of theirs. */
export function spokenTo(contact: Contact | null, email = contact?.email ?? ''): MessagePeople['contact'] {
  if (!contact && email === '') return null;
  return { firstName: contact?.firstName ?? null, lastName: contact?.lastName ?? null, email };
}

/** The customer, whom it is for, the lines of the address where the customer has them, and the country if it is another one. */
function postalAddress(
  { customer }: CustomerContext,
  { customFields }: RecipientSources,
  recipients: readonly string[] | undefined,
  contact: Contact | null,
  { settings }: Moment,
): string[] {
  const field = recipients?.find((entry) => entry.startsWith('custom.'))?.slice('custom.'.length) ?? POSTAL_ADDRESS;
  const address = customFields[field];
  const lines = typeof address === 'string' ? address.split(/\r?\n|,\s*/).filter((line) => line.trim() !== '') : [];
  const person = [contact?.firstName, contact?.lastName].filter(Boolean).join(' ');
  const isAbroad = lines.length > 0 && customer.country !== null && customer.country !== settings.holidays.country;
  const country = isAbroad
    ? new Intl.DisplayNames(settings.language, { type: 'region' }).of(customer.country!)!.toUpperCase()
    : null;
  return [customer.name, person, ...lines.map((line) => line.trim()), country ?? ''].filter((line) => line !== '');
}

function senderOf({ sender, users }: PeopleOrder, { managers }: CustomerContext, { settings }: Moment): Sender | null {
  if (sender === undefined) return { name: settings.organizationName, email: settings.senderAddress };
  const person = sender === ACCOUNT_MANAGER ? managers[0] : users.senders.get(sender);
  return person ? { name: person.name, email: person.email } : null;
}

/** MAN-2. */
function senderGone(sender: string): string {
  return sender === ACCOUNT_MANAGER
    ? 'No sender: the customer has no account manager; assign one, or choose another sender for the step'
    : 'No sender: the user or alias that the step names is gone; choose another sender for the step';
}
