import type { INodeProperties } from 'n8n-workflow';
import { FORMS_OF_ADDRESS, PAYMENT_METHODS } from '../../../shared/choices';
import { assignablePlanLocator } from '../../../shared/locators';
import { contactFields } from '../contact/fields';

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
      values: contactFields,
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
        {
          displayName: 'Field Name or ID',
          name: 'key',
          type: 'options',
          typeOptions: { loadOptionsMethod: 'getCustomFields' },
          default: '',
          description:
            'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
        },
        {
          displayName: 'Value',
          name: 'value',
          type: 'string',
          default: '',
          description: 'Yes or no is true or false, a date is YYYY-MM-DD, several choices are separated by commas',
        },
      ],
    },
  ],
};

const country: INodeProperties = {
  displayName: 'Country',
  name: 'country',
  type: 'string',
  default: '',
  placeholder: 'e.g. FR',
  description: 'ISO 3166 code of the country',
};

const formOfAddress: INodeProperties = {
  displayName: 'Form of Address',
  name: 'formOfAddress',
  type: 'options',
  default: 'formal',
  description: 'How messages address the customer, in languages that make the difference',
  options: FORMS_OF_ADDRESS,
};

const language: INodeProperties = {
  displayName: 'Language',
  name: 'language',
  type: 'string',
  default: '',
  placeholder: 'e.g. fr',
  description: 'ISO 639 code of the language that messages are written in',
};

const paymentMethods: INodeProperties = {
  displayName: 'Payment Methods',
  name: 'paymentMethods',
  type: 'multiOptions',
  default: [],
  description: 'How the customer may pay; the others are off',
  options: PAYMENT_METHODS,
};

/** What many customers can get at once. */
export const manyCustomersFields: INodeProperties[] = [country, customFields, formOfAddress, language, paymentMethods];

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
      country,
      customFields,
      formOfAddress,
      language,
      paymentMethods,
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
