import type { Delivery } from '../../delivery/mailer.ts';
import type { Actor } from '../../domain/actor.ts';
import { unprocessable } from '../../domain/errors.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import { loadUsers } from '../../store/users.ts';
import { adHocData, type AdHocInput, type BegunAdHoc } from './beginAdHoc.ts';
import { type ComposedMessage, composeMessage, type MessageOrder, writeMessage } from '../messages/composeMessage.ts';
import { recountContacts } from '../handingOver/recountContacts.ts';
import type { Deps } from '../deps.ts';
import { inHand, writeSending } from '../handingOver/handOver.ts';
import { messagePeople, NO_RECIPIENT, spokenTo } from '../messages/messagePeople.ts';
import type { Answering } from '../replies/answering.ts';
import { setRead } from '../replies/markReply.ts';
import { findReply } from '../replies/readReplies.ts';
import {
  contactsOf,
  markInvalid,
  recordContacts,
  refusedOf,
  STATUS_AFTER,
  stillOpen,
} from '../handingOver/recordOutcome.ts';
import { replan } from '../schedule/replan.ts';
import { customersChanged } from '../rules/applyRules.ts';
import type { Moment } from '../moment.ts';

/** An ad hoc e-mail on its way out. */
export interface OutgoingAdHoc extends BegunAdHoc {
  readonly composed: ComposedMessage;
  /** The reply that it answers. */
  readonly replyId: string | null;
}

/**
 * Writes down that an ad hoc e-mail is about to be handed over (SND-3); a 422 if nobody would get it, or it does not render. It counts as a
 * contact from now on: whatever a plan sends while it is on its way would be a second one that day (MIN-1).
 */
export async function handOverAdHoc(
  session: Session,
  deps: Deps,
  actor: Actor,
  begun: BegunAdHoc,
  { template, recipients, cc, sender, answering }: AdHocInput,
): Promise<OutgoingAdHoc> {
  const { moment, context, reference } = begun;
  const order: MessageOrder = {
    actionId: begun.action.id,
    template: template!,
    recipients,
    cc,
    sender,
    planLanguage: null,
    reference,
    users: await loadUsers(session),
    isPersonal: true,
    ...(answering?.thread && { thread: answering.thread }),
    ...(answering?.subject ? { subject: answering.subject } : {}),
  };
  const composed = answering
    ? await writeMessage(deps, moment, context, order, answerPeople(order, begun, answering))
    : await composeMessage(deps, moment, context, order);
  if ('problem' in composed) {
    const path = composed.problem === NO_RECIPIENT ? 'recipients' : 'template';
    throw unprocessable(composed.problem, [{ path, message: composed.problem }]);
  }
  const action = {
    ...begun.action,
    ...inHand(deps),
    mode: 'automatic' as const,
    executedAt: moment.now,
    executedOn: moment.today,
  };
  await writeSending(session, [action], [[action.id, composed]]);
  await recordContacts(session, moment.today, contactsOf(action), false);
  await replan(session, deps, moment, actor, [action.customerId]);
  return { ...begun, action, composed, replyId: answering?.reply.id ?? null };
}

/** INV-7: to whoever wrote, even from an address that no contact has, from whom the message came that they answered. */
function answerPeople(order: MessageOrder, { context, moment }: BegunAdHoc, { reply, to, from }: Answering) {
  const people = messagePeople(order, context, moment);
  const writer = context.contacts.find(({ email }) => email?.toLowerCase() === to.toLowerCase());
  const contact = writer ? spokenTo(writer, to) : { firstName: null, lastName: reply.fromName, email: to };
  return { ...people, to: [to], from: from ?? people.from, contact };
}

/** Records what became of it: a contact with the customer, and about the invoice that it names (MIN-3), which moves what comes next. */
export async function recordAdHoc(
  session: Session,
  deps: Deps,
  actor: Actor,
  { moment, action, composed, replyId }: OutgoingAdHoc,
  { delivery, handedOverAt }: { readonly delivery: Delivery; readonly handedOverAt: number },
  again: boolean,
): Promise<void> {
  if ((await stillOpen(session, deps, [{ id: action.id, handedOverAt }], again)).size === 0) return;
  const reason = delivery.kind === 'accepted' ? null : delivery.reason;
  const status = STATUS_AFTER[delivery.kind];
  await session.update('actions', ['id'], [{ id: action.id, status, reason, leaseUntil: null }]);
  await lockCustomers(session, [action.customerId]);
  if (delivery.kind === 'refused') await recountContacts(session, action);
  else await recordContacts(session, moment.today, contactsOf(action), delivery.kind === 'accepted');
  const invalidated = await markInvalid(session, [{ customerId: action.customerId, delivery }]);
  const { to, subject } = composed.message;
  const data = {
    ...adHocData(action),
    to,
    subject,
    note: action.note,
    ...(replyId === null ? {} : { replyId }),
    ...(reason === null ? {} : { reason }),
    ...(refusedOf(delivery).length > 0 ? { refused: refusedOf(delivery) } : {}),
  };
  const type = ({ accepted: 'actionExecuted', refused: 'actionFailed', unknown: 'actionUncertain' } as const)[
    delivery.kind
  ];
  const answered =
    replyId === null || delivery.kind === 'refused' ? [] : await markAnswered(session, actor, moment, replyId);
  const events = [{ type, customerId: action.customerId, data }, ...answered, ...invalidated];
  await customersChanged(session, deps, moment, actor, events, [action.customerId]);
}

/** HLD-1: whoever answers a reply has read it. */
async function markAnswered(session: Session, actor: Actor, { now }: Moment, replyId: string): Promise<NewEvent[]> {
  return setRead(session, actor, await findReply(session, replyId), now);
}
