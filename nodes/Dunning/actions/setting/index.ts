import type { INodeProperties } from 'n8n-workflow';
import * as get from './get.operation';
import * as update from './update.operation';

export const operations = {
  get: get.execute,
  update: update.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['setting'] } },
    default: 'get',
    options: [
      {
        name: 'Get',
        value: 'get',
        action: 'Get the settings',
        description: 'Retrieve the settings of the organization',
      },
      {
        name: 'Update',
        value: 'update',
        action: 'Update the settings',
        description: 'Change the settings that are set, such as whether invoices are sent',
      },
    ],
  },
  ...update.description,
];
