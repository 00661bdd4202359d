import type { INodeProperties } from 'n8n-workflow';
import * as add from './add.operation';
import * as deleteOne from './delete.operation';
import * as getMany from './getMany.operation';
import * as invalidate from './invalidate.operation';
import * as update from './update.operation';
import * as validate from './validate.operation';

export const operations = {
  add: add.execute,
  delete: deleteOne.execute,
  getAll: getMany.execute,
  invalidate: invalidate.execute,
  update: update.execute,
  validate: validate.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['contact'] } },
    default: 'add',
    options: [
      {
        name: 'Add',
        value: 'add',
        action: 'Add a contact',
        description: 'Add a contact to a customer, or change the one with this external ID',
      },
      {
        name: 'Delete',
        value: 'delete',
        action: 'Delete a contact',
        description: 'Remove a contact from its customer',
      },
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many contacts',
        description: 'Retrieve the contacts of a customer',
      },
      {
        name: 'Invalidate',
        value: 'invalidate',
        action: 'Invalidate a contact',
        description: 'Say that an address bounced: nothing is sent there until it is validated',
      },
      {
        name: 'Update',
        value: 'update',
        action: 'Update a contact',
        description: 'Change the fields that are set',
      },
      {
        name: 'Validate',
        value: 'validate',
        action: 'Validate a contact',
        description: 'Say that an address wrongly marked invalid is good again',
      },
    ],
  },
  ...add.description,
  ...update.description,
  ...getMany.description,
  ...deleteOne.description,
  ...validate.description,
  ...invalidate.description,
];
