import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { FORMS_OF_ADDRESS, INVOICE_STATUSES, PAYMENT_METHODS, POSITIONS, SCORES } from '../choices';
import { fieldsOfKind, type FieldKind, type FilterLevel } from './fields';

const WITH_VALUES = ['above', 'below', 'is', 'isNot'];
/** Kinds of fields that have an input of their own in place of the free text. */
const CHOSEN: FieldKind[] = [
  'boolean',
  'plan',
  'user',
  'score',
  'paymentMethod',
  'invoiceStatus',
  'position',
  'formOfAddress',
];

const is: INodePropertyOptions[] = [
  { name: 'Is', value: 'is', description: 'Equals one of the values; text compares exactly, case included' },
  { name: 'Is Empty', value: 'isEmpty' },
  { name: 'Is Not', value: 'isNot', description: 'Equals none of the values; an empty field satisfies it' },
  { name: 'Is Not Empty', value: 'isNotEmpty' },
];
const ordered: INodePropertyOptions[] = [
  { name: 'Is Above', value: 'above', description: 'For numbers, amounts and dates: later or more' },
  { name: 'Is Below', value: 'below', description: 'For numbers, amounts and dates: earlier or less' },
];

const chosen = (
  kind: FieldKind,
  name: string,
  displayName: string,
  options: INodePropertyOptions[],
): INodeProperties => ({
  displayName,
  name,
  type: 'multiOptions',
  displayOptions: { show: { field: fieldsOfKind(kind), operator: WITH_VALUES } },
  default: [],
  description: 'Several are alternatives: one of them is enough',
  options,
});

const fromList = (kind: FieldKind, name: string, displayName: string, loadOptionsMethod: string): INodeProperties => ({
  displayName,
  name,
  type: 'multiOptions',
  typeOptions: { loadOptionsMethod },
  displayOptions: { show: { field: fieldsOfKind(kind), operator: WITH_VALUES } },
  default: [],
  description:
    'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
});

export interface FiltersUse {
  level: FilterLevel;
  name: string;
  /** *Filters*, unless a list has simple filters of that name beside them. */
  displayName?: string;
  description: string;
  /** Rules compare for equality only (RUL-2). */
  forRules?: boolean;
}

/** Filters as a person sets them: a field from a list, an operator, and values by the kind of the field. */
export function filtersProperty({
  level,
  name,
  displayName = 'Filters',
  description,
  forRules = false,
}: FiltersUse): INodeProperties {
  return {
    displayName,
    name,
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    placeholder: displayName === 'Filters' ? 'Add filter' : 'Add condition',
    default: {},
    description,
    options: [
      {
        displayName: 'Filter',
        name: 'filter',
        values: [
          {
            displayName: 'Field Name or ID',
            name: 'field',
            type: 'options',
            typeOptions: { loadOptionsMethod: level === 'customer' ? 'getCustomerFields' : 'getInvoiceFields' },
            default: '',
            description:
              'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
          },
          {
            displayName: 'Operator',
            name: 'operator',
            type: 'options',
            default: 'is',
            options: forRules ? is : [...ordered, ...is].sort((a, b) => a.name.localeCompare(b.name)),
          },
          ...valueInputs,
        ],
      },
    ],
  };
}

const yesNo: INodeProperties = {
  displayName: 'Value',
  name: 'flag',
  type: 'options',
  displayOptions: { show: { field: fieldsOfKind('boolean'), operator: WITH_VALUES } },
  default: true,
  options: [
    { name: 'False', value: false },
    { name: 'True', value: true },
  ],
};

const text: INodeProperties = {
  displayName: 'Value',
  name: 'value',
  type: 'string',
  displayOptions: { show: { operator: WITH_VALUES }, hide: { field: ['', ...fieldsOfKind(...CHOSEN)] } },
  default: '',
  placeholder: 'e.g. FR, BE',
  description:
    'Several values, separated by commas, are alternatives; put a value that has a comma itself in "quotes". An amount is in minor units (100000 is 1,000.00), a date is YYYY-MM-DD.',
};

const valueInputs: INodeProperties[] = [
  text,
  yesNo,
  fromList('plan', 'planIds', 'Plan Names or IDs', 'getPlans'),
  fromList('user', 'userIds', 'User Names or IDs', 'getUsers'),
  chosen('score', 'scores', 'Scores', SCORES),
  chosen('paymentMethod', 'paymentMethods', 'Payment Methods', PAYMENT_METHODS),
  chosen('invoiceStatus', 'statuses', 'Statuses', INVOICE_STATUSES),
  chosen('position', 'positions', 'Positions', POSITIONS),
  chosen('formOfAddress', 'forms', 'Forms of Address', FORMS_OF_ADDRESS),
];
