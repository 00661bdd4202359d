import type { INodeProperties } from 'n8n-workflow';
import { INVOICE_STATUSES } from '../../../shared/choices';
import { filtersProperty } from '../../../shared/filters/properties';
import { filteredQuery } from '../../../shared/filters/query';
import { getList, getManyProperties, listOptions } from '../../../shared/list';
import { customerLocator, locatedId, planLocator } from '../../../shared/locators';
import { invoice } from './kind';

const conditions = filtersProperty({
  level: 'invoice',
  name: 'conditions',
  displayName: 'Conditions',
  description: 'Only invoices for which all of these hold',
});

const order: INodeProperties = {
  displayName: 'Sort By',
  name: 'sort',
  type: 'options',
  default: 'dueDate',
  options: [
    { name: 'Due Date, Oldest First', value: 'dueDate' },
    { name: 'Issue Date, Newest First', value: '-issuedAt' },
    { name: 'Outstanding, Highest First', value: '-outstanding' },
  ],
};

export const description = getManyProperties(
  'invoice',
  [
    { ...customerLocator, required: false },
    { ...planLocator, required: false },
    {
      displayName: 'Saved View Name or ID',
      name: 'view',
      type: 'options',
      typeOptions: { loadOptionsMethod: 'getInvoiceViews' },
      default: '',
      description:
        'Its filters hold too. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
    },
    {
      displayName: 'Search',
      name: 'search',
      type: 'string',
      default: '',
      placeholder: 'e.g. INV-2026',
      description: 'Text that the number or the external ID contains',
    },
    { displayName: 'Status', name: 'status', type: 'options', default: 'overdue', options: INVOICE_STATUSES },
  ],
  invoice,
  { behind: [conditions, listOptions([order])] },
);

export const execute = getList(
  invoice.simplified,
  filteredQuery('invoice', invoice.path, ({ customerId, planId, ...filters }) => ({
    ...filters,
    customerId: locatedId(customerId ?? ''),
    dunningPlanId: locatedId(planId ?? ''),
  })),
);
