import { type CustomerFacts, type Fields, type InvoiceFacts, messageFields } from '../delivery/fields.ts';
import type { OutgoingMessage } from '../delivery/mailer.ts';
import { serializeFields } from '../delivery/storedFields.ts';
import type { CompiledTemplate } from '../delivery/templates.ts';
import { ACCOUNT_MANAGER } from '../domain/colleagues.ts';
import type { TemplateRef } from '../domain/plan.ts';
import { compareForReference } from '../domain/invoice.ts';
import { type Recipient, resolveRecipients } from '../domain/recipients.ts';
import type { CustomerContext, OpenInvoice } from '../store/subjects.ts';
import type { Sender, Users } from '../store/users.ts';
import { factsOf } from './customerFacts.ts';
import type { Deps } from './deps.ts';
import type { Moment } from './moment.ts';
import { NO_RECIPIENT } from './planSubject.ts';

/** What a message is made from: a step, or an ad hoc action. */
export interface MessageOrder {
  readonly actionId: string;
  readonly template: TemplateRef;
  readonly recipients?: readonly string[];
  readonly cc?: readonly string[];
  readonly sender?: string;
  readonly planLanguage: string | null;
  readonly reference: OpenInvoice | null;
  /** Who may be the sender, or get a copy. */
  readonly users: Users;
}

/** A message with what is kept of it: its template's hash and its fields (PLN-4). */
export interface ComposedMessage {
  readonly message: OutgoingMessage;
  readonly template: CompiledTemplate;
  readonly fieldsJson: string;
  readonly envelopeJson: string;
}

export type Composition = ComposedMessage | { readonly problem: string };

/** Mail services cut messages of more than about 100 kB. */
const LISTED = 200;

/** Renders a message for a customer; whatever stands in its way comes back as a `problem` to show to a person (MAN-2). */
export async function composeMessage(
  deps: Deps,
  moment: Moment,
  context: CustomerContext,
  order: MessageOrder,
): Promise<Composition> {
  const { customer, contacts, managers } = context;
  const { settings } = moment;
  const customFields = JSON.parse(customer.customFieldsJson) as Record<string, unknown>;
  const sources = {
    contacts,
    customFields,
    accountManagerEmails: managers.map(({ email }) => email),
    colleagues: order.users.addresses,
  };
  const to = resolveRecipients(order.recipients, sources);
  if (to.length === 0) return { problem: NO_RECIPIENT };
  const manager = managers[0] ?? null;
  const from = senderOf(order, context, moment);
  if (!from) return { problem: senderGone(order.sender!) };
  try {
    const template = await deps.templates.resolve(order.template, {
      customerLanguage: customer.language,
      formOfAddress: customer.formOfAddress ?? settings.formOfAddress,
      planLanguage: order.planLanguage,
      organizationLanguage: settings.language,
    });
    const { balances, score } = factsOf(context, moment);
    const customerFacts: CustomerFacts = {
      name: customer.name,
      externalId: customer.externalId,
      score,
      lastDunningOn: customer.lastDunningOn,
      balances,
      customFields,
    };
    const portal = deps.portal.linkFor(customer.id, moment.today);
    const open = [...context.openInvoices]
      .sort(compareForReference)
      .map((invoice) => ({ invoice, facts: invoiceFacts(invoice, portal) }));
    const fields = messageFields({
      language: template.language,
      organization: { name: settings.organizationName },
      sender: from,
      accountManager: manager,
      contact: contactOf(to),
      customer: customerFacts,
      referenceInvoice: open.find(({ invoice }) => invoice.id === order.reference?.id)?.facts ?? null,
      invoices: open.slice(0, LISTED).map(({ facts }) => facts),
      portalLink: portal,
      today: moment.today,
    });
    const cc = order.cc && order.cc.length > 0 ? resolveRecipients(order.cc, sources) : [];
    return render(template, fields, order.actionId, from, to, cc);
  } catch (error) {
    return { problem: `The template does not render: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function render(
  template: CompiledTemplate,
  fields: Fields,
  actionId: string,
  from: OutgoingMessage['from'],
  to: Recipient[],
  cc: Recipient[],
): ComposedMessage {
  const envelope = {
    from,
    to: to.map(({ email }) => email),
    cc: cc.map(({ email }) => email),
    subject: oneLine(template.subject(fields)),
  };
  return {
    message: { actionId, ...envelope, html: template.html(fields), text: template.text(fields) },
    template,
    fieldsJson: serializeFields(fields),
    envelopeJson: JSON.stringify({ ...envelope, language: template.language }),
  };
}

/** A field may hold a line break; a header must not. */
function oneLine(subject: string): string {
  return subject.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

function senderOf({ sender, users }: MessageOrder, { managers }: CustomerContext, { settings }: Moment): Sender | null {
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

function contactOf(to: readonly Recipient[]) {
  const first = to[0]!;
  return { firstName: first.contact?.firstName ?? null, lastName: first.contact?.lastName ?? null, email: first.email };
}

function invoiceFacts({ row }: OpenInvoice, portal: string): InvoiceFacts {
  const { id, number, title, currency, grossAmount, outstanding, issuedOn, dueOn } = row;
  return { number, title, currency, grossAmount, outstanding, issuedOn, dueOn, link: `${portal}#${id}` };
}
