import type { INodeProperties } from 'n8n-workflow';
import type { RecordKind } from '../../../shared/recordOperations';

export const action: RecordKind = { path: '/v1/actions', parameter: 'actionId', what: 'action' };

export const actionId: INodeProperties = {
  displayName: 'Action ID',
  name: 'actionId',
  type: 'string',
  required: true,
  default: '={{ $json.id }}',
  placeholder: 'e.g. act_01k5c0v9',
};
