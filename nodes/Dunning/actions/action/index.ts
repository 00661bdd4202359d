import type { INodeProperties } from 'n8n-workflow';
import * as get from './get.operation';
import * as getMany from './getMany.operation';

export const operations = { get: get.execute, getAll: getMany.execute };

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['action'] } },
    default: 'getAll',
    options: [
      { name: 'Get', value: 'get', action: 'Get an action', description: 'Retrieve an action, its message included' },
      { name: 'Get Many', value: 'getAll', action: 'Get many actions', description: 'Retrieve a list of actions' },
    ],
  },
  ...get.description,
  ...getMany.description,
];
