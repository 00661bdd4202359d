import { customerLocator, invoiceLocator, locatedId, planLocator } from '../../../shared/locators';
import { getMany, getManyProperties } from '../../../shared/recordOperations';
import { action } from './kind';

export const description = getManyProperties(
  'action',
  [
    { ...customerLocator, required: false },
    { ...invoiceLocator, required: false },
    { ...planLocator, required: false },
    {
      displayName: 'Status',
      name: 'status',
      type: 'options',
      default: 'todo',
      options: [
        { name: 'Cancelled', value: 'cancelled', description: 'Was not sent, because something had changed' },
        { name: 'Executed', value: 'executed', description: 'Was sent or done' },
        { name: 'Expired', value: 'expired', description: 'Its day had passed before it was due' },
        { name: 'Failed', value: 'failed', description: 'Could not be delivered' },
        { name: 'Ignored', value: 'ignored', description: 'Was skipped by somebody' },
        { name: 'Planned', value: 'planned', description: 'Will be due on its day' },
        { name: 'To Do', value: 'todo', description: 'Waits for a person' },
        { name: 'Uncertain', value: 'uncertain', description: 'Was handed over, but nobody knows whether it arrived' },
      ],
    },
  ],
  action,
);

export const execute = getMany(action, ({ customerId, invoiceId, planId, ...filters }) => ({
  ...filters,
  customerId: locatedId(customerId ?? ''),
  invoiceId: locatedId(invoiceId ?? ''),
  planId: locatedId(planId ?? ''),
}));
