import { ALL_EVENTS, type EventType } from './eventTypes.ts';
import { type CustomerEvent, triggerTest } from './rule.ts';

/** A value whose passing a webhook is told of, as triggers of rules are (RUL-1); minor units, or days. */
export type Threshold =
  | {
      readonly on: 'amountDue';
      readonly passes: 'above' | 'below';
      readonly value: number;
      readonly currency: string;
    }
  | { readonly on: 'averagePaymentDelay'; readonly passes: 'above' | 'below'; readonly value: number };

/** The event that tells of a threshold passed. */
export const THRESHOLD_EVENTS = {
  amountDue: 'amountDuePassed',
  averagePaymentDelay: 'averagePaymentDelayPassed',
} as const satisfies Record<Threshold['on'], EventType>;

/** What a webhook is told: types of events, or `*` for all, and the thresholds that it watches. */
export interface WebhookSubscription {
  readonly types: readonly string[];
  readonly thresholds: readonly Threshold[];
}

/** Whether a subscriber is told of an event: of a threshold passed only if it is its own, or if it wants everything. */
export function isTold(
  { types, thresholds }: WebhookSubscription,
  { type, data }: { readonly type: string; readonly data: Readonly<Record<string, unknown>> },
): boolean {
  if (types.includes(ALL_EVENTS)) return true;
  if (!types.includes(type)) return false;
  const on = Object.entries(THRESHOLD_EVENTS).find(([, told]) => told === type)?.[0];
  return on === undefined || thresholds.some((each) => each.on === on && isSame(each, data));
}

/** RUL-1: the thresholds that an event passes, each once, whoever watches them. */
export function passed(watched: Iterable<Threshold>, event: CustomerEvent): Threshold[] {
  return [...watched].filter((threshold) => {
    const currency = threshold.on === 'amountDue' ? threshold.currency : '';
    return triggerTest(threshold)(event, currency);
  });
}

/** Thresholds without those that say the same as an earlier one. */
export function distinct(thresholds: readonly Threshold[]): Threshold[] {
  return thresholds.filter(
    (each, index) => thresholds.findIndex((other) => other.on === each.on && isSame(other, { ...each })) === index,
  );
}

function isSame(threshold: Threshold, data: Readonly<Record<string, unknown>>): boolean {
  return (
    threshold.passes === data['passes'] &&
    threshold.value === data['value'] &&
    (threshold.on !== 'amountDue' || threshold.currency === data['currency'])
  );
}
