import { createHash } from 'node:crypto';
import type { Actor } from '../../domain/actor.ts';
import { namedByMessageId } from '../../domain/delivery.ts';
import { isEmailAddress, wireAddress } from '../../domain/emailAddress.ts';
import { DomainError } from '../../domain/errors.ts';
import { keptText } from '../../domain/keptText.ts';
import { type ClassifiedMail, classifyMail, type MailKind } from '../../domain/incoming/classify.ts';
import { headerOf, headersOf, type IncomingMail } from '../../domain/incoming/mail.ts';
import type { Finding } from '../../domain/incoming/reports.ts';
import type { Session } from '../../store/store.ts';
import type { ActionTable } from '../../store/tables.ts';
import { visibleAmong } from '../../store/visibleCustomers.ts';
import type { Deps } from '../deps.ts';
import { readSettings } from '../moment.ts';
import type { Envelope } from '../messages/composeMessage.ts';
import { isColleague, type ReplyInput } from '../replies/keepReply.ts';
import { type DeliveryInput, type Recorded, recordDelivery } from './deliveries.ts';

/** What an incoming message turned out to be; *unmatched* changed nothing. */
export interface ReceivedMail {
  readonly kind: Exclude<MailKind, 'other'> | 'unmatched';
  /** What was written down (the first, of a report on several recipients), or was known already; null if nothing was. */
  readonly deliveryId: string | null;
  readonly replyId: string | null;
  readonly actionId: string | null;
  readonly customerId: string | null;
}

const UNMATCHED: ReceivedMail = Object.freeze({
  kind: 'unmatched',
  deliveryId: null,
  replyId: null,
  actionId: null,
  customerId: null,
});

const LONGEST_TEXT = 1_000_000;
const LONGEST_ID = 998;

/**
 * INV-7: takes in a message that came to the organisation. Replies, bounces, receipts and complaints are matched by the Message-ID of ours
 * that they refer to or return, or by the address for answers to it, never by their subject; what names none of our messages, or
 * speaks of an address that the message did not go to, changes nothing. The same message again changes nothing either.
 */
export async function receiveMail(deps: Deps, actor: Actor, mail: IncomingMail): Promise<ReceivedMail> {
  const classified = classifyMail(mail);
  const { session } = deps.store;
  const mailed = await findMailed(session, deps, actor, classified);
  if (!mailed || classified.kind === 'other') return UNMATCHED;
  const { action, envelope } = mailed;
  const found: ReceivedMail = {
    ...UNMATCHED,
    kind: classified.kind,
    actionId: action.id,
    customerId: action.customerId,
  };
  if (classified.kind === 'reply' && (await isOurs(session, mail, envelope))) return UNMATCHED;
  const recorded: Recorded[] = [];
  for (const finding of classified.findings) {
    const input = toDelivery(deps, mail, action, envelope, finding);
    const outcome = input && (await attempt(recordDelivery(deps, actor, input)));
    if (outcome) recorded.push(outcome);
  }
  const [first] = recorded;
  return first ? { ...found, deliveryId: first.delivery?.id ?? null, replyId: first.replyId } : UNMATCHED;
}

/** A message of ours that went out by e-mail. */
interface Mailed {
  readonly action: ActionTable;
  readonly envelope: Partial<Envelope>;
}

/**
 * The message that it names, if the caller may see whose it is. A Message-ID without a signature is believed only of messages that went out
 * without one: whoever got another could guess it.
 */
async function findMailed(
  session: Session,
  { replyAddresses, messageIds: ids }: Deps,
  actor: Actor,
  { kind, messageIds, replyAddresses: addresses }: ClassifiedMail,
): Promise<Mailed | undefined> {
  const byAddress = addresses.flatMap((address) => {
    const actionId = replyAddresses.actionOf(address);
    return actionId === null ? [] : [{ actionId, isProven: true }];
  });
  const byId = messageIds.flatMap((messageId) => ids.read(messageId) ?? []);
  // Who answers chose the message; a report may quote a whole thread, of which the returned message's own id comes first.
  const named = kind === 'reply' || kind === 'autoReply' ? [...byAddress, ...byId] : [...byId, ...byAddress];
  const rows = await session.db
    .selectFrom('actions')
    .leftJoin('messages', 'messages.actionId', 'actions.id')
    .selectAll('actions')
    .select('messages.envelopeJson')
    .where(session.oneOf('id', new Set(named.map(({ actionId }) => actionId))))
    .where('channel', '=', 'email')
    .execute();
  const isVisible = await visibleAmong(session, actor, new Set(rows.map(({ customerId }) => customerId)));
  const mailed = rows
    .filter(({ customerId }) => isVisible(customerId))
    .map(({ envelopeJson, ...action }): Mailed => {
      return { action, envelope: envelopeJson === null ? {} : (JSON.parse(envelopeJson) as Envelope) };
    });
  return named
    .map(({ actionId, isProven }) =>
      mailed.find(({ action, envelope }) => action.id === actionId && (isProven || envelope.messageId === undefined)),
    )
    .find((each) => each !== undefined);
}

