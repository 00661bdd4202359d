import type { INodeProperties } from 'n8n-workflow';
import * as getMany from './getMany.operation';

export const operations = {
  getAll: getMany.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['event'] } },
    default: 'getAll',
    options: [
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many events',
        description: 'Retrieve what has happened, the oldest first',
      },
    ],
  },
  ...getMany.description,
];
