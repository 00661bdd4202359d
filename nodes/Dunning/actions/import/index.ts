import type { INodeProperties } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { event, importEvents, quickBooksRecords } from './events';

export const operations = {
  chargebee: importEvents('chargebee'),
  quickbooks: importEvents('quickbooks'),
  stripe: importEvents('stripe'),
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['import'] } },
    default: 'stripe',
    options: [
      {
        name: 'From Chargebee',
        value: 'chargebee',
        action: 'Import from chargebee event',
        description: 'Record what an event of the Chargebee Trigger, or a Chargebee object, tells',
      },
      {
        name: 'From QuickBooks',
        value: 'quickbooks',
        action: 'Import from quick books record',
        description: 'Record a customer, invoice, payment or credit memo as QuickBooks Online gives it',
      },
      {
        name: 'From Stripe',
        value: 'stripe',
        action: 'Import from stripe event',
        description: 'Record what an event of the Stripe Trigger, or a Stripe object, tells',
      },
    ],
  },
  ...shownWhen({ resource: ['import'], operation: ['quickbooks'] }, [quickBooksRecords]),
  ...shownWhen({ resource: ['import'] }, [event]),
];
