import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { shownWhen } from '../../shared/display';
import { filtersProperty } from '../../shared/filters/properties';
import { customerLocator, invoiceLocator, invoicePlanLocator, planForCustomersLocator } from '../../shared/locators';
import type { Connector } from '../../shared/transport';
import { assignItems } from './assignItems';
import { assignMatching } from './assignMatching';

const customers = { level: ['customer'] };
const invoices = { level: ['invoice'] };
const eachItem = { assignTo: ['items'] };
const matching = { assignTo: ['filter'] };

const level: INodeProperties = {
  displayName: 'Level',
  name: 'level',
  type: 'options',
  noDataExpression: true,
  default: 'customer',
  options: [
    { name: 'Customers', value: 'customer', description: 'Plans that collect on all invoices of a customer together' },
    { name: 'Invoices', value: 'invoice', description: 'Plans that collect on one invoice' },
  ],
};

const assignTo: INodeProperties = {
  displayName: 'Assign To',
  name: 'assignTo',
  type: 'options',
  noDataExpression: true,
  default: 'items',
  options: [
    { name: 'All That Match Filters', value: 'filter', description: 'However many they are, in one request' },
    { name: 'Each Input Item', value: 'items', description: 'Every input item names one customer or invoice' },
  ],
};

const accountManagers: INodeProperties = {
  displayName: 'Account Manager Names or IDs',
  name: 'accountManagers',
  type: 'multiOptions',
  typeOptions: { loadOptionsMethod: 'getUsers' },
  displayOptions: { show: { '/level': ['customer'] } },
  default: [],
  description:
    'Who looks after the customers from now on, in place of those before. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const dryRun: INodeProperties = {
  displayName: 'Dry Run',
  name: 'dryRun',
  type: 'boolean',
  default: false,
  description: 'Whether to assign nothing and only say what would change',
};

export const description: INodeProperties[] = [
  level,
  ...shownWhen(customers, [
    {
      ...planForCustomersLocator,
      description: 'The plan that the customers enter at once. “No Plan” takes their plan away.',
    },
  ]),
  ...shownWhen(invoices, [
    {
      ...invoicePlanLocator,
      description: 'The plan that the invoices enter at once. “No Plan” takes their plan away.',
    },
  ]),
  assignTo,
  ...shownWhen({ ...customers, ...eachItem }, [
    {
      ...customerLocator,
      default: { mode: 'id', value: '={{ $json.id }}' },
      description: 'Each input item names one customer; all of them are assigned in as few requests as possible',
    },
  ]),
  ...shownWhen({ ...invoices, ...eachItem }, [
    {
      ...invoiceLocator,
      default: { mode: 'id', value: '={{ $json.id }}' },
      description: 'Each input item names one invoice; all of them are assigned in as few requests as possible',
    },
  ]),
  ...shownWhen({ ...customers, ...matching }, [
    filtersProperty({
      level: 'customer',
      name: 'customerFilters',
      description: 'The plan goes to every customer for whom all of these hold',
    }),
  ]),
  ...shownWhen({ ...invoices, ...matching }, [
    filtersProperty({
      level: 'invoice',
      name: 'invoiceFilters',
      description: 'The plan goes to every invoice for which all of these hold, e.g. Status is Overdue',
    }),
  ]),
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [accountManagers, dryRun],
  },
];

export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const assign = context.getNodeParameter('assignTo', 0, 'items') === 'filter' ? assignMatching : assignItems;
  return [await assign(context, connector)];
}
