import type { INodeProperties } from 'n8n-workflow';
import * as closeDispute from './closeDispute.operation';
import * as dispute from './dispute.operation';
import * as explain from './explain.operation';
import * as get from './get.operation';
import * as getMany from './getMany.operation';
import * as pause from './pause.operation';
import * as promise from './promise.operation';
import * as resume from './resume.operation';
import * as upsert from './upsert.operation';
import * as voidInvoice from './void.operation';
import * as withdrawPromise from './withdrawPromise.operation';

export const operations = {
  closeDispute: closeDispute.execute,
  dispute: dispute.execute,
  explain: explain.execute,
  get: get.execute,
  getAll: getMany.execute,
  pause: pause.execute,
  promise: promise.execute,
  resume: resume.execute,
  upsert: upsert.execute,
  void: voidInvoice.execute,
  withdrawPromise: withdrawPromise.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['invoice'] } },
    default: 'upsert',
    options: [
      {
        name: 'Close Dispute',
        value: 'closeDispute',
        action: 'Close the dispute of an invoice',
        description: 'Collect on the invoice again',
      },
      {
        name: 'Create or Update',
        value: 'upsert',
        action: 'Create or update an invoice',
        description: 'Create a new record, or update the current one if it already exists (upsert)',
      },
      {
        name: 'Dispute',
        value: 'dispute',
        action: 'Dispute an invoice',
        description: 'Open a dispute: while it lasts, nobody collects on the invoice',
      },
      {
        name: 'Explain',
        value: 'explain',
        action: 'Explain an invoice',
        description: 'Say in plain words what comes next and when, or why nothing comes',
      },
      {
        name: 'Get',
        value: 'get',
        action: 'Get an invoice',
        description: 'Retrieve an invoice with what is outstanding',
      },
      { name: 'Get Many', value: 'getAll', action: 'Get many invoices', description: 'Retrieve a list of invoices' },
      {
        name: 'Pause',
        value: 'pause',
        action: 'Pause an invoice',
        description: 'Stop the invoice’s own plan for a while or until resumed',
      },
      {
        name: 'Promise',
        value: 'promise',
        action: 'Promise to pay an invoice',
        description: 'Note that the customer promised to pay, in the place of an earlier promise',
      },
      { name: 'Resume', value: 'resume', action: 'Resume an invoice', description: 'Let the invoice’s own plan go on' },
      {
        name: 'Void',
        value: 'void',
        action: 'Void an invoice',
        description: 'Take an invoice out of all balances and plans',
      },
      {
        name: 'Withdraw Promise',
        value: 'withdrawPromise',
        action: 'Withdraw the promise to pay an invoice',
        description: 'Take the open promise back, and the pause that it brought',
      },
    ],
  },
  ...upsert.description,
  ...get.description,
  ...getMany.description,
  ...pause.description,
  ...resume.description,
  ...voidInvoice.description,
  ...promise.description,
  ...withdrawPromise.description,
  ...dispute.description,
  ...closeDispute.description,
  ...explain.description,
];
