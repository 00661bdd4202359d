import { type FieldError, invalid } from '../../domain/errors.ts';
import { ALL_EVENTS, type Subscription } from '../../domain/eventTypes.ts';
import { distinct, type Threshold, THRESHOLD_EVENTS } from '../../domain/subscription.ts';
import type { Session } from '../../store/store.ts';
import type { WebhookTable } from '../../store/tables.ts';
import { readSettings } from '../moment.ts';

/** Of an amount without a currency it is the organisation's, as it is now. */
export type ThresholdInput =
  | Extract<Threshold, { on: 'averagePaymentDelay' }>
  | (Omit<Extract<Threshold, { on: 'amountDue' }>, 'currency'> & { readonly currency?: string | undefined });

export interface SubscriptionInput {
  readonly events: Subscription;
  readonly thresholds: readonly ThresholdInput[];
}

const EXAMPLES = {
  amountDuePassed: '{"on": "amountDue", "passes": "above", "value": 1000000, "currency": "EUR"}',
  averagePaymentDelayPassed: '{"on": "averagePaymentDelay", "passes": "above", "value": 60}',
};

/** What is kept of a subscription; refuses an event that tells of thresholds and has none, and a threshold that no event tells of. */
export async function subscriptionOf(
  session: Session,
  { events, thresholds }: SubscriptionInput,
): Promise<Pick<WebhookTable, 'eventsJson' | 'thresholdsJson'>> {
  const { currency } = await readSettings(session);
  const isAll = events.includes(ALL_EVENTS);
  const errors = Object.entries(THRESHOLD_EVENTS).flatMap(([on, type]): FieldError[] => {
    const own = thresholds.findIndex((threshold) => threshold.on === on);
    const isNamed = events.includes(type);
    if (isNamed && !isAll && own < 0)
      return [{ path: 'thresholds', message: `${type} tells of thresholds: give one, as ${EXAMPLES[type]}` }];
    if (!isNamed && !isAll && own >= 0)
      return [{ path: `thresholds.${own}`, message: `is told by ${type}, which is not among the events: add it` }];
    return [];
  });
  if (errors.length > 0) throw invalid(errors);
  const whole = thresholds.map((threshold): Threshold =>
    threshold.on === 'amountDue' ? { ...threshold, currency: threshold.currency ?? currency } : threshold,
  );
  return {
    eventsJson: JSON.stringify(isAll ? [ALL_EVENTS] : [...new Set(events)]),
    thresholdsJson: JSON.stringify(distinct(whole)),
  };
}

/** The same after a change that names some of it. */
export function changedSubscription(
  session: Session,
  { eventsJson, thresholdsJson }: WebhookTable,
  change: Partial<SubscriptionInput>,
): Promise<Pick<WebhookTable, 'eventsJson' | 'thresholdsJson'>> {
  return subscriptionOf(session, {
    events: change.events ?? (JSON.parse(eventsJson) as Subscription),
    thresholds: change.thresholds ?? (JSON.parse(thresholdsJson) as Threshold[]),
  });
}
