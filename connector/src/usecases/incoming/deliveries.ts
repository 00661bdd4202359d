import type { Actor } from '../../domain/actor.ts';
import {
  type BounceType,
  dedupKeyOf,
  DELIVERY_EVENT_TYPES,
  type DeliveryEvent,
  isTracking,
} from '../../domain/delivery.ts';
import { wireAddress } from '../../domain/emailAddress.ts';
import { notFound, unprocessable } from '../../domain/errors.ts';
import { keptText } from '../../domain/keptText.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { ActionTable, MailEventTable, ReplyTable } from '../../store/tables.ts';
import { visibleAmong } from '../../store/visibleCustomers.ts';
import { invalidateAddress } from '../customers/invalidateAddress.ts';
import { customersChanged } from '../rules/applyRules.ts';
import type { Envelope } from '../messages/composeMessage.ts';
import type { Deps } from '../deps.ts';
import { keepReply, type ReplyInput } from '../replies/keepReply.ts';
import { currentMoment } from '../moment.ts';

export interface DeliveryInput {
  /** One of these: as the message's header says it, the address for its answers, or the action's id. */
  readonly messageId?: string;
  readonly replyAddress?: string;
  readonly actionId?: string;
  readonly event: DeliveryEvent;
  /** Of a bounce; *hard*, if left out. */
  readonly bounceType?: BounceType;
  /** The recipient; needed only where a message with several bounced. */
  readonly address?: string;
  /** Instant in ms; now, if left out. */
  readonly at?: number;
  readonly text?: string | null;
  /** Of an answer, a person's or a program's: the mail itself. */
  readonly reply?: ReplyInput;
  readonly externalId?: string;
}

/** *Repeated* was known already; *dropped* is not kept, since tracking is off. */
export type Recorded =
  | {
      readonly outcome: 'recorded' | 'repeated';
      readonly delivery: MailEventTable;
      /** What people read and answer, if somebody replied. */
      readonly replyId: string | null;
    }
  | { readonly outcome: 'dropped'; readonly delivery: null; readonly replyId: null };

/** As much of an answer as the history tells; the whole stands in the reply. */
const LONGEST_TEXT = 20_000;

/**
 * INV-7: writes down what became of a message, once however often it is told. A hard bounce makes the address invalid, and plans the
 * customer anew (CUS-3); a reply holds its automatic actions until somebody has read it (HLD-1). What was told already does none of it, so
 * that an address that somebody validated meanwhile stays good.
 */
export async function recordDelivery(deps: Deps, actor: Actor, input: DeliveryInput): Promise<Recorded> {
  return deps.store.transaction(async (session) => {
    const action = await findMailed(session, deps, actor, input);
    const moment = await currentMoment(session, deps.clock);
    if (isTracking(input.event) && !moment.settings.trackOpens)
      return { outcome: 'dropped', delivery: null, replyId: null };
    await lockCustomers(session, [action.customerId]);
    const { event, at = null, text = null, externalId = null } = input;
    const bounceType = event === 'bounced' ? (input.bounceType ?? 'hard') : null;
    const address = await addressOf(session, action, input);
    const row: MailEventTable = {
      id: deps.newId('dlv'),
      dedupKey: dedupKeyOf({
        ...{ actionId: action.id, event, bounceType, address, at, externalId },
        replyMessageId: input.reply?.messageId ?? null,
      }),
      actionId: action.id,
      customerId: action.customerId,
      event,
      bounceType,
      address,
      at: at ?? moment.now,
      text: text && keptText(text, LONGEST_TEXT),
      createdAt: moment.now,
    };
    const known = await session.db
      .selectFrom('mailEvents')
      .selectAll()
      .where('dedupKey', '=', row.dedupKey)
      .executeTakeFirst();
    if (known) return { outcome: 'repeated', delivery: known, replyId: await replyIdOf(session, known) };
    await session.insert('mailEvents', [{ ...row }]);
    const reply =
      event === 'replied' ? await keepReply(session, deps, moment, row, input.text ?? null, input.reply ?? {}) : null;
    const invalidated =
      bounceType === 'hard' && address !== null
        ? await invalidateAddress(session, row.customerId, address, row.text ?? 'A message to it bounced')
        : [];
    const events = [toldOf(action, row, reply), ...invalidated];
    const isMoving = bounceType === 'hard' || (reply !== null && reply.readAt === null);
    await customersChanged(session, deps, moment, actor, events, isMoving ? [action.customerId] : []);
    return { outcome: 'recorded', delivery: row, replyId: reply?.id ?? null };
  });
}

