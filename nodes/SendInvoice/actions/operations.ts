import type { INodeProperties } from 'n8n-workflow';
import type { Execute } from '../../shared/recordOperations';
import * as getToSend from './getToSend.operation';
import * as markSent from './markSent.operation';
import * as send from './send.operation';
import * as sendDue from './sendDue.operation';
import * as uploadPdf from './uploadPdf.operation';

export const operations = {
  getToSend: getToSend.execute,
  markSent: markSent.execute,
  send: send.execute,
  sendDue: sendDue.execute,
  uploadPdf: uploadPdf.execute,
} satisfies Record<string, Execute>;

const operation: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: 'sendDue',
  options: [
    {
      name: 'Get to Send',
      value: 'getToSend',
      action: 'Get invoices to send',
      description: 'List what is to be sent: on which day, to whom, or why it waits',
    },
    {
      name: 'Mark as Sent',
      value: 'markSent',
      action: 'Mark an invoice as sent',
      description: 'Let an invoice count from now on without telling anybody, e.g. because it went by post',
    },
    {
      name: 'Send',
      value: 'send',
      action: 'Send an invoice',
      description: 'Send chosen invoices now, whatever their day',
    },
    {
      name: 'Send Due',
      value: 'sendDue',
      action: 'Send invoices that are due to go out',
      description: 'Send every invoice whose day has come, and say why the others wait',
    },
    {
      name: 'Upload PDF',
      value: 'uploadPdf',
      action: 'Upload the PDF of an invoice',
      description: 'Give an invoice the file that goes along with it; without one it stays to send',
    },
  ],
};

const warning: INodeProperties = {
  displayName:
    'Switch the sending of invoices off in your billing system first: both would send, and customers would get every invoice twice.',
  name: 'sourceSendsNotice',
  type: 'notice',
  displayOptions: { show: { operation: ['send', 'sendDue'] } },
  default: '',
};

export const properties: INodeProperties[] = [
  operation,
  warning,
  ...sendDue.description,
  ...getToSend.description,
  ...send.description,
  ...markSent.description,
  ...uploadPdf.description,
];
