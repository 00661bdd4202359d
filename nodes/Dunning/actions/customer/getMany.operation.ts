import { getMany, getManyProperties } from '../../../shared/recordOperations';
import { customer } from './kind';

export const description = getManyProperties(
  'customer',
  [
    {
      displayName: 'Search',
      name: 'search',
      type: 'string',
      default: '',
      placeholder: 'e.g. Dupont',
      description: 'Text that the name or the external ID contains',
    },
  ],
  customer,
);

export const execute = getMany(customer);
