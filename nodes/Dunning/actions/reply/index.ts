import type { INodeProperties } from 'n8n-workflow';
import * as answer from './answer.operation';
import * as get from './get.operation';
import * as getMany from './getMany.operation';
import * as log from './log.operation';
import * as markRead from './markRead.operation';
import * as markUnread from './markUnread.operation';

export const operations = {
  answer: answer.execute,
  get: get.execute,
  getAll: getMany.execute,
  log: log.execute,
  markRead: markRead.execute,
  markUnread: markUnread.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['reply'] } },
    default: 'getAll',
    options: [
      {
        name: 'Answer',
        value: 'answer',
        action: 'Answer a reply',
        description: 'Send an email in the same thread, from the same sender; the reply counts as read then',
      },
      {
        name: 'Get',
        value: 'get',
        action: 'Get a reply',
        description: 'Retrieve a reply in full, with its answers and the notes beside it',
      },
      {
        name: 'Get Many',
        value: 'getAll',
        action: 'Get many replies',
        description: 'Retrieve a list of replies, such as those that nobody has read',
      },
      {
        name: 'Log',
        value: 'log',
        action: 'Log an incoming email',
        description: 'Hand in an email that came, so that it finds the message that it answers',
      },
      {
        name: 'Mark as Read',
        value: 'markRead',
        action: 'Mark a reply as read',
        description: 'Let the automatic actions of the customer go on',
      },
      {
        name: 'Mark as Unread',
        value: 'markUnread',
        action: 'Mark a reply as unread',
        description: 'Hold the automatic actions of the customer again',
      },
    ],
  },
  ...answer.description,
  ...get.description,
  ...getMany.description,
  ...log.description,
  ...markRead.description,
  ...markUnread.description,
];
