import type { INodeProperties } from 'n8n-workflow';
import * as getMany from './getMany.operation';
import * as upsert from './upsert.operation';

export const operations = {
  getAll: getMany.execute,
  upsert: upsert.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['user'] } },
    default: 'upsert',
    options: [
      {
        name: 'Create or Update',
        value: 'upsert',
        action: 'Create or update a user',
        description: 'Create a new record, or update the current one if it already exists (upsert)',
      },
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many users',
        description: 'Retrieve a list of users',
      },
    ],
  },
  ...upsert.description,
  ...getMany.description,
];
