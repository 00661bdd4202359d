import { withBlanks } from '../../delivery/blankFields.ts';
import { type CustomerFacts, type Fields, type InvoiceFacts, messageFields } from '../../delivery/fields.ts';
import type { OutgoingMessage, Thread } from '../../delivery/mailer.ts';
import { smsText } from '../../delivery/sms.ts';
import { serializeFields } from '../../delivery/storedFields.ts';
import type { CompiledTemplate } from '../../delivery/templates.ts';
import type { Channel, TemplateRef } from '../../domain/plan.ts';
import type { Settings } from '../../domain/settings.ts';
import { compareForReference } from '../../domain/invoice.ts';
import type { CustomerContext, OpenInvoice } from '../../store/subjects.ts';
import { type AttachedFile, attachedFiles, type Attaching, toAttachment } from './attachments.ts';
import { factsOf } from '../lists/customerFacts.ts';
import type { Deps } from '../deps.ts';
import { type MessagePeople, messagePeople, type PeopleOrder } from './messagePeople.ts';
import type { Moment } from '../moment.ts';

/** What a message is made from: a step, or an ad hoc action; an e-mail, unless it names another channel. */
export interface MessageOrder extends PeopleOrder {
  readonly actionId: string;
  readonly template: TemplateRef;
  readonly planLanguage: string | null;
  readonly reference: OpenInvoice | null;
  readonly attach?: Attaching;
  /** Not automatic: a person wrote it, or decides on each one. */
  readonly isPersonal?: boolean;
  readonly thread?: Thread;
  /** Takes the place of the template's, as it is. */
  readonly subject?: string;
  /** Colleagues read it: a field without a value prints a dash, those of these custom fields included (RUL-3). */
  readonly blanks?: ReadonlySet<string>;
}

/** A message with what is kept of it: its template's hash and its fields (PLN-4). */
export interface ComposedMessage {
  readonly message: OutgoingMessage;
  readonly template: CompiledTemplate;
  readonly fields: Fields;
  readonly fieldsJson: string;
  readonly envelopeJson: string;
  /** What a person should know of it, such as an attachment that is missing; null if there is nothing. */
  readonly note: string | null;
}

export type Composition = ComposedMessage | { readonly problem: string };

/** What is kept of a message beside its fields. */
export interface Envelope extends Pick<OutgoingMessage, 'from' | 'to' | 'cc' | 'subject'> {
  readonly language: string;
  /** Left out for e-mail. */
  readonly channel?: Channel;
  readonly files?: readonly AttachedFile[];
  /** Left out where answers go to the sender. */
  readonly replyTo?: string;
  /** Left out for other channels, and of messages from before Message-IDs were signed. */
  readonly messageId?: string;
}

/** Mail services cut messages of more than about 100 kB. */
const LISTED = 200;

/** Renders a message for a customer; whatever stands in its way comes back as a `problem` to show to a person (MAN-2). */
export async function composeMessage(
  deps: Deps,
  moment: Moment,
  context: CustomerContext,
  order: MessageOrder,
): Promise<Composition> {
  const people = messagePeople(order, context, moment);
  if (people.problem !== null) return { problem: people.problem };
  return writeMessage(deps, moment, context, order, people);
}

