import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { upsertItems } from '../../shared/batch';
import { itemParameter } from '../../shared/items';
import { reference, referenceTo } from '../../shared/locators';
import { recordReader } from '../../shared/record';
import type { Execute } from '../../shared/recordOperations';
import { upsertProperties } from '../../shared/recordProperties';
import { customerOfRecord } from './recordFields';

/** A payment, credit note or refund: an amount of a customer, applied to invoices or not yet. */
export interface EntryKind {
  resource: string;
  path: string;
  /** The name of the list in a batch. */
  property: string;
  what: string;
  date: { name: 'paidAt' | 'issuedAt'; displayName: string };
}

interface AppliedTo {
  invoice?: Array<{ by: 'externalId' | 'id'; invoice: string; amount: unknown }>;
}

const appliedTo: INodeProperties = {
  displayName: 'Apply To',
  name: 'appliedTo',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  placeholder: 'Add invoice',
  default: {},
  description: 'The invoices that the amount is for; what is not applied stays on the customer’s account',
  options: [
    {
      displayName: 'Invoice',
      name: 'invoice',
      values: [
        {
          displayName: 'Amount',
          name: 'amount',
          type: 'string',
          default: '',
          description: 'How much of it is for this invoice',
        },
        {
          displayName: 'Find By',
          name: 'by',
          type: 'options',
          default: 'externalId',
          options: [
            { name: 'External ID', value: 'externalId' },
            { name: 'ID', value: 'id' },
          ],
        },
        { displayName: 'Invoice', name: 'invoice', type: 'string', default: '', placeholder: 'e.g. INV-2026-0042' },
      ],
    },
  ],
};

export function entryProperties({ resource, what, date }: EntryKind): INodeProperties[] {
  const fields: INodeProperties[] = [
    {
      displayName: 'External ID',
      name: 'externalId',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. P-2026-0007',
      description: `The ID of the ${what} in your system: the same one sent twice counts once`,
    },
    customerOfRecord,
    {
      displayName: 'Amount',
      name: 'amount',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. 125000, or 1250.00 if decimal',
      description: 'Written as “Amounts Are” says',
    },
    {
      displayName: 'Currency',
      name: 'currency',
      type: 'string',
      required: true,
      default: 'EUR',
      placeholder: 'e.g. EUR',
      description: 'ISO 4217 code',
    },
    { displayName: date.displayName, name: date.name, type: 'dateTime', required: true, default: '' },
    appliedTo,
  ];
  return upsertProperties(resource, fields, { hasAmounts: true });
}

export function upsertEntries({ path, property, what, date }: EntryKind): Execute {
  const shape = {
    fields: ['externalId', 'customer', 'amount', 'currency', date.name, 'invoices'],
    dates: [date.name],
    amounts: ['amount'],
  };
  return async (context, connector) => {
    const recordOf = recordReader(context, shape, fieldReader(context, date.name));
    return await upsertItems(context, connector, { path, property, what, recordOf });
  };
}

function fieldReader(context: IExecuteFunctions, dateName: string): (itemIndex: number) => IDataObject {
  const names = ['externalId', 'amount', 'currency', dateName];
  const readers = names.map((name) => [name, itemParameter<IDataObject[string]>(context, name, '')] as const);
  const customer = itemParameter<unknown>(context, 'customer', '');
  const appliedTo = itemParameter<AppliedTo>(context, 'appliedTo', {});
  return (itemIndex) => ({
    ...Object.fromEntries(readers.map(([name, read]) => [name, read(itemIndex)])),
    customer: referenceTo(customer(itemIndex)),
    invoices: appliedTo(itemIndex).invoice?.map(({ by, invoice, amount }) => ({
      ...reference(by === 'externalId' ? `external:${invoice}` : invoice),
      amount: amount as string,
    })),
  });
}
