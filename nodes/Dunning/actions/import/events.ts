import { type IDataObject, type INodeProperties, jsonParse, NodeOperationError } from 'n8n-workflow';
import { upsertItems } from '../../../shared/batch';
import { itemParameter } from '../../../shared/items';
import type { Execute } from '../../../shared/recordOperations';

export type Vendor = 'chargebee' | 'quickbooks' | 'stripe';

export const event: INodeProperties = {
  displayName: 'Event',
  name: 'event',
  type: 'json',
  required: true,
  default: '={{ $json }}',
  hint: 'The event or record as it comes, with nothing mapped',
  description:
    'What the vendor’s trigger or node puts out. Where another node stands between, drag the trigger’s item in here.',
};

/** QuickBooks' records do not say what they are. */
export const quickBooksRecords: INodeProperties = {
  displayName: 'Records Are',
  name: 'records',
  type: 'options',
  noDataExpression: true,
  default: 'Invoice',
  options: [
    { name: 'Credit Memos', value: 'CreditMemo' },
    { name: 'Customers', value: 'Customer' },
    { name: 'Invoices', value: 'Invoice' },
    { name: 'Payments', value: 'Payment' },
    { name: 'Refund Receipts', value: 'RefundReceipt' },
    {
      name: 'Wrapped',
      value: 'wrapped',
      description: 'Each comes as the API answers, under the name of what it is: {"Invoice": {…}}',
    },
  ],
};

/** Gives each item's event to the connector as it came; the connector maps it as its own source of that vendor does. */
export function importEvents(vendor: Vendor): Execute {
  return async (context, connector) => {
    const eventOf = itemParameter<string | IDataObject>(context, 'event', {});
    const records = vendor === 'quickbooks' ? (context.getNodeParameter('records', 0, 'Invoice') as string) : 'wrapped';
    return await upsertItems(context, connector, {
      path: `/v1/imports/${vendor}`,
      property: 'events',
      what: 'event',
      recordOf: (itemIndex) => {
        const given = eventOf(itemIndex);
        const value = typeof given === 'string' ? jsonParse<IDataObject | null>(given, { fallbackValue: null }) : given;
        if (typeof value !== 'object' || value === null || Array.isArray(value)) {
          throw new NodeOperationError(context.getNode(), 'The event is not a JSON object', {
            description: 'Give it as it came out of the vendor’s trigger or node, such as {{ $json }}',
            itemIndex,
          });
        }
        return records === 'wrapped' || records in value ? value : { [records]: value };
      },
      outputOf: ({ status, records: saved, warnings }) => ({
        status,
        records: saved,
        ...(warnings === undefined ? {} : { warnings }),
      }),
      nameOf: ({ id }) => (id ? `the event ${String(id)}` : 'the event'),
    });
  };
}
