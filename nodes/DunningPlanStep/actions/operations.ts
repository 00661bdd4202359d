import type { INodeProperties } from 'n8n-workflow';
import type { ExecuteToOutputs } from '../../shared/recordOperations';
import * as complete from './action/complete.operation';
import * as fail from './action/fail.operation';
import * as getAttachments from './action/getAttachments.operation';
import * as release from './action/release.operation';
import * as send from './action/send.operation';
import * as skip from './action/skip.operation';
import * as snooze from './action/snooze.operation';
import * as getDue from './cadence/getDue.operation';
import * as preview from './cadence/preview.operation';
import * as run from './cadence/run.operation';
import * as backtest from './plan/backtest.operation';
import * as define from './plan/define.operation';
import * as previewPlan from './plan/previewPlan.operation';

export const operations = {
  backtest: backtest.execute,
  complete: complete.execute,
  define: define.execute,
  fail: fail.execute,
  getAttachments: getAttachments.execute,
  getDue: getDue.execute,
  preview: preview.execute,
  previewPlan: previewPlan.execute,
  release: release.execute,
  run: run.execute,
  send: send.execute,
  skip: skip.execute,
  snooze: snooze.execute,
} satisfies Record<string, ExecuteToOutputs>;

const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: 'run',
  options: [
    {
      name: 'Back-Test',
      value: 'backtest',
      action: 'Back test a plan',
      description: 'Say what a plan would have sent over the past in the database; nothing is sent or written',
    },
    {
      name: 'Complete',
      value: 'complete',
      action: 'Complete an action',
      description: 'Record that an action was done, e.g. after a Gmail, Twilio or Slack node',
    },
    {
      name: 'Define',
      value: 'define',
      action: 'Define a step of a plan',
      description: 'Put a step into a plan, in the place of the one that has its name',
    },
    {
      name: 'Fail',
      value: 'fail',
      action: 'Fail an action',
      description: 'Record that another node could not deliver an action, e.g. on its error output',
    },
    {
      name: 'Get Attachments',
      value: 'getAttachments',
      action: 'Get the attachments of an action',
      description: 'Fetch the files that go along with a message, for another node to send',
    },
    {
      name: 'Get Due',
      value: 'getDue',
      action: 'Get due actions',
      description: 'Claim the actions that are due and hand them out: messages on Ready, a person’s work on To Do',
    },
    {
      name: 'Preview',
      value: 'preview',
      action: 'Preview what is due',
      description: 'Show the messages that a run would send now; nothing is ever sent',
    },
    {
      name: 'Preview Plan',
      value: 'previewPlan',
      action: 'Preview a plan',
      description: 'Show on which day each step of a plan would come for a customer or an invoice, and why',
    },
    {
      name: 'Release',
      value: 'release',
      action: 'Release an action',
      description: 'Give a claimed action back untouched, so that a later run takes it',
    },
    {
      name: 'Run',
      value: 'run',
      action: 'Run what is due',
      description: 'Send everything that is due through the connector and put out a summary',
    },
    {
      name: 'Send',
      value: 'send',
      action: 'Send an action',
      description: 'Let the connector deliver an action that Get Due handed out',
    },
    {
      name: 'Skip',
      value: 'skip',
      action: 'Skip an action',
      description: 'Ignore an action and go on with the next step of the plan',
    },
    { name: 'Snooze', value: 'snooze', action: 'Snooze an action', description: 'Put an action off to a later day' },
  ],
};

export const properties: INodeProperties[] = [
  operation,
  ...run.description,
  ...getDue.description,
  ...getAttachments.description,
  ...preview.description,
  ...send.description,
  ...complete.description,
  ...skip.description,
  ...snooze.description,
  ...fail.description,
  ...release.description,
  ...define.description,
  ...previewPlan.description,
  ...backtest.description,
];
