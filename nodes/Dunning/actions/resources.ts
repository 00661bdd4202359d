import type { INodeProperties } from 'n8n-workflow';
import type { Execute } from '../../shared/recordOperations';
import * as action from './action';
import * as creditNote from './creditNote';
import * as customer from './customer';
import * as invoice from './invoice';
import * as payment from './payment';
import * as plan from './plan';
import * as refund from './refund';

export const resources: Record<string, Record<string, Execute>> = {
  action: action.operations,
  creditNote: creditNote.operations,
  customer: customer.operations,
  invoice: invoice.operations,
  payment: payment.operations,
  plan: plan.operations,
  refund: refund.operations,
};

const resource: INodeProperties = {
  displayName: 'Resource',
  name: 'resource',
  type: 'options',
  noDataExpression: true,
  default: 'customer',
  options: [
    { name: 'Action', value: 'action' },
    { name: 'Credit Note', value: 'creditNote' },
    { name: 'Customer', value: 'customer' },
    { name: 'Invoice', value: 'invoice' },
    { name: 'Payment', value: 'payment' },
    { name: 'Plan', value: 'plan' },
    { name: 'Refund', value: 'refund' },
  ],
};

export const properties: INodeProperties[] = [
  resource,
  ...action.description,
  ...creditNote.description,
  ...customer.description,
  ...invoice.description,
  ...payment.description,
  ...plan.description,
  ...refund.description,
];
