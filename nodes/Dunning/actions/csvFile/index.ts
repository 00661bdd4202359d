import type { INodeProperties } from 'n8n-workflow';
import * as exportFile from './export.operation';
import * as importFile from './import.operation';

export const operations = {
  export: exportFile.execute,
  import: importFile.execute,
};

export const description: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: ['csvFile'] } },
    default: 'import',
    options: [
      {
        name: 'Export',
        value: 'export',
        action: 'Export a CSV file',
        description: 'Write records into a CSV file, which may be edited and imported again',
      },
      {
        name: 'Import',
        value: 'import',
        action: 'Import a CSV file',
        description: 'Create and update records from a CSV file, line by line',
      },
    ],
  },
  ...importFile.description,
  ...exportFile.description,
];
