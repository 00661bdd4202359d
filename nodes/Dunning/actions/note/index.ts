import type { INodeProperties } from 'n8n-workflow';
import * as add from './add.operation';
import * as getMany from './getMany.operation';

export const operations = {
  add: add.execute,
  getAll: getMany.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['note'] } },
    default: 'add',
    options: [
      {
        name: 'Add',
        value: 'add',
        action: 'Add a note',
        description: 'Write a note about a customer for colleagues',
      },
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many notes',
        description: 'Retrieve the notes about a customer, newest first',
      },
    ],
  },
  ...add.description,
  ...getMany.description,
];
