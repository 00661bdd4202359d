import type { INodeProperties } from 'n8n-workflow';
import type { Execute } from '../../shared/recordOperations';
import * as action from './action';
import * as contact from './contact';
import * as creditNote from './creditNote';
import * as csvFile from './csvFile';
import * as customer from './customer';
import * as customField from './customField';
import * as event from './event';
import * as importFrom from './import';
import * as invoice from './invoice';
import * as note from './note';
import * as payment from './payment';
import * as plan from './plan';
import * as refund from './refund';
import * as reply from './reply';
import * as setting from './setting';
import * as template from './template';
import * as user from './user';

export const resources: Record<string, Record<string, Execute>> = {
  action: action.operations,
  contact: contact.operations,
  creditNote: creditNote.operations,
  csvFile: csvFile.operations,
  customer: customer.operations,
  customField: customField.operations,
  event: event.operations,
  import: importFrom.operations,
  invoice: invoice.operations,
  note: note.operations,
  payment: payment.operations,
  plan: plan.operations,
  refund: refund.operations,
  reply: reply.operations,
  setting: setting.operations,
  template: template.operations,
  user: user.operations,
};

const resource: INodeProperties = {
  displayName: 'Resource',
  name: 'resource',
  type: 'options',
  noDataExpression: true,
  default: 'customer',
  options: [
    { name: 'Action', value: 'action' },
    { name: 'Contact', value: 'contact' },
    { name: 'Credit Note', value: 'creditNote' },
    { name: 'CSV File', value: 'csvFile' },
    { name: 'Custom Field', value: 'customField' },
    { name: 'Customer', value: 'customer' },
    { name: 'Event', value: 'event' },
    { name: 'Import', value: 'import' },
    { name: 'Invoice', value: 'invoice' },
    { name: 'Note', value: 'note' },
    { name: 'Payment', value: 'payment' },
    { name: 'Plan', value: 'plan' },
    { name: 'Refund', value: 'refund' },
    { name: 'Reply', value: 'reply' },
    { name: 'Setting', value: 'setting' },
    { name: 'Template', value: 'template' },
    { name: 'User', value: 'user' },
  ],
};

export const properties: INodeProperties[] = [
  resource,
  ...action.description,
  ...contact.description,
  ...creditNote.description,
  ...csvFile.description,
  ...customer.description,
  ...customField.description,
  ...event.description,
  ...importFrom.description,
  ...invoice.description,
  ...note.description,
  ...payment.description,
  ...plan.description,
  ...refund.description,
  ...reply.description,
  ...setting.description,
  ...template.description,
  ...user.description,
];
