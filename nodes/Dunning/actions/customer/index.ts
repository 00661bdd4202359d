import type { INodeProperties } from 'n8n-workflow';
import * as changeMany from './changeMany.operation';
import * as exclude from './exclude.operation';
import * as explain from './explain.operation';
import * as get from './get.operation';
import * as getMany from './getMany.operation';
import * as include from './include.operation';
import * as pause from './pause.operation';
import * as resume from './resume.operation';
import * as timeline from './timeline.operation';
import * as upsert from './upsert.operation';

export const operations = {
  changeMany: changeMany.execute,
  exclude: exclude.execute,
  explain: explain.execute,
  get: get.execute,
  getAll: getMany.execute,
  include: include.execute,
  pause: pause.execute,
  resume: resume.execute,
  timeline: timeline.execute,
  upsert: upsert.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['customer'] } },
    default: 'upsert',
    options: [
      {
        name: 'Change Many',
        value: 'changeMany',
        action: 'Change many customers',
        description: 'Give all customers that match filters the same custom fields, payment methods or language',
      },
      {
        name: 'Create or Update',
        value: 'upsert',
        action: 'Create or update a customer',
        description: 'Create a new record, or update the current one if it already exists (upsert)',
      },
      {
        name: 'Exclude',
        value: 'exclude',
        action: 'Exclude a customer',
        description: 'Stop everything for a customer, until an admin includes them again',
      },
      {
        name: 'Explain',
        value: 'explain',
        action: 'Explain a customer',
        description: 'Say in plain words what comes next and when, or why nothing comes',
      },
      {
        name: 'Get',
        value: 'get',
        action: 'Get a customer',
        description: 'Retrieve a customer with balances and score',
      },
      { name: 'Get Many', value: 'getAll', action: 'Get many customers', description: 'Retrieve a list of customers' },
      {
        name: 'Get Timeline',
        value: 'timeline',
        action: 'Get the timeline of a customer',
        description: 'Retrieve all that has happened, newest first: messages, payments, promises, notes',
      },
      {
        name: 'Include',
        value: 'include',
        action: 'Include a customer',
        description: 'Take back an exclusion',
      },
      {
        name: 'Pause',
        value: 'pause',
        action: 'Pause a customer',
        description: 'Stop the customer-level plan for a while or until resumed',
      },
      {
        name: 'Resume',
        value: 'resume',
        action: 'Resume a customer',
        description: 'Let the customer-level plan go on',
      },
    ],
  },
  ...upsert.description,
  ...get.description,
  ...getMany.description,
  ...pause.description,
  ...resume.description,
  ...explain.description,
  ...timeline.description,
  ...changeMany.description,
  ...exclude.description,
  ...include.description,
];
