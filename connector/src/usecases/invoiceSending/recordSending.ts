import type { Actor } from '../../domain/actor.ts';
import type { Delivery } from '../../delivery/mailer.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { ActionTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { markInvalid, refusedOf, STATUS_AFTER } from '../handingOver/recordOutcome.ts';
import type { ComposedMessage } from '../messages/composeMessage.ts';
import { currentMoment } from '../moment.ts';
import { customersChanged } from '../rules/applyRules.ts';
import type { ToSend } from './invoicesToSend.ts';
import { becomeSent } from './markSent.ts';

/** An invoice with the action that carries it, as it is written down when it goes. */
export interface Outgoing extends ToSend {
  readonly action: ActionTable;
  readonly composed: ComposedMessage;
}

export interface SendingOutcome {
  readonly each: Outgoing;
  readonly delivery: Delivery;
}

/** Writes down what became of invoices that were handed over, within a transaction that holds their customers. */
export async function recordSending(
  session: Session,
  deps: Deps,
  actor: Actor,
  outcomes: readonly SendingOutcome[],
): Promise<void> {
  const moment = await currentMoment(session, deps.clock);
  await session.update(
    'actions',
    ['id'],
    outcomes.map(({ each, delivery }) => ({
      id: each.action.id,
      status: STATUS_AFTER[delivery.kind],
      reason: delivery.kind === 'accepted' ? null : delivery.reason,
      leaseUntil: null,
    })),
  );
  const invalidated = await markInvalid(
    session,
    outcomes.map(({ each, delivery }) => ({ customerId: each.action.customerId, delivery })),
  );
  const accepted = outcomes.filter(({ delivery }) => delivery.kind === 'accepted').map(({ each }) => each.invoice.id);
  const rows = await session.db
    .selectFrom('invoices')
    .selectAll()
    .where(session.oneOf('id', accepted))
    .where('sent', '=', 0)
    .execute();
  await becomeSent(session, deps, moment, actor, rows, 'invoiceSent');
  const events = [...outcomes.map(outcomeEvent), ...invalidated];
  const bounced = new Set(invalidated.map(({ customerId }) => customerId!));
  await customersChanged(session, deps, moment, actor, events, bounced);
}

function outcomeEvent({ each, delivery }: SendingOutcome): NewEvent {
  const { action, composed } = each;
  const data = {
    actionId: action.id,
    planId: action.planId,
    stepName: action.stepName,
    referenceInvoiceId: action.referenceId,
    channel: action.channel,
    to: composed.message.to,
    subject: composed.message.subject,
    ...(delivery.kind === 'accepted' ? {} : { reason: delivery.reason }),
    ...(refusedOf(delivery).length > 0 ? { refused: refusedOf(delivery) } : {}),
  };
  const type = ({ accepted: 'actionExecuted', refused: 'actionFailed', unknown: 'actionUncertain' } as const)[
    delivery.kind
  ];
  return { type, customerId: action.customerId, data };
}
