import type { IDataObject } from 'n8n-workflow';
import type { ImportResult } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import type { Execute } from '../../../shared/recordOperations';
import { recordsProperty } from './kinds';

/** A hundred thousand lines take a minute or two. */
const TIMEOUT_MS = 600_000;
/** What the connector takes for CSV; n8n tells many CSV files as something else. */
const CSV = 'text/csv';

export const description = shownWhen({ resource: ['csvFile'], operation: ['import'] }, [
  recordsProperty,
  {
    displayName: 'Input Data Field Name',
    name: 'binaryPropertyName',
    type: 'string',
    required: true,
    default: 'data',
    hint: 'The name of the input field containing the file',
  },
  {
    displayName: 'Dry Run',
    name: 'dryRun',
    type: 'boolean',
    default: false,
    description: 'Whether to write nothing and say of each line what would change',
  },
  {
    displayName: 'Put Out',
    name: 'shape',
    type: 'options',
    default: 'summary',
    options: [
      { name: 'One Item per Line', value: 'lines', description: 'With what became of it, and why it was refused' },
      { name: 'One Item per Refused Line', value: 'refused' },
      { name: 'Summary', value: 'summary', description: 'How many lines were created, updated and refused' },
    ],
  },
]);

/** Imports each item's file, line by line; encoding and separator are recognised. A refused line stops no other. */
export const execute: Execute = async (context, connector) => {
  const recordsOf = itemParameter<string>(context, 'records', 'customers');
  const fieldOf = itemParameter<string>(context, 'binaryPropertyName', 'data');
  const dryRunOf = itemParameter<boolean>(context, 'dryRun', false);
  const shapeOf = itemParameter<'lines' | 'refused' | 'summary'>(context, 'shape', 'summary');
  return await forEachItem(context, async (itemIndex) => {
    const content = await context.helpers.getBinaryDataBuffer(itemIndex, fieldOf(itemIndex));
    const shape = shapeOf(itemIndex);
    const query: IDataObject = { dryRun: dryRunOf(itemIndex), results: shape === 'lines' ? 'all' : 'refused' };
    const result = await connector.post<ImportResult>(`/v1/${recordsOf(itemIndex)}/import`, {
      file: { content, mimeType: CSV },
      query,
      itemIndex,
      timeoutMs: TIMEOUT_MS,
    });
    if (result.refused > 0) {
      context.addExecutionHints({
        message: `${result.refused} lines were refused. “Put Out: One Item per Refused Line” says why.`,
        type: 'warning',
        location: 'outputPane',
      });
    }
    return shape === 'summary' ? result : result.results;
  });
};
