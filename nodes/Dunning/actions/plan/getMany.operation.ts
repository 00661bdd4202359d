import { getMany, getManyProperties } from '../../../shared/list';
import { plan } from './kind';

export const description = getManyProperties(
  'plan',
  [
    {
      displayName: 'Level',
      name: 'level',
      type: 'options',
      default: 'customer',
      options: [
        {
          name: 'Customer',
          value: 'customer',
          description: 'Plans that collect on all invoices of a customer together',
        },
        { name: 'Invoice', value: 'invoice', description: 'Plans that collect on one invoice' },
      ],
    },
    {
      displayName: 'Search',
      name: 'search',
      type: 'string',
      default: '',
      placeholder: 'e.g. gentle',
      description: 'Text that the name contains',
    },
  ],
  plan,
);

export const execute = getMany(plan);
