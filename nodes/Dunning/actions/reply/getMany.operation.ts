import { getMany, getManyProperties } from '../../../shared/list';
import { customerLocator, locatedId } from '../../../shared/locators';
import { reply } from './kind';

export const description = getManyProperties(
  'reply',
  [
    { ...customerLocator, required: false },
    {
      displayName: 'Status',
      name: 'status',
      type: 'options',
      default: 'unread',
      options: [
        { name: 'Answered', value: 'answered', description: 'Somebody has answered it by email' },
        { name: 'Read', value: 'read', description: 'Somebody has read it' },
        { name: 'Unread', value: 'unread', description: 'Waits for a person, and holds automatic actions' },
      ],
    },
  ],
  reply,
);

export const execute = getMany(reply, ({ customerId, ...filters }) => ({
  ...filters,
  customerId: locatedId(customerId ?? ''),
}));