/** As `composeMessage`, for people who are settled. */
export async function writeMessage(
  deps: Deps,
  moment: Moment,
  context: CustomerContext,
  order: MessageOrder,
  people: MessagePeople,
): Promise<Composition> {
  const { customer } = context;
  const { settings } = moment;
  try {
    const preference = {
      customerLanguage: customer.language,
      formOfAddress: customer.formOfAddress ?? settings.formOfAddress,
      planLanguage: order.planLanguage,
      organizationLanguage: settings.language,
    };
    const template = await deps.templates.resolve(order.template, preference, moment.ownTemplates);
    const fields = fieldsFor(deps, moment, context, order, people, template.language);
    return render(deps, moment, order, people, template, fields, customer.id);
  } catch (error) {
    return { problem: `The template does not render: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function fieldsFor(
  deps: Deps,
  moment: Moment,
  context: CustomerContext,
  order: MessageOrder,
  { from, contact }: MessagePeople,
  language: string,
): Fields {
  const { customer, managers } = context;
  const { reference } = order;
  const { balances, score } = factsOf(context, moment);
  const disputedIn = (currency: string) =>
    context.openInvoices
      .filter((invoice) => invoice.isDisputed && invoice.currency === currency && invoice.id !== reference?.id)
      .reduce((sum, invoice) => sum + invoice.outstanding, 0);
  const customerFacts: CustomerFacts = {
    name: customer.name,
    externalId: customer.externalId,
    score,
    lastDunningOn: customer.lastDunningOn,
    balances: balances.map((balance) => ({ ...balance, disputed: disputedIn(balance.currency) })),
    customFields: JSON.parse(customer.customFieldsJson) as Record<string, unknown>,
  };
  const portal = deps.portal.linkFor(customer.id, moment.today);
  // DIS-1: what is in dispute is not asked for, unless somebody writes about that very invoice (ADH-1).
  const open = context.openInvoices
    .filter((invoice) => !invoice.isDisputed || invoice.id === reference?.id)
    .sort(compareForReference)
    .map((invoice) => ({ invoice, facts: invoiceFacts(invoice, portal) }));
  const listed = open.find(({ invoice }) => invoice.id === reference?.id)?.facts;
  const fields = messageFields({
    language,
    organization: { name: moment.settings.organizationName },
    sender: from,
    accountManager: managers[0] ?? null,
    contact,
    customer: customerFacts,
    referenceInvoice: listed ?? (reference && invoiceFacts(reference, portal)),
    invoices: open.slice(0, LISTED).map(({ facts }) => facts),
    portalLink: portal,
    today: moment.today,
  });
  return order.blanks ? withBlanks(fields, order.blanks) : fields;
}

function render(
  deps: Deps,
  { today, settings }: Moment,
  { actionId, channel = 'email', attach, isPersonal, thread, subject: given }: MessageOrder,
  { from, to, cc }: MessagePeople,
  template: CompiledTemplate,
  fields: Fields,
  customerId: string,
): ComposedMessage {
  const attached = attach ? attachedFiles(attach, customerId, template.language, today) : { files: [], note: null };
  const letter: AttachedFile = { fileName: 'letter.pdf', file: { kind: 'letter', id: actionId } };
  const files = channel === 'letter' ? [letter, ...attached.files] : attached.files;
  const subject = oneLine(given ?? template.subject(fields));
  const replyTo = channel === 'email' ? replyToOf(deps, settings, actionId) : null;
  const named = {
    ...(replyTo === null ? {} : { replyTo }),
    ...(channel === 'email' ? { messageId: deps.messageIds.idFor(actionId, from.email) } : {}),
  };
  const envelope: Envelope = {
    ...{ from, to, cc, subject, language: template.language },
    ...(channel === 'email' ? {} : { channel }),
    ...(files.length > 0 ? { files } : {}),
    ...named,
  };
  return {
    message: {
      ...{ actionId, from, to, cc, subject, ...bodyFor(channel, template, fields) },
      ...named,
      ...(isPersonal ? { isPersonal } : {}),
      ...(thread ? { thread } : {}),
      attachments: files.map((file) => toAttachment(deps, today, file)),
    },
    template,
    fields,
    fieldsJson: serializeFields(fields),
    envelopeJson: JSON.stringify(envelope),
    note: attached.note,
  };
}

/** Where answers go if not to the sender: to an address of the message's own (INV-7), else to one for all. */
function replyToOf(
  { replyAddresses }: Deps,
  { replyAddress, replyToAddress }: Settings,
  actionId: string,
): string | null {
  const own = replyAddress === null ? null : replyAddresses.addressFor(replyAddress, actionId);
  return own ?? replyToAddress;
}

/** Only e-mail knows HTML; an SMS is as plain as can be. */
export function bodyFor(
  channel: Channel,
  template: CompiledTemplate,
  fields: Fields,
): Pick<OutgoingMessage, 'html' | 'text'> {
  const text = template.text(fields);
  if (channel === 'email') return { html: template.html(fields), text };
  return { html: '', text: channel === 'sms' ? smsText(text) : text };
}

/** A field may hold a line break; a header must not. */
function oneLine(subject: string): string {
  return subject.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

function invoiceFacts({ row }: OpenInvoice, portal: string): InvoiceFacts {
  const { id, number, title, currency, grossAmount, outstanding, issuedOn, dueOn } = row;
  return { number, title, currency, grossAmount, outstanding, issuedOn, dueOn, link: `${portal}#${id}` };
}
