import type { INodeProperties } from 'n8n-workflow';
import { shownWhen } from './display';

const dataToSend: INodeProperties = {
  displayName: 'Data to Send',
  name: 'dataToSend',
  type: 'options',
  noDataExpression: true,
  default: 'fields',
  options: [
    {
      name: 'Define Below for Each Field',
      value: 'fields',
      description: 'Fill in each field, usually with expressions',
    },
    { name: 'JSON', value: 'json', description: 'A record as the connector’s API takes it' },
    {
      name: 'Use Input Item As Record',
      value: 'inputItem',
      description: 'Take the fields of the input item that have the API’s names, and leave out the others',
    },
  ],
};

const recordJson: INodeProperties = {
  displayName: 'Record',
  name: 'recordJson',
  type: 'json',
  default: '={{ $json }}',
  description: 'The record as the connector’s API takes it',
};

const amountFormat: INodeProperties = {
  displayName: 'Amounts Are',
  name: 'amountFormat',
  type: 'options',
  noDataExpression: true,
  default: 'minorUnits',
  description:
    'How the amounts of the records are written. They are converted exactly, with the decimals of their currency.',
  options: [
    { name: 'Decimal Amounts With Comma', value: 'decimalComma', description: 'Such as 1.250,00 for € 1250' },
    { name: 'Decimal Amounts With Point', value: 'decimalPoint', description: 'Such as 1,250.00 for € 1250' },
    { name: 'Minor Units', value: 'minorUnits', description: 'Such as 125000 (cents) for € 1250, and 1250 for ¥ 1250' },
  ],
};

/** The parameters of *Create or Update*: how the data comes, and `fields` for those who fill it in field by field. */
export function upsertProperties(
  resource: string,
  fields: INodeProperties[],
  { hasAmounts = false } = {},
): INodeProperties[] {
  return shownWhen({ resource: [resource], operation: ['upsert'] }, [
    dataToSend,
    ...(hasAmounts ? [amountFormat] : []),
    ...shownWhen({ dataToSend: ['fields'] }, fields),
    ...shownWhen({ dataToSend: ['json'] }, [recordJson]),
  ]);
}
