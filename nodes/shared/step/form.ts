import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** A step as its form gives it. */
export interface StepForm {
  name: string;
  days: number;
  anchor: 'due' | 'issue';
  channel: string;
  mode?: 'automatic' | 'manual';
  templateSource: 'shipped' | 'own';
  templateKey?: string;
  subject?: string;
  body?: string;
}

/** In the order in which a person thinks of a step. */
const stepFields: INodeProperties[] = [
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
  {
    displayName: 'Channel',
    name: 'channel',
    type: 'options',
    default: 'email',
    options: [
      { name: 'Call', value: 'call' },
      { name: 'Email', value: 'email' },
      { name: 'Letter', value: 'letter' },
      { name: 'SMS', value: 'sms' },
      { name: 'Task', value: 'task' },
    ],
  },
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
  {
    displayName: 'Text',
    name: 'templateSource',
    type: 'options',
    default: 'shipped',
    options: [
      { name: 'Own Text', value: 'own' },
      { name: 'Shipped Template', value: 'shipped' },
    ],
  },
  {
    displayName: 'Template Name or ID',
    name: 'templateKey',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getTemplates' },
    displayOptions: { show: { templateSource: ['shipped'] } },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Subject',
    name: 'subject',
    type: 'string',
    displayOptions: { show: { templateSource: ['own'] } },
    default: '',
    placeholder: 'e.g. Your invoice {{referenceInvoice.number}}',
  },
  {
    displayName: 'Body',
    name: 'body',
    type: 'string',
    typeOptions: { rows: 6 },
    displayOptions: { show: { templateSource: ['own'] } },
    default: '',
    placeholder: 'e.g. Dear {{contact.name}}, …',
  },
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
export function stepOf({ name, days, anchor, channel, mode, ...text }: StepForm): IDataObject {
  const isPersons = channel === 'call' || channel === 'task';
  const own = { subject: text.subject, body: text.body };
  const template = text.templateSource === 'own' ? own : { key: text.templateKey };
  const hasText = Object.values(template).some(Boolean);
  return {
    name,
    when: { anchor, days },
    channel,
    mode: isPersons ? 'manual' : mode,
    ...(hasText || !isPersons ? { template } : {}),
  };
}
