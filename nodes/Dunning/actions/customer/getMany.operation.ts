import type { INodeProperties } from 'n8n-workflow';
import { filtersProperty } from '../../../shared/filters/properties';
import { filteredQuery } from '../../../shared/filters/query';
import { getList, getManyProperties, listOptions } from '../../../shared/list';
import { planLocator, locatedId } from '../../../shared/locators';
import { customer } from './kind';

const conditions = filtersProperty({
  level: 'customer',
  name: 'conditions',
  displayName: 'Conditions',
  description: 'Only customers for whom all of these hold',
});

const order: INodeProperties = {
  displayName: 'Sort By',
  name: 'sort',
  type: 'options',
  default: '-overdue',
  options: [
    { name: 'Name', value: 'name' },
    { name: 'Outstanding, Highest First', value: '-outstanding' },
    { name: 'Overdue, Highest First', value: '-overdue' },
    { name: 'Payment Delay, Longest First', value: '-averagePaymentDelayDays' },
  ],
};

export const description = getManyProperties(
  'customer',
  [
    { ...planLocator, required: false },
    {
      displayName: 'Saved View Name or ID',
      name: 'view',
      type: 'options',
      typeOptions: { loadOptionsMethod: 'getCustomerViews' },
      default: '',
      description:
        'Its filters hold too. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
    },
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
  { behind: [conditions, listOptions([order])] },
);

export const execute = getList(
  customer.simplified,
  filteredQuery('customer', customer.path, ({ planId, ...filters }) => ({
    ...filters,
    dunningPlanId: locatedId(planId ?? ''),
  })),
);
