import type { INodeProperties } from 'n8n-workflow';
import type { ExecuteToOutputs } from '../../shared/recordOperations';
import * as apply from './apply.operation';
import * as evaluate from './evaluate.operation';
import * as create from './rule/create.operation';
import * as deleteRule from './rule/delete.operation';
import * as disable from './rule/disable.operation';
import * as enable from './rule/enable.operation';
import * as get from './rule/get.operation';
import * as getMany from './rule/getMany.operation';
import * as reorder from './rule/reorder.operation';
import * as update from './rule/update.operation';

export const operations = {
  apply: apply.execute,
  create: create.execute,
  delete: deleteRule.execute,
  disable: disable.execute,
  enable: enable.execute,
  evaluate: evaluate.execute,
  get: get.execute,
  getAll: getMany.execute,
  reorder: reorder.execute,
  update: update.execute,
} satisfies Record<string, ExecuteToOutputs>;

const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: 'evaluate',
  options: [
    {
      name: 'Apply to Existing',
      value: 'apply',
      action: 'Apply a rule to existing customers',
      description: 'Do with the customers who are there what the rule does on events',
    },
    {
      name: 'Create',
      value: 'create',
      action: 'Create a rule',
      description: 'Create a rule at the bottom of the list',
    },
    { name: 'Delete', value: 'delete', action: 'Delete a rule', description: 'Delete a rule for good' },
    {
      name: 'Disable',
      value: 'disable',
      action: 'Disable a rule',
      description: 'Switch a rule off; what it has done stays',
    },
    {
      name: 'Enable',
      value: 'enable',
      action: 'Enable a rule',
      description: 'Switch a rule on, for the next event; customers who are there stay as they are',
    },
    {
      name: 'Evaluate',
      value: 'evaluate',
      action: 'Evaluate a rule on customers',
      description: 'Sort the input’s customers: who matches goes to Matched, the others to Not Matched',
    },
    { name: 'Get', value: 'get', action: 'Get a rule', description: 'Retrieve a rule' },
    {
      name: 'Get Many',
      value: 'getAll',
      action: 'Get many rules',
      description: 'Retrieve the rules, the top one first',
    },
    {
      name: 'Reorder',
      value: 'reorder',
      action: 'Reorder a rule',
      description: 'Move a rule up or down: the top one has the last word',
    },
    {
      name: 'Update',
      value: 'update',
      action: 'Update a rule',
      description: 'Replace a rule by what is set below; its place in the list stays',
    },
  ],
};

export const properties: INodeProperties[] = [
  operation,
  ...evaluate.description,
  ...create.description,
  ...update.description,
  ...get.description,
  ...getMany.description,
  ...reorder.description,
  ...enable.description,
  ...disable.description,
  ...deleteRule.description,
  ...apply.description,
];
