import type { INodeProperties } from 'n8n-workflow';
import { assignablePlanLocator } from '../../../shared/locators';

const contacts: INodeProperties = {
  displayName: 'Contacts',
  name: 'contacts',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  placeholder: 'Add contact',
  default: {},
  description:
    'All contacts of the customer: who is left out is removed. Messages go to the main one, else to the first with a valid address.',
  options: [
    {
      displayName: 'Contact',
      name: 'contact',
      values: [
        {
          displayName: 'Email',
          name: 'email',
          type: 'string',
          default: '',
          placeholder: 'e.g. accounting@example.com',
        },
        {
          displayName: 'External ID',
          name: 'externalId',
          type: 'string',
          default: '',
          description: 'The ID of the contact in your system, so that a later change finds it',
        },
        { displayName: 'First Name', name: 'firstName', type: 'string', default: '' },
        {
          displayName: 'Is Main Contact',
          name: 'isMain',
          type: 'boolean',
          default: false,
          description: 'Whether messages go to this contact unless a step names others',
        },
        { displayName: 'Last Name', name: 'lastName', type: 'string', default: '' },
        { displayName: 'Phone', name: 'phone', type: 'string', default: '' },
        {
          displayName: 'Position',
          name: 'position',
          type: 'options',
          default: 'other',
          options: [
            { name: 'Accounting', value: 'accounting' },
            { name: 'Other', value: 'other' },
            { name: 'Payer', value: 'payer' },
            { name: 'Purchaser', value: 'purchaser' },
            { name: 'Sales', value: 'sales' },
          ],
        },
      ],
    },
  ],
};

const customFields: INodeProperties = {
  displayName: 'Custom Fields',
  name: 'customFields',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true },
  placeholder: 'Add custom field',
  default: {},
  options: [
    {
      displayName: 'Field',
      name: 'field',
      values: [
        { displayName: 'Key', name: 'key', type: 'string', default: '', placeholder: 'e.g. segment' },
        { displayName: 'Value', name: 'value', type: 'string', default: '' },
      ],
    },
  ],
};

/** The fields of a customer in the editor. */
export const customerFields: INodeProperties[] = [
  {
    displayName: 'External ID',
    name: 'externalId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. C-1042',
    description: 'The ID of the customer in your billing system; a customer that has it already is updated',
  },
  {
    displayName: 'Name',
    name: 'name',
    type: 'string',
    default: '',
    placeholder: 'e.g. Dupont SA',
    description: 'Needed for a new customer',
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add field',
    default: {},
    options: [
      {
        displayName: 'Account Manager Names or IDs',
        name: 'accountManagers',
        type: 'multiOptions',
        typeOptions: { loadOptionsMethod: 'getUsers' },
        default: [],
        description:
          'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
      },
      contacts,
      {
        displayName: 'Country',
        name: 'country',
        type: 'string',
        default: '',
        placeholder: 'e.g. FR',
        description: 'ISO 3166 code of the country',
      },
      customFields,
      {
        displayName: 'Form of Address',
        name: 'formOfAddress',
        type: 'options',
        default: 'formal',
        description: 'How messages address the customer, in languages that make the difference',
        options: [
          { name: 'Formal', value: 'formal', description: 'Such as vous or Sie' },
          { name: 'Informal', value: 'informal', description: 'Such as tu or du' },
        ],
      },
      {
        displayName: 'Language',
        name: 'language',
        type: 'string',
        default: '',
        placeholder: 'e.g. fr',
        description: 'ISO 639 code of the language that messages are written in',
      },
      {
        ...assignablePlanLocator,
        displayName: 'Plan',
        name: 'dunningPlanId',
        required: false,
        description: 'Left out, a new customer gets the default plan and an existing one keeps its own',
      },
    ],
  },
];
