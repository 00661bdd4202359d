import {
  type IDataObject,
  type IExecuteFunctions,
  type INodeProperties,
  jsonParse,
  NodeOperationError,
} from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { itemParameter } from '../../../shared/items';
import { type StepForm, stepOf, stepsProperty } from '../../../shared/step/form';
import { writtenNumber } from '../../../shared/writtenNumber';

const form: INodeProperties[] = [
  { displayName: 'Name', name: 'name', type: 'string', required: true, default: '', placeholder: 'e.g. Key accounts' },
  {
    displayName: 'Level',
    name: 'level',
    type: 'options',
    default: 'customer',
    options: [
      { name: 'Customer', value: 'customer', description: 'Collects on all invoices of a customer together' },
      { name: 'Invoice', value: 'invoice', description: 'Collects on one invoice' },
    ],
  },
  {
    displayName: 'Logic',
    name: 'logic',
    type: 'options',
    default: 'standard',
    options: [
      {
        name: 'Contextual',
        value: 'contextual',
        description: 'An old invoice enters at the step that fits its age; earlier steps are left out',
      },
      { name: 'Standard', value: 'standard', description: 'Every step in its turn, however old the invoice' },
    ],
  },
  {
    displayName: 'Minimum Contact Delay (Days)',
    name: 'minimumContactDelayDays',
    type: 'number',
    typeOptions: { minValue: 0, maxValue: 30 },
    default: 5,
    description: 'How many days lie at least between two messages to the same customer, or about the same invoice',
  },
  stepsProperty,
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add field',
    default: {},
    options: [
      {
        displayName: 'Default Plan',
        name: 'isDefault',
        type: 'boolean',
        default: false,
        description: 'Whether new customers, or new invoices, get this plan',
      },
      {
        displayName: 'Language',
        name: 'language',
        type: 'string',
        default: '',
        placeholder: 'e.g. fr',
        description: 'ISO 639 code of the language for customers who have none of their own',
      },
    ],
  },
];

/** The definition of a plan: a form, or JSON as the API takes it. */
export const definitionProperties: INodeProperties[] = [
  {
    displayName: 'Define With',
    name: 'definedWith',
    type: 'options',
    noDataExpression: true,
    default: 'form',
    options: [
      { name: 'Fields Below', value: 'form' },
      { name: 'JSON', value: 'json', description: 'A plan as the connector’s API takes it' },
    ],
  },
  ...shownWhen({ definedWith: ['form'] }, form),
  {
    displayName: 'Plan Definition',
    name: 'planJson',
    type: 'json',
    displayOptions: { show: { definedWith: ['json'] } },
    default: '={{ $json }}',
    required: true,
    description: 'The plan as the connector’s API takes it',
  },
];

export function definitionReader(context: IExecuteFunctions): (itemIndex: number) => IDataObject {
  const definedWith = context.getNodeParameter('definedWith', 0) as 'form' | 'json';
  return definedWith === 'json' ? jsonReader(context) : formReader(context);
}

function formReader(context: IExecuteFunctions): (itemIndex: number) => IDataObject {
  const name = itemParameter<string>(context, 'name');
  const level = itemParameter<string>(context, 'level', 'customer');
  const logic = itemParameter<string>(context, 'logic');
  const minimumContactDelayDays = itemParameter<number>(context, 'minimumContactDelayDays');
  const steps = itemParameter<{ step?: StepForm[] }>(context, 'steps', {});
  const additionalFields = itemParameter<IDataObject>(context, 'additionalFields', {});
  return (itemIndex) => {
    const { language, ...others } = additionalFields(itemIndex);
    return {
      name: name(itemIndex),
      level: level(itemIndex),
      logic: logic(itemIndex),
      minimumContactDelayDays: writtenNumber(minimumContactDelayDays(itemIndex)),
      ...others,
      ...(language ? { language } : {}),
      steps: (steps(itemIndex).step ?? []).map(stepOf),
    };
  };
}

function jsonReader(context: IExecuteFunctions): (itemIndex: number) => IDataObject {
  const json = itemParameter<string | IDataObject>(context, 'planJson');
  return (itemIndex) => {
    const value = json(itemIndex);
    const definition =
      typeof value === 'string' ? jsonParse<IDataObject | null>(value, { fallbackValue: null }) : value;
    if (typeof definition === 'object' && definition !== null) return definition;
    throw new NodeOperationError(context.getNode(), 'The plan definition is not a JSON object', { itemIndex });
  };
}
