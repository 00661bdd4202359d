import { cleanIncomingHtml, textOfIncomingHtml } from '../../delivery/incomingHtml.ts';
import { keptText } from '../../domain/keptText.ts';
import { wireAddress } from '../../domain/emailAddress.ts';
import { withoutQuotedHistory } from '../../domain/quotedText.ts';
import type { Session } from '../../store/store.ts';
import type { MailEventTable, ReplyTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import type { Moment } from '../moment.ts';

/** A reply as the mail says it, all of it that is known. */
export interface ReplyInput {
  /** Its own Message-ID. */
  readonly messageId?: string;
  /** The Message-IDs that its headers References and In-Reply-To name, oldest first. */
  readonly references?: readonly string[];
  readonly from?: { readonly name?: string | null; readonly email: string };
  readonly subject?: string | null;
  readonly html?: string | null;
}

/** Longer ones are cut: mail programs quote without end. */
const LONGEST_TEXT = 200_000;
const LONGEST_HTML = 500_000;
const LONGEST_SUBJECT = 998;
const LONGEST_NAME = 200;

/**
 * INV-7, HLD-1: keeps a reply for people to read; `told` is what the history says of it. What colleagues write themselves in a conversation
 * counts as read.
 */
export async function keepReply(
  session: Session,
  deps: Deps,
  { now, settings }: Moment,
  told: MailEventTable,
  text: string | null,
  { messageId, references = [], from, subject, html }: ReplyInput,
): Promise<ReplyTable> {
  const kept = html ? keptText(html, LONGEST_HTML) : null;
  const whole = plain(text?.trim() ? text : kept === null ? '' : textOfIncomingHtml(kept));
  const own = withoutQuotedHistory(whole);
  const fromEmail = from?.email ?? told.address;
  const isOwn = fromEmail !== null && (await isColleague(session, settings.senderAddress, fromEmail));
  const reply: ReplyTable = {
    id: deps.newId('rpl'),
    deliveryId: told.id,
    actionId: told.actionId,
    customerId: told.customerId,
    messageId: messageId === undefined ? null : inBrackets(messageId),
    referencesJson: JSON.stringify(references.map(inBrackets)),
    fromName: oneLine(from?.name ?? '', LONGEST_NAME) || null,
    fromEmail,
    subject: oneLine(subject ?? '', LONGEST_SUBJECT) || null,
    text: own,
    fullText: own === whole ? null : whole,
    html: kept === null ? null : cleanIncomingHtml(kept),
    at: told.at,
    readAt: isOwn ? now : null,
    readByJson: null,
    createdAt: now,
  };
  await session.insert('replies', [{ ...reply }]);
  await countUnread(session, told.customerId);
  return reply;
}

/** HLD-1: brings a customer's number of unread replies up to what there is; in every transaction that changes one. */
export async function countUnread({ db }: Session, customerId: string): Promise<void> {
  await db
    .updateTable('customers')
    .set(({ selectFrom }) => ({
      unreadReplies: selectFrom('replies')
        .select((select) => select.fn.countAll<number>().as('unread'))
        .where('customerId', '=', customerId)
        .where('readAt', 'is', null),
    }))
    .where('id', '=', customerId)
    .execute();
}

/** Whether an address is the organisation's, a user's or an alias's. */
export async function isColleague({ db }: Session, senderAddress: string, email: string): Promise<boolean> {
  const address = wireAddress(email);
  if (wireAddress(senderAddress) === address) return true;
  for (const table of ['users', 'senderAliases'] as const) {
    const rows = await db
      .selectFrom(table as 'users')
      .select('email')
      .execute();
    if (rows.some((row) => wireAddress(row.email) === address)) return true;
  }
  return false;
}

function inBrackets(messageId: string): string {
  const name = oneLine(messageId, LONGEST_SUBJECT).replace(/^<|>$/g, '');
  return `<${name}>`;
}

function plain(text: string): string {
  return keptText(text.replace(/\r\n?/g, '\n').trim(), LONGEST_TEXT);
}

function oneLine(text: string, most: number): string {
  return keptText(text.replace(/[\p{Cc}\s]+/gu, ' ').trim(), most);
}
