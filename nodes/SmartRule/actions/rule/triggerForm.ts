import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { SCORES } from '../../../shared/choices';
import { amountField, currencyField, daysField } from '../../../shared/thresholdFields';
import { writtenNumber } from '../../../shared/writtenNumber';

/** A trigger as its form gives it. */
export interface TriggerForm extends IDataObject {
  on: 'amountDue' | 'averagePaymentDelay' | 'customerCreated' | 'customerCreatedOrUpdated' | 'score';
  passes?: 'above' | 'below';
  amount?: number;
  currency?: string;
  days?: number;
  score?: string;
}

const THRESHOLDS = ['amountDue', 'averagePaymentDelay', 'score'];

/** In the order in which a person thinks of a trigger. */
const triggerFields: INodeProperties[] = [
  {
    displayName: 'When',
    name: 'on',
    type: 'options',
    default: 'customerCreatedOrUpdated',
    options: [
      {
        name: 'Amount Due Passes',
        value: 'amountDue',
        description: 'What the customer owes crosses an amount; staying on one side fires nothing',
      },
      {
        name: 'Average Payment Delay Passes',
        value: 'averagePaymentDelay',
        description: 'The average delay crosses a number of days',
      },
      { name: 'Customer Is Created', value: 'customerCreated' },
      { name: 'Customer Is Created or Updated', value: 'customerCreatedOrUpdated' },
      { name: 'Score Passes', value: 'score', description: 'The score gets better or worse than a letter' },
    ],
  },
  {
    displayName: 'Direction',
    name: 'passes',
    type: 'options',
    displayOptions: { show: { on: THRESHOLDS } },
    default: 'above',
    options: [
      { name: 'Above', value: 'above', description: 'Of a score: a better letter' },
      { name: 'Below', value: 'below', description: 'Of a score: a worse letter' },
    ],
  },
  { ...amountField, displayOptions: { show: { on: ['amountDue'] } } },
  { ...currencyField, displayOptions: { show: { on: ['amountDue'] } } },
  { ...daysField, displayOptions: { show: { on: ['averagePaymentDelay'] } } },
  {
    displayName: 'Score',
    name: 'score',
    type: 'options',
    displayOptions: { show: { on: ['score'] } },
    default: 'B',
    options: SCORES,
  },
];

/** When a rule looks at a customer: any of the triggers is enough (RUL-1). */
export const triggersProperty: INodeProperties = {
  displayName: 'Triggers',
  name: 'triggers',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  placeholder: 'Add trigger',
  default: { trigger: [{ on: 'customerCreatedOrUpdated' }] },
  required: true,
  description: 'When the rule looks at a customer; any of them is enough',
  options: [
    {
      displayName: 'Trigger',
      name: 'trigger',
      values: triggerFields,
    },
  ],
};

/** A trigger as the API takes it. */
export function triggerOf({
  on,
  passes = 'above',
  amount = 1000000,
  currency,
  days = 60,
  score = 'B',
}: TriggerForm): IDataObject {
  switch (on) {
    case 'amountDue':
      return { on, passes, value: writtenNumber(amount), ...(currency ? { currency } : {}) };
    case 'averagePaymentDelay':
      return { on, passes, value: writtenNumber(days) };
    case 'score':
      return { on, passes, value: score };
    default:
      return { on };
  }
}
