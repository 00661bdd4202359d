import { getMany, getManyProperties } from '../../../shared/list';
import type { RecordKind } from '../../../shared/recordOperations';

const user: RecordKind = { path: '/v1/users', parameter: 'userId', what: 'user' };

export const description = getManyProperties('user', [
  {
    displayName: 'Search',
    name: 'search',
    type: 'string',
    default: '',
    placeholder: 'e.g. Nathan',
    description: 'Text that the name, the address or the external ID contains',
  },
]);

export const execute = getMany(user);
