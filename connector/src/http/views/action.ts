import type { OutgoingMessage } from '../../delivery/mailer.ts';
import type { ListedAction } from '../../usecases/readActions.ts';
import { isoDay, isoInstant } from './instants.ts';

/** An action as the API answers it. */
export function actionView(action: ListedAction) {
  const { id, status, channel, mode, reason, note, plan, step, planVersion, customer, referenceInvoice, actor } =
    action;
  return {
    id,
    status,
    channel,
    mode,
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
export function messageView({ from, to, cc, subject, html, text }: Omit<OutgoingMessage, 'actionId'>) {
  return { from, to, cc, subject, html, text, attachments: [] as { fileName: string; url: string }[] };
}
