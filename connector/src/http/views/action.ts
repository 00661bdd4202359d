import type { OutgoingMessage } from '../../delivery/mailer.ts';
import { smsLength } from '../../delivery/sms.ts';
import type { ListedAction } from '../../usecases/actions/readActions.ts';
import { isoDay, isoInstant } from './instants.ts';

/** An action as the API answers it. */
export function actionView(action: ListedAction) {
  const {
    id,
    status,
    channel,
    mode,
    responsible,
    reason,
    note,
    plan,
    step,
    planVersion,
    customer,
    referenceInvoice,
    actor,
  } = action;
  return {
    id,
    status,
    channel,
    mode,
    responsible,
    dueOn: isoDay(action.dueOn)!,
    executedAt: isoInstant(action.executedAt),
    claimedUntil: isoInstant(action.claimedUntil),
    reason,
    note,
    plan,
    planVersion,
    step,
    customer,
    referenceInvoice,
    actor,
  };
}

/** A message as the API answers it. */
export function messageView(message: Omit<OutgoingMessage, 'actionId'>, channel: string) {
  const { from, to, cc, subject, html, text } = message;
  const attachments = message.attachments.map(({ fileName, url }) => ({ fileName, url }));
  const { replyTo = null, messageId = null } = message;
  const view = { from, to, cc, replyTo, messageId, subject, html, text, attachments };
  return channel === 'sms' ? { ...view, sms: smsLength(text) } : view;
}
