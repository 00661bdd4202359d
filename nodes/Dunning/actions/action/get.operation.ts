import { get, getProperties } from '../../../shared/recordOperations';
import { action } from './kind';

export const description = getProperties(
  'action',
  {
    displayName: 'Action ID',
    name: 'actionId',
    type: 'string',
    required: true,
    default: '={{ $json.id }}',
    placeholder: 'e.g. act_01k5c0v9',
  },
  action,
);

export const execute = get(action);
