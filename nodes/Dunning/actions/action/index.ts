import type { INodeProperties } from 'n8n-workflow';
import * as create from './create.operation';
import * as explain from './explain.operation';
import * as get from './get.operation';
import * as getMany from './getMany.operation';

export const operations = {
  create: create.execute,
  explain: explain.execute,
  get: get.execute,
  getAll: getMany.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['action'] } },
    default: 'getAll',
    options: [
      {
        name: 'Create Ad Hoc',
        value: 'create',
        action: 'Create an ad hoc action',
        description: 'Do something out of turn: send an email at once, or give a person something to do',
      },
      {
        name: 'Explain',
        value: 'explain',
        action: 'Explain an action',
        description: 'Say why an action took place on its day, or what it waits for',
      },
      {
        name: 'Get',
        value: 'get',
        action: 'Get an action',
        description: 'Retrieve an action, its message included',
      },
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many actions',
        description: 'Retrieve a list of actions, such as what is to do today',
      },
    ],
  },
  ...create.description,
  ...explain.description,
  ...get.description,
  ...getMany.description,
];
