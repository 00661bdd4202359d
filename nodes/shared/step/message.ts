import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { listOf } from '../filters/read';
import { itemParameter } from '../items';

/** A text as its form gives it. */
export interface TextForm extends IDataObject {
  templateSource: 'none' | 'own' | 'shipped';
  templateKey?: string;
  subject?: string;
  body?: string;
}

/** Who gets and sends a message, as the form gives it. */
export interface RecipientOptions extends IDataObject {
  copies?: string[];
  copyAddresses?: string;
  recipients?: string[];
  recipientAddresses?: string;
  responsible?: string;
  sender?: string;
}

/** A text: a template by its name, or one for this place alone. */
export const textFields: INodeProperties[] = [
  {
    displayName: 'Text',
    name: 'templateSource',
    type: 'options',
    default: 'shipped',
    options: [
      { name: 'From a Template', value: 'shipped', description: 'In the language of each customer' },
      { name: 'None', value: 'none', description: 'For calls and tasks, which can do without' },
      { name: 'Own Text', value: 'own', description: 'Written here, the same for every customer' },
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

export const recipientOptions: INodeProperties[] = [
  {
    displayName: 'Copy Names or IDs',
    name: 'copies',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getCopies' },
    default: [],
    description:
      'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Copy to Addresses',
    name: 'copyAddresses',
    type: 'string',
    default: '',
    placeholder: 'e.g. collections@example.com',
    description: 'Several are separated by commas',
  },
  {
    displayName: 'Recipient Addresses',
    name: 'recipientAddresses',
    type: 'string',
    default: '',
    placeholder: 'e.g. accounting@example.com',
    description: 'Several are separated by commas',
  },
  {
    displayName: 'Recipient Names or IDs',
    name: 'recipients',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getRecipients' },
    default: [],
    description:
      'Left out, it goes to the main contact. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
  },
  {
    displayName: 'Responsible Name or ID',
    name: 'responsible',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getResponsibles' },
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Sender Name or ID',
    name: 'sender',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getSenders' },
    default: '',
    description:
      'Left out, it comes from the organisation’s address. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
  },
];

/** Reads the text of each item, where its fields are parameters of the node. */
export function textReader(context: IExecuteFunctions): (itemIndex: number) => TextForm {
  const readers = textFields.map(({ name }) => [name, itemParameter<string>(context, name, '')] as const);
  return (itemIndex) => Object.fromEntries(readers.map(([name, read]) => [name, read(itemIndex)])) as TextForm;
}

/** Recipients and copies as the API takes them; undefined where nothing is named. */
export function recipientsOf({ recipients, recipientAddresses, copies, copyAddresses }: RecipientOptions) {
  const to = [recipients, recipientAddresses].flatMap(listOf);
  const cc = [copies, copyAddresses].flatMap(listOf);
  return { recipients: to.length > 0 ? to : undefined, cc: cc.length > 0 ? cc : undefined };
}

/** The template, or the text, as the API takes it; undefined where there is none. */
export function templateOf(text: TextForm) {
  if (text.templateSource === 'none') return undefined;
  const own = { subject: text.subject, body: text.body };
  const template = text.templateSource === 'own' ? own : { key: text.templateKey };
  return Object.values(template).some(Boolean) ? template : undefined;
}
