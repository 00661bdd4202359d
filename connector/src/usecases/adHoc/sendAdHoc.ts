import type { Delivery } from '../../delivery/mailer.ts';
import type { Actor } from '../../domain/actor.ts';
import { unprocessable } from '../../domain/errors.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import { loadUsers } from '../../store/users.ts';
import { adHocData, type AdHocOrder, type BegunAdHoc } from './beginAdHoc.ts';
import { type ComposedMessage, composeMessage } from '../messages/composeMessage.ts';
import { recountContacts } from '../customers/recountContacts.ts';
import type { Deps } from '../deps.ts';
import { HANDING_OVER_MS, writeSending } from '../cadence/handOver.ts';
import { NO_RECIPIENT } from '../messages/messagePeople.ts';
import { contactsOf, markInvalid, recordContacts, refusedOf, STATUS_AFTER } from '../cadence/recordOutcome.ts';
import { replan } from '../cadence/replan.ts';

/** An ad hoc e-mail on its way out. */
export interface OutgoingAdHoc extends BegunAdHoc {
  readonly composed: ComposedMessage;
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
  { template, recipients, cc, sender }: AdHocOrder,
): Promise<OutgoingAdHoc> {
  const { moment, context, reference } = begun;
  const composed = await composeMessage(deps, moment, context, {
    actionId: begun.action.id,
    template: template!,
    recipients,
    cc,
    sender,
    planLanguage: null,
    reference,
    users: await loadUsers(session),
    isPersonal: true,
  });
  if ('problem' in composed) {
    const path = composed.problem === NO_RECIPIENT ? 'recipients' : 'template';
    throw unprocessable(composed.problem, [{ path, message: composed.problem }]);
  }
  const action = {
    ...begun.action,
    status: 'sending' as const,
    mode: 'automatic' as const,
    executedAt: moment.now,
    executedOn: moment.today,
    leaseUntil: deps.clock.wall() + HANDING_OVER_MS,
  };
  await writeSending(session, [action], [[action.id, composed]]);
  await recordContacts(session, moment.today, contactsOf(action), false);
  await replan(session, deps, moment, actor, [action.customerId]);
  return { ...begun, action, composed };
}

/** Records what became of it: a contact with the customer, and about the invoice that it names (MIN-3), which moves what comes next. */
export async function recordAdHoc(
  session: Session,
  deps: Deps,
  actor: Actor,
  { moment, context, action, composed }: OutgoingAdHoc,
  delivery: Delivery,
): Promise<void> {
  const reason = delivery.kind === 'accepted' ? null : delivery.reason;
  const status = STATUS_AFTER[delivery.kind];
  await session.update('actions', ['id'], [{ id: action.id, status, reason, leaseUntil: null }]);
  await lockCustomers(session, [action.customerId]);
  if (delivery.kind === 'refused') await recountContacts(session, action);
  else await recordContacts(session, moment.today, contactsOf(action), delivery.kind === 'accepted');
  await markInvalid(session, context.contacts, delivery);
  const { to, subject } = composed.message;
  const data = {
    ...adHocData(action),
    to,
    subject,
    note: action.note,
    ...(reason === null ? {} : { reason }),
    ...(refusedOf(delivery).length > 0 ? { refused: refusedOf(delivery) } : {}),
  };
  const type = ({ accepted: 'actionExecuted', refused: 'actionFailed', unknown: 'actionUncertain' } as const)[
    delivery.kind
  ];
  await appendEvents(session, deps.newId, moment.now, actor, [{ type, customerId: action.customerId, data }]);
  await replan(session, deps, moment, actor, [action.customerId]);
}
