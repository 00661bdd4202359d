import type { INodePropertyOptions } from 'n8n-workflow';

// What several parameters offer to choose from, in the words of the product.

export const SCORES: INodePropertyOptions[] = [
  { name: 'A', value: 'A', description: 'Pays within 30 days of the due date on average' },
  { name: 'B', value: 'B', description: 'Within 60 days' },
  { name: 'C', value: 'C', description: 'Within 90 days' },
  { name: 'D', value: 'D', description: 'Later than that' },
];

export const PAYMENT_METHODS: INodePropertyOptions[] = [
  { name: 'ACH Debit', value: 'achDebit' },
  { name: 'Card', value: 'card' },
  { name: 'Check', value: 'check' },
  { name: 'GoCardless', value: 'goCardless' },
  { name: 'SEPA Debit', value: 'sepaDebit' },
  { name: 'Wire Transfer', value: 'wireTransfer' },
];

export const INVOICE_STATUSES: INodePropertyOptions[] = [
  { name: 'Disputed', value: 'disputed' },
  { name: 'Due', value: 'due', description: 'Open, and not yet past its due date' },
  { name: 'Overdue', value: 'overdue' },
  { name: 'Paid', value: 'paid' },
  { name: 'To Send', value: 'toSend' },
  { name: 'Void', value: 'void' },
];

export const POSITIONS: INodePropertyOptions[] = [
  { name: 'Accounting', value: 'accounting' },
  { name: 'Other', value: 'other' },
  { name: 'Payer', value: 'payer' },
  { name: 'Purchaser', value: 'purchaser' },
  { name: 'Sales', value: 'sales' },
];

export const FORMS_OF_ADDRESS: INodePropertyOptions[] = [
  { name: 'Formal', value: 'formal', description: 'Such as vous or Sie' },
  { name: 'Informal', value: 'informal', description: 'Such as tu or du' },
];

export const CHANNELS: INodePropertyOptions[] = [
  { name: 'Call', value: 'call' },
  { name: 'Email', value: 'email' },
  { name: 'Letter', value: 'letter' },
  { name: 'SMS', value: 'sms' },
  { name: 'Task', value: 'task' },
];
