import type { INodeProperties } from 'n8n-workflow';
import * as create from './create.operation';
import * as deletePlan from './delete.operation';
import * as get from './get.operation';
import * as getMany from './getMany.operation';
import * as update from './update.operation';

export const operations = {
  create: create.execute,
  delete: deletePlan.execute,
  get: get.execute,
  getAll: getMany.execute,
  update: update.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['plan'] } },
    default: 'getAll',
    options: [
      { name: 'Create', value: 'create', action: 'Create a plan', description: 'Create a plan with its steps' },
      {
        name: 'Delete',
        value: 'delete',
        action: 'Delete a plan',
        description: 'Delete a plan that is assigned to nobody',
      },
      { name: 'Get', value: 'get', action: 'Get a plan', description: 'Retrieve a plan with its steps' },
      { name: 'Get Many', value: 'getAll', action: 'Get many plans', description: 'Retrieve a list of plans' },
      {
        name: 'Update',
        value: 'update',
        action: 'Update a plan',
        description: 'Change a plan; what has been sent stays, what has not is planned anew',
      },
    ],
  },
  ...create.description,
  ...update.description,
  ...get.description,
  ...getMany.description,
  ...deletePlan.description,
];
