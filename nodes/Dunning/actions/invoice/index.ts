import type { INodeProperties } from 'n8n-workflow';
import * as get from './get.operation';
import * as getMany from './getMany.operation';
import * as pause from './pause.operation';
import * as resume from './resume.operation';
import * as upsert from './upsert.operation';
import * as voidInvoice from './void.operation';

export const operations = {
  get: get.execute,
  getAll: getMany.execute,
  pause: pause.execute,
  resume: resume.execute,
  upsert: upsert.execute,
  void: voidInvoice.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['invoice'] } },
    default: 'upsert',
    options: [
      {
        name: 'Create or Update',
        value: 'upsert',
        action: 'Create or update an invoice',
        description: 'Create a new record, or update the current one if it already exists (upsert)',
      },
      {
        name: 'Get',
        value: 'get',
        action: 'Get an invoice',
        description: 'Retrieve an invoice with what is outstanding',
      },
      { name: 'Get Many', value: 'getAll', action: 'Get many invoices', description: 'Retrieve a list of invoices' },
      {
        name: 'Pause',
        value: 'pause',
        action: 'Pause an invoice',
        description: 'Stop the invoice’s own plan for a while or until resumed',
      },
      { name: 'Resume', value: 'resume', action: 'Resume an invoice', description: 'Let the invoice’s own plan go on' },
      {
        name: 'Void',
        value: 'void',
        action: 'Void an invoice',
        description: 'Take an invoice out of all balances and plans',
      },
    ],
  },
  ...upsert.description,
  ...get.description,
  ...getMany.description,
  ...pause.description,
  ...resume.description,
  ...voidInvoice.description,
];