const recipientsOf = ({ to = [], cc = [] }: Partial<Envelope>) => [...to, ...cc].map(wireAddress);

/** A copy of what we sent, or what a colleague writes in the thread: that no customer answers. */
async function isOurs(session: Session, mail: IncomingMail, envelope: Partial<Envelope>): Promise<boolean> {
  if (namedByMessageId(headerOf(mail, 'message-id')) !== null) return true;
  const from = mail.from === null ? undefined : wireAddress(mail.from);
  if (from === undefined || recipientsOf(envelope).includes(from)) return false;
  const { senderAddress, replyToAddress, replyAddress } = await readSettings(session);
  const own = [replyToAddress, replyAddress, envelope.from?.email];
  if (own.some((address) => address && wireAddress(address) === from)) return true;
  return isColleague(session, senderAddress, from);
}

/** Null for what speaks of nobody whom the message went to: a bounce that is forged, or another's affair. */
function toDelivery(
  { clock }: Deps,
  mail: IncomingMail,
  action: ActionTable,
  envelope: Partial<Envelope>,
  { event, bounceType, addresses, isInWords, text }: Finding,
): DeliveryInput | null {
  const recipients = recipientsOf(envelope);
  const named = addresses.find((each) => recipients.includes(wireAddress(each)));
  const isOnly = named === undefined && recipients.length === 1 && (addresses.length === 0 || isInWords === true);
  if (event === 'bounced' && named === undefined && !isOnly) return null;
  const isAnswer = event === 'replied' || event === 'autoReplied';
  const address = isAnswer ? addresses.find(isEmailAddress) : named;
  const isPast = mail.date !== null && mail.date <= clock.now() && mail.date >= action.createdAt;
  return {
    actionId: action.id,
    event,
    // That words speak of the only recipient is a guess, and nobody's address is to be lost by one.
    ...(bounceType === undefined ? {} : { bounceType: isOnly && isInWords ? 'soft' : bounceType }),
    ...(address === undefined ? {} : { address }),
    ...(isPast ? { at: mail.date } : {}),
    text: text === null ? null : readable(text),
    ...(isAnswer ? { reply: answerOf(mail, address) } : {}),
    externalId: nameOf(mail, event, address),
  };
}

/** The mail of an answer, as people read it and answer it in turn. */
function answerOf(mail: IncomingMail, address: string | undefined): ReplyInput {
  const messageId = keptText(headerOf(mail, 'message-id'), LONGEST_ID).trim();
  const references = headersOf(mail, 'references', 'in-reply-to').match(/<[^<>\s]+>/g) ?? [];
  return {
    ...(messageId === '' ? {} : { messageId }),
    references: [...new Set(references)],
    ...(address === undefined ? {} : { from: { name: mail.fromName ?? null, email: address } }),
    subject: mail.subject,
    html: mail.html,
  };
}

export function readable(text: string): string {
  return keptText(text, LONGEST_TEXT);
}

/** Recognises the same message, whichever way it comes: its Message-ID, or what it is made of if it has none. */
function nameOf(mail: IncomingMail, event: string, address = ''): string {
  const id = headerOf(mail, 'message-id').trim() || [mail.from, mail.date, mail.subject, mail.text].join('\n');
  return `mail-${createHash('sha256').update([id, event, address].join('\n')).digest('hex').slice(0, 40)}`;
}

/** Null where it is refused: for an address that the message did not go to, or a message that is gone. */
export async function attempt<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
