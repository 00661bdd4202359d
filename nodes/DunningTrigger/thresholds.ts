import type { INodeProperties } from 'n8n-workflow';
import type { WebhookInput } from '../shared/api';
import { amountField, currencyField, daysField } from '../shared/thresholdFields';

type Threshold = NonNullable<WebhookInput['thresholds']>[number];

/** Thresholds as their forms give them. */
export interface ThresholdForm {
  threshold?: Array<{ passes?: Threshold['passes']; amount?: number; currency?: string; days?: number }>;
}

const passesField: INodeProperties = {
  displayName: 'Direction',
  name: 'passes',
  type: 'options',
  default: 'above',
  options: [
    { name: 'Above', value: 'above' },
    { name: 'Below', value: 'below' },
  ],
};

const CROSSING = 'Each starts the workflow when it is crossed; a customer who stays on one side starts nothing';

/** What is asked once an event is chosen that tells of thresholds. */
export const thresholdProperties: INodeProperties[] = [
  {
    displayName: 'Amount Due Passes',
    name: 'amountDueThresholds',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    displayOptions: { show: { events: ['amountDuePassed'] } },
    placeholder: 'Add threshold',
    default: { threshold: [{ passes: 'above', amount: 1000000, currency: '' }] },
    description: CROSSING,
    options: [{ displayName: 'Threshold', name: 'threshold', values: [passesField, amountField, currencyField] }],
  },
  {
    displayName: 'Average Payment Delay Passes',
    name: 'averagePaymentDelayThresholds',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    displayOptions: { show: { events: ['averagePaymentDelayPassed'] } },
    placeholder: 'Add threshold',
    default: { threshold: [{ passes: 'above', days: 60 }] },
    description: CROSSING,
    options: [{ displayName: 'Threshold', name: 'threshold', values: [passesField, daysField] }],
  },
];

/** The thresholds that the chosen events ask for, as the API takes them. */
export function thresholdsOf(read: (name: string) => ThresholdForm, events: readonly string[]): Threshold[] {
  const forms = (event: string, name: string) => (events.includes(event) ? (read(name).threshold ?? []) : []);
  return [
    ...forms('amountDuePassed', 'amountDueThresholds').map(
      ({ passes = 'above', amount = 1000000, currency }): Threshold => ({
        on: 'amountDue',
        passes,
        value: amount,
        ...(currency ? { currency: currency.trim().toUpperCase() } : {}),
      }),
    ),
    ...forms('averagePaymentDelayPassed', 'averagePaymentDelayThresholds').map(
      ({ passes = 'above', days = 60 }): Threshold => ({ on: 'averagePaymentDelay', passes, value: days }),
    ),
  ];
}

/** What the form is called that a chosen event needs, and that is empty; null if none is. */
export function missingThreshold(events: readonly string[], thresholds: readonly Threshold[]): string | null {
  const lacks = (event: string, on: Threshold['on']) =>
    events.includes(event) && !thresholds.some((threshold) => threshold.on === on);
  if (lacks('amountDuePassed', 'amountDue')) return 'Amount Due Passes';
  return lacks('averagePaymentDelayPassed', 'averagePaymentDelay') ? 'Average Payment Delay Passes' : null;
}
