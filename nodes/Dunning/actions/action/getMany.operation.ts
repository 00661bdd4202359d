import { toCalendarDate } from '../../../shared/calendarDate';
import { CHANNELS } from '../../../shared/choices';
import { customerLocator, invoiceLocator, locatedId, planLocator } from '../../../shared/locators';
import { getMany, getManyProperties } from '../../../shared/list';
import { action } from './kind';

export const description = getManyProperties(
  'action',
  [
    { displayName: 'Channel', name: 'channel', type: 'options', default: 'call', options: CHANNELS },
    { ...customerLocator, required: false },
    { displayName: 'Due From', name: 'dueFrom', type: 'dateTime', default: '', description: 'The first day' },
    { displayName: 'Due Until', name: 'dueTo', type: 'dateTime', default: '', description: 'The last day, included' },
    { ...invoiceLocator, required: false },
    { ...planLocator, required: false },
    {
      displayName: 'Responsible Name or ID',
      name: 'responsible',
      type: 'options',
      typeOptions: { loadOptionsMethod: 'getUsersOrNobody' },
      default: '',
      description:
        'Whose it is: by name, by group, by position or as account manager of the customer. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
    },
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

export const execute = getMany(action, ({ customerId, invoiceId, planId, dueFrom, dueTo, ...filters }, timeZone) => ({
  ...filters,
  customerId: locatedId(customerId ?? ''),
  invoiceId: locatedId(invoiceId ?? ''),
  planId: locatedId(planId ?? ''),
  dueFrom: dueFrom ? toCalendarDate(dueFrom, timeZone) : '',
  dueTo: dueTo ? toCalendarDate(dueTo, timeZone) : '',
}));
