import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { CHANNELS } from '../choices';
import { writtenNumber } from '../writtenNumber';
import {
  type RecipientOptions,
  recipientOptions,
  recipientsOf,
  type TextForm,
  templateOf,
  textFields,
} from './message';

/** A step as its form gives it. */
export interface StepForm extends TextForm {
  name: string;
  days: number;
  anchor: 'due' | 'issue';
  channel: string;
  mode?: 'automatic' | 'manual';
  options?: StepOptions;
}

interface StepOptions extends RecipientOptions {
  attachInvoices?: boolean;
  attachStatement?: boolean;
}

const options: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: [
    {
      displayName: 'Attach Invoices',
      name: 'attachInvoices',
      type: 'boolean',
      default: true,
      description:
        'Whether the PDFs go along: of the reference invoice and, at customer level, of all that are overdue',
    },
    {
      displayName: 'Attach Statement',
      name: 'attachStatement',
      type: 'boolean',
      default: true,
      description: 'Whether a statement of account, made by the connector, goes along',
    },
    ...recipientOptions,
  ],
};

/** In the order in which a person thinks of a step. */
export const stepFields: INodeProperties[] = [
  { displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. First reminder' },
  {
    displayName: 'Days',
    name: 'days',
    type: 'number',
    typeOptions: { minValue: -365, maxValue: 365 },
    default: 3,
    description: 'How many days after the date; negative is before',
  },
  {
    displayName: 'Counted From',
    name: 'anchor',
    type: 'options',
    default: 'due',
    options: [
      { name: 'Due Date', value: 'due' },
      { name: 'Issue Date', value: 'issue' },
    ],
  },
  { displayName: 'Channel', name: 'channel', type: 'options', default: 'email', options: CHANNELS },
  {
    displayName: 'Mode',
    name: 'mode',
    type: 'options',
    displayOptions: { hide: { channel: ['call', 'task'] } },
    default: 'automatic',
    options: [
      { name: 'Automatic', value: 'automatic', description: 'Goes out without anybody' },
      { name: 'Manual', value: 'manual', description: 'Waits under To Do for a person' },
    ],
  },
  ...textFields,
  options,
];

export const stepsProperty: INodeProperties = {
  displayName: 'Steps',
  name: 'steps',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, sortable: true },
  placeholder: 'Add step',
  default: {},
  required: true,
  description: 'What happens, in this order',
  options: [
    {
      displayName: 'Step',
      name: 'step',
      values: stepFields,
    },
  ],
};

/** A step as the API takes it. A call or task is a person's, and may do without a text. */
export function stepOf(form: StepForm): IDataObject {
  const { name, days, anchor, channel, mode } = form;
  const more = form.options || {};
  const isPersons = channel === 'call' || channel === 'task';
  const { attachInvoices, attachStatement, responsible, sender } = more;
  const step = {
    name,
    when: { anchor, days: writtenNumber(days) },
    channel,
    mode: isPersons ? 'manual' : mode,
    template: templateOf(form) ?? (isPersons ? undefined : {}),
    ...recipientsOf(more),
    attachInvoices,
    attachStatement,
    responsible: responsible || undefined,
    sender: sender || undefined,
  };
  return Object.fromEntries(Object.entries(step).filter(([, value]) => value !== undefined)) as IDataObject;
}
