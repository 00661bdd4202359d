import { customerLocator, locatedId } from '../../../shared/locators';
import { getMany, getManyProperties } from '../../../shared/recordOperations';
import { invoice } from './kind';

export const description = getManyProperties(
  'invoice',
  [
    { ...customerLocator, required: false },
    {
      displayName: 'Search',
      name: 'search',
      type: 'string',
      default: '',
      placeholder: 'e.g. INV-2026',
      description: 'Text that the number or the external ID contains',
    },
    {
      displayName: 'Status',
      name: 'status',
      type: 'options',
      default: 'overdue',
      options: [
        { name: 'Disputed', value: 'disputed' },
        { name: 'Due', value: 'due', description: 'Open, and not yet past its due date' },
        { name: 'Overdue', value: 'overdue' },
        { name: 'Paid', value: 'paid' },
        { name: 'To Send', value: 'toSend' },
        { name: 'Void', value: 'void' },
      ],
    },
  ],
  invoice,
);

export const execute = getMany(invoice, ({ customerId, ...filters }) => ({
  ...filters,
  customerId: locatedId(customerId ?? ''),
}));
