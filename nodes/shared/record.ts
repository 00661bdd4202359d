import { type IDataObject, type IExecuteFunctions, jsonParse, NodeOperationError } from 'n8n-workflow';
import type { AmountFormat } from './amount';
import { refusedError } from './errors';
import { itemParameter } from './items';
import { normalizeRecord, type RecordShape } from './normalizeRecord';

/**
 * Makes each input item the record that the API takes, by *Data to Send*; `fromFields` reads the resource's own fields.
 * Fields of an input item that the API doesn't know are left out, and said in a hint.
 */
export function recordReader(
  context: IExecuteFunctions,
  shape: RecordShape,
  fromFields: (itemIndex: number) => IDataObject,
): (itemIndex: number) => IDataObject {
  const source = context.getNodeParameter('dataToSend', 0) as 'fields' | 'json' | 'inputItem';
  const json = itemParameter<string | IDataObject>(context, 'recordJson', {});
  const format = shape.amounts ? (context.getNodeParameter('amountFormat', 0) as AmountFormat) : 'minorUnits';
  const timeZone = context.getTimezone();
  const items = context.getInputData();
  const ignored = new Set<string>();

  const read = (itemIndex: number): IDataObject => {
    if (source === 'fields') return fromFields(itemIndex);
    if (source === 'inputItem') return knownFields(shape, items[itemIndex]?.json ?? {}, ignored);
    return parsedJson(context, json(itemIndex), itemIndex);
  };
  return (itemIndex) => {
    const { record, errors } = normalizeRecord(shape, read(itemIndex), format, timeZone);
    if (itemIndex === items.length - 1) hintIgnored(context, ignored);
    if (errors.length > 0) {
      throw refusedError(context, { message: 'The record cannot be sent as it is', errors, itemIndex });
    }
    return record;
  };
}

/** What a table, which has no nested fields, calls a record's customer. */
const CUSTOMER_COLUMNS = ['customerExternalId', 'customerId'];

/** Keeps the fields that the API knows; of the columns for the customer the first that is filled counts. */
function knownFields({ fields }: RecordShape, item: IDataObject, ignored: Set<string>): IDataObject {
  const record: IDataObject = {};
  const hasCustomer = fields.includes('customer');
  for (const [name, value] of Object.entries(item)) {
    if (fields.includes(name)) record[name] = value;
    else if (!hasCustomer || !CUSTOMER_COLUMNS.includes(name)) ignored.add(name);
  }
  if (!hasCustomer) return record;
  const { customerExternalId, customerId } = item;
  if (isFilled(customerExternalId)) record.customer = { externalId: String(customerExternalId) };
  else if (isFilled(customerId)) record.customer ??= { id: String(customerId) };
  return record;
}

function isFilled(cell: IDataObject[string]): boolean {
  return cell !== undefined && cell !== null && cell !== '';
}

function parsedJson(context: IExecuteFunctions, json: string | IDataObject, itemIndex: number): IDataObject {
  const value = typeof json === 'string' ? jsonParse<IDataObject | null>(json, { fallbackValue: null }) : json;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new NodeOperationError(context.getNode(), 'The record is not a JSON object', {
    description: 'Enter one object in curly brackets, or an expression that gives one, such as {{ $json }}',
    itemIndex,
  });
}

function hintIgnored(context: IExecuteFunctions, ignored: Set<string>): void {
  if (ignored.size === 0) return;
  context.addExecutionHints({
    message: `Fields of the input that the record does not have were left out: ${[...ignored].sort().join(', ')}`,
    type: 'info',
    location: 'outputPane',
  });
}
