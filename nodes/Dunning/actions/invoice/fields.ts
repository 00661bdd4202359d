import type { INodeProperties } from 'n8n-workflow';
import { invoicePlanLocator } from '../../../shared/locators';
import { customerOfRecord } from '../recordFields';

/** The fields of an invoice in the editor. */
export const invoiceFields: INodeProperties[] = [
  {
    displayName: 'External ID',
    name: 'externalId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. INV-2026-0042',
    description: 'The ID of the invoice in your billing system; an invoice that has it already is updated',
  },
  {
    displayName: 'Number',
    name: 'number',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 2026-0042',
    description: 'The number printed on the invoice',
  },
  customerOfRecord,
  {
    displayName: 'Issue Date',
    name: 'issuedAt',
    type: 'dateTime',
    required: true,
    default: '',
    description: 'The day counts as it is written; a time of day does not matter',
  },
  {
    displayName: 'Due Date',
    name: 'dueDate',
    type: 'dateTime',
    required: true,
    default: '',
    description: 'The day counts as it is written; a time of day does not matter',
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
  {
    displayName: 'Gross Amount',
    name: 'grossAmount',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 125000, or 1250.00 if decimal',
    description: 'What is to be paid, taxes included, written as “Amounts Are” says',
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add field',
    default: {},
    options: [
      {
        displayName: 'Automatic Charging',
        name: 'automaticCharging',
        type: 'options',
        default: 'pending',
        description: 'Whether the source charges it by itself; while that is pending, automatic reminders are held',
        options: [
          { name: 'Failed', value: 'failed' },
          { name: 'Pending', value: 'pending' },
        ],
      },
      { displayName: 'Net Amount', name: 'netAmount', type: 'string', default: '', description: 'Without taxes' },
      {
        displayName: 'Payment URL',
        name: 'paymentUrl',
        type: 'string',
        default: '',
        placeholder: 'e.g. https://pay.example.com/I-1042',
        description: 'Where the customer can pay it: a link on the portal page while it is open',
      },
      {
        ...invoicePlanLocator,
        displayName: 'Plan',
        name: 'dunningPlanId',
        required: false,
        description: 'Left out, a new invoice gets the default plan and an existing one keeps its own',
      },
      { displayName: 'Title', name: 'title', type: 'string', default: '', placeholder: 'e.g. Maintenance, October' },
    ],
  },
];
