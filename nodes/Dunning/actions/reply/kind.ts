import type { INodeProperties } from 'n8n-workflow';
import type { RecordKind } from '../../../shared/recordOperations';

export const reply: RecordKind = {
  path: '/v1/replies',
  parameter: 'replyId',
  what: 'reply',
  simplified: ['id', 'customer', 'invoice', 'from', 'at', 'subject', 'text', 'unread', 'message', 'answers'],
};

export const replyId: INodeProperties = {
  displayName: 'Reply ID',
  name: 'replyId',
  type: 'string',
  required: true,
  default: '={{ $json.replyId }}',
  placeholder: 'e.g. rpl_01k5c0v9',
};
