import type { INodeProperties } from 'n8n-workflow';
import * as getMany from './getMany.operation';
import * as preview from './preview.operation';

export const operations = {
  getAll: getMany.execute,
  preview: preview.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['template'] } },
    default: 'preview',
    options: [
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many templates',
        description: 'Retrieve the shipped templates and your own',
      },
      {
        name: 'Preview',
        value: 'preview',
        action: 'Preview a template',
        description: 'Show the message that a template becomes for a customer; nothing is sent',
      },
    ],
  },
  ...preview.description,
  ...getMany.description,
];
