import type { Actor } from '../../domain/actor.ts';
import { shownSums } from '../../domain/customer.ts';
import type { CustomerEvent } from '../../domain/rule.ts';
import { distinct, passed, type Threshold, THRESHOLD_EVENTS } from '../../domain/subscription.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import { loadSubscriptions } from '../../store/subscriptions.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerContext } from '../../store/subjects.ts';
import { delaySumsOf } from '../lists/customerFacts.ts';
import type { Deps } from '../deps.ts';
import type { Moment } from '../moment.ts';

/**
 * Tells what a change made of customers' figures (EVT-1): another score, and thresholds that webhooks watch (RUL-1), each once per customer and
 * batch. Thresholds of excluded customers are told to nobody, as rules do not reach them (CUS-2).
 */
export async function tellFigures(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  contexts: ReadonlyMap<string, CustomerContext>,
  happened: ReadonlyMap<string, CustomerEvent>,
): Promise<void> {
  const moved = [...happened].filter(([, { before, after }]) => before !== after);
  if (moved.length === 0) return;
  const watched = distinct((await loadSubscriptions(session)).flatMap(({ thresholds }) => thresholds));
  const events: NewEvent[] = [];
  for (const [id, event] of moved) {
    const context = contexts.get(id)!;
    if (event.before.score !== event.after.score) events.push(scoreChanged(context, event, moment));
    if (context.customer.excluded === 1) continue;
    for (const threshold of passed(watched, event)) events.push(thresholdPassed(context, event, threshold));
  }
  await appendEvents(session, deps.newId, moment.now, actor, events);
}

function scoreChanged(context: CustomerContext, { before, after }: CustomerEvent, moment: Moment): NewEvent {
  const sums = delaySumsOf(context.currencies.values(), context.openInvoices, moment);
  const data = {
    ...nameOf(context),
    score: after.score,
    previousScore: before.score,
    averagePaymentDelayDays: after.averagePaymentDelayDays,
    previousAveragePaymentDelayDays: before.averagePaymentDelayDays,
    currency: shownSums(sums, moment.settings.currency)?.currency ?? null,
  };
  return { type: 'customerScoreChanged', customerId: context.customer.id, data };
}

function thresholdPassed(context: CustomerContext, { before, after }: CustomerEvent, threshold: Threshold): NewEvent {
  const { on, ...what } = threshold;
  const figures =
    threshold.on === 'amountDue'
      ? {
          amountDue: after.amountDue.get(threshold.currency)!,
          previousAmountDue: before.amountDue.get(threshold.currency) ?? null,
        }
      : {
          averagePaymentDelayDays: after.averagePaymentDelayDays,
          previousAveragePaymentDelayDays: before.averagePaymentDelayDays,
        };
  const data = { ...nameOf(context), ...what, ...figures };
  return { type: THRESHOLD_EVENTS[on], customerId: context.customer.id, data };
}

function nameOf({ customer: { id, externalId, name } }: CustomerContext) {
  return { customerId: id, externalId, name };
}
