import type { INodeProperties } from 'n8n-workflow';
import * as get from './get.operation';
import * as getMany from './getMany.operation';
import * as pause from './pause.operation';
import * as resume from './resume.operation';
import * as upsert from './upsert.operation';

export const operations = {
  get: get.execute,
  getAll: getMany.execute,
  pause: pause.execute,
  resume: resume.execute,
  upsert: upsert.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['customer'] } },
    default: 'upsert',
    options: [
      {
        name: 'Create or Update',
        value: 'upsert',
        action: 'Create or update a customer',
        description: 'Create a new record, or update the current one if it already exists (upsert)',
      },
      {
        name: 'Get',
        value: 'get',
        action: 'Get a customer',
        description: 'Retrieve a customer with balances and score',
      },
      { name: 'Get Many', value: 'getAll', action: 'Get many customers', description: 'Retrieve a list of customers' },
      {
        name: 'Pause',
        value: 'pause',
        action: 'Pause a customer',
        description: 'Stop the customer-level plan for a while or until resumed',
      },
      {
        name: 'Resume',
        value: 'resume',
        action: 'Resume a customer',
        description: 'Let the customer-level plan go on',
      },
    ],
  },
  ...upsert.description,
  ...get.description,
  ...getMany.description,
  ...pause.description,
  ...resume.description,
];