/** What became of an action's message, in the order in which it was told. */
export function deliveriesOf({ db }: Session, actionId: string): Promise<MailEventTable[]> {
  return db.selectFrom('mailEvents').selectAll().where('actionId', '=', actionId).orderBy('id').execute();
}

async function replyIdOf({ db }: Session, { id }: MailEventTable): Promise<string | null> {
  const reply = await db.selectFrom('replies').select('id').where('deliveryId', '=', id).executeTakeFirst();
  return reply?.id ?? null;
}

async function findMailed(
  session: Session,
  { replyAddresses, messageIds }: Deps,
  actor: Actor,
  { messageId, replyAddress, actionId }: DeliveryInput,
): Promise<ActionTable> {
  const name = actionId ?? messageId ?? replyAddress!;
  const id =
    actionId ??
    (messageId === undefined ? replyAddresses.actionOf(replyAddress!) : (messageIds.read(messageId)?.actionId ?? null));
  const action =
    id === null
      ? undefined
      : await session.db.selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst();
  const isVisible = await visibleAmong(session, actor, action ? [action.customerId] : []);
  if (!action || !isVisible(action.customerId)) throw notFound(actionId === undefined ? 'message' : 'action', name);
  if (action.channel !== 'email')
    throw unprocessable(`The action is no e-mail but a ${action.channel}: only e-mails are followed`);
  return action;
}

/** The recipient it is about: as told, else the only one there was. A bounce is believed for the message's own recipients alone. */
async function addressOf(
  session: Session,
  action: ActionTable,
  { event, reply, address = reply?.from?.email }: DeliveryInput,
): Promise<string | null> {
  const message = await session.db
    .selectFrom('messages')
    .select('envelopeJson')
    .where('actionId', '=', action.id)
    .executeTakeFirst();
  const { to = [], cc = [] } = message ? (JSON.parse(message.envelopeJson) as Partial<Envelope>) : {};
  const recipients = [...to, ...cc];
  if (address === undefined) {
    if (recipients.length === 1) return recipients[0]!;
    if (event !== 'bounced') return null;
    throw unprocessable('The message had several recipients: say which address bounced', [
      { path: 'address', message: `must be one of ${recipients.join(', ')}` },
    ]);
  }
  const recipient = recipients.find((each) => wireAddress(each) === wireAddress(address));
  if (event === 'bounced' && recipient === undefined)
    throw unprocessable(`The message did not go to ${address}`, [
      { path: 'address', message: `must be one of ${recipients.join(', ')}` },
    ]);
  return recipient ?? address;
}

function toldOf({ stepName, referenceId }: ActionTable, row: MailEventTable, reply: ReplyTable | null): NewEvent {
  const { id, actionId, customerId, event, bounceType, address, at, text } = row;
  const data = {
    deliveryId: id,
    actionId,
    stepName,
    referenceInvoiceId: referenceId,
    channel: 'email',
    address,
    ...(bounceType === null ? {} : { bounceType }),
    at: new Date(at).toISOString(),
    text,
    ...(reply === null ? {} : toldOfReply(reply)),
  };
  return { type: DELIVERY_EVENT_TYPES[event], customerId, data };
}

function toldOfReply({ id, fromName, fromEmail, subject, text }: ReplyTable) {
  return {
    replyId: id,
    from: { name: fromName, email: fromEmail },
    subject,
    text: text === '' ? null : keptText(text, LONGEST_TEXT),
  };
}
