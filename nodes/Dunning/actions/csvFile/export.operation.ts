import { shownWhen } from '../../../shared/display';
import { forEachCall, itemParameter } from '../../../shared/items';
import type { Execute } from '../../../shared/recordOperations';
import { recordsProperty } from './kinds';

const TIMEOUT_MS = 300_000;

interface Options {
  fileName?: string;
  forExcel?: boolean;
  separator?: string;
}

export const description = shownWhen({ resource: ['csvFile'], operation: ['export'] }, [
  recordsProperty,
  {
    displayName: 'Put Output File in Field',
    name: 'binaryPropertyName',
    type: 'string',
    required: true,
    default: 'data',
    hint: 'The name of the output field to put the file in',
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      { displayName: 'File Name', name: 'fileName', type: 'string', default: '', placeholder: 'e.g. customers.csv' },
      {
        displayName: 'For Excel',
        name: 'forExcel',
        type: 'boolean',
        default: true,
        description: 'Whether to begin the file with the mark by which Excel knows that it is UTF-8',
      },
      {
        displayName: 'Separator',
        name: 'separator',
        type: 'options',
        default: ';',
        options: [
          { name: 'Bar', value: '|' },
          { name: 'Comma', value: ',' },
          { name: 'Semicolon', value: ';' },
          { name: 'Tab', value: 'tab' },
        ],
      },
    ],
  },
]);

/** The records as a file, which may be edited and imported again: one per distinct parameters. */
export const execute: Execute = async (context, connector) => {
  const recordsOf = itemParameter<string>(context, 'records', 'customers');
  const fieldOf = itemParameter<string>(context, 'binaryPropertyName', 'data');
  const optionsOf = itemParameter<Options>(context, 'options', {});
  const callOf = (itemIndex: number) => ({
    records: recordsOf(itemIndex),
    field: fieldOf(itemIndex),
    ...optionsOf(itemIndex),
  });
  return await forEachCall(context, callOf, async ({ records, field, fileName, forExcel, separator }, itemIndex) => {
    const query = { ...(forExcel ? { bom: true } : {}), ...(separator ? { separator } : {}) };
    const content = await connector.download(`/v1/${records}/export`, { query, itemIndex, timeoutMs: TIMEOUT_MS });
    const file = await context.helpers.prepareBinaryData(content, fileName || `${records}.csv`, 'text/csv');
    const json = { fileName: file.fileName, bytes: content.length };
    return [{ json, binary: { [field]: file }, pairedItem: { item: itemIndex } }];
  });
};
