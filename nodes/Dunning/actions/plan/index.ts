import type { INodeProperties } from 'n8n-workflow';
import * as backtest from './backtest.operation';
import * as create from './create.operation';
import * as deletePlan from './delete.operation';
import * as get from './get.operation';
import * as getMany from './getMany.operation';
import * as preview from './preview.operation';
import * as setInvoiceMessage from './setInvoiceMessage.operation';
import * as update from './update.operation';

export const operations = {
  backtest: backtest.execute,
  create: create.execute,
  delete: deletePlan.execute,
  get: get.execute,
  getAll: getMany.execute,
  preview: preview.execute,
  setInvoiceMessage: setInvoiceMessage.execute,
  update: update.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['plan'] } },
    default: 'getAll',
    options: [
      {
        name: 'Back-Test',
        value: 'backtest',
        action: 'Back test a plan',
        description: 'Say what a plan would have sent over the past in the database; nothing is sent or written',
      },
      { name: 'Create', value: 'create', action: 'Create a plan', description: 'Create a plan with its steps' },
      {
        name: 'Delete',
        value: 'delete',
        action: 'Delete a plan',
        description: 'Delete a plan that is assigned to nobody',
      },
      { name: 'Get', value: 'get', action: 'Get a plan', description: 'Retrieve a plan with its steps' },
      { name: 'Get Many', value: 'getAll', action: 'Get many plans', description: 'Retrieve a list of plans' },
      {
        name: 'Preview',
        value: 'preview',
        action: 'Preview a plan',
        description: 'Show on which day each step would come for a customer or an invoice, and why',
      },
      {
        name: 'Set Invoice Message',
        value: 'setInvoiceMessage',
        action: 'Set the invoice message of a plan',
        description: 'Say with what, to whom and when new invoices go out; the steps stay as they are',
      },
      {
        name: 'Update',
        value: 'update',
        action: 'Update a plan',
        description: 'Change a plan; what has been sent stays, what has not is planned anew',
      },
    ],
  },
  ...create.description,
  ...setInvoiceMessage.description,
  ...update.description,
  ...get.description,
  ...getMany.description,
  ...deletePlan.description,
  ...preview.description,
  ...backtest.description,
];
