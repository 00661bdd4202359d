import type { INodeProperties } from 'n8n-workflow';
import * as upsert from './upsert.operation';

export const operations = { upsert: upsert.execute };

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['refund'] } },
    default: 'upsert',
    options: [
      {
        name: 'Create or Update',
        value: 'upsert',
        action: 'Create or update a refund',
        description: 'Create a new record, or update the current one if it already exists (upsert)',
      },
    ],
  },
  ...upsert.description,
];
