import type { INodeProperties } from 'n8n-workflow';

/** What a CSV file holds, by its name in the API. */
export const recordsProperty: INodeProperties = {
  displayName: 'Records',
  name: 'records',
  type: 'options',
  noDataExpression: true,
  default: 'customers',
  options: [
    { name: 'Assignments', value: 'assignments', description: 'Which plan and which account managers, by name or ID' },
    { name: 'Contacts', value: 'contacts' },
    { name: 'Customers', value: 'customers' },
    { name: 'Invoices', value: 'invoices' },
    { name: 'Payments', value: 'payments' },
  ],
};
