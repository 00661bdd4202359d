import type { INodeProperties } from 'n8n-workflow';
import * as create from './create.operation';
import * as getMany from './getMany.operation';

export const operations = {
  create: create.execute,
  getAll: getMany.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['customField'] } },
    default: 'getAll',
    options: [
      {
        name: 'Create',
        value: 'create',
        action: 'Create a custom field',
        description: 'Define a field of customers, with a type that its values are held to',
      },
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many custom fields',
        description: 'Retrieve the custom fields of customers',
      },
    ],
  },
  ...create.description,
  ...getMany.description,
];
