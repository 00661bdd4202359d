import type { RecordKind } from '../../../shared/recordOperations';

export const invoice: RecordKind = {
  path: '/v1/invoices',
  parameter: 'invoiceId',
  what: 'invoice',
  simplified: [
    'id',
    'externalId',
    'number',
    'customer',
    'status',
    'dueDate',
    'currency',
    'grossAmount',
    'outstanding',
    'daysLate',
  ],
};
