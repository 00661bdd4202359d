import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { PAYMENT_METHODS } from '../../../shared/choices';
import { shownWhen } from '../../../shared/display';
import { choicesOf, listOf } from '../../../shared/filters/read';
import { itemParameter } from '../../../shared/items';
import { assignablePlanLocator, chosenPlan } from '../../../shared/locators';

/** What a rule does (RUL-3): one action. */
export const actionProperties: INodeProperties[] = [
  {
    displayName: 'Action',
    name: 'ruleAction',
    type: 'options',
    noDataExpression: true,
    default: 'assignPlan',
    options: [
      { name: 'Assign Payment Methods', value: 'assignPaymentMethods', description: 'These are on, the others off' },
      { name: 'Assign Plan', value: 'assignPlan', description: 'The customer enters a dunning plan, or none' },
      { name: 'Assign Users', value: 'assignUsers', description: 'The customer gets account managers' },
      { name: 'Exclude Customer', value: 'excludeCustomer', description: 'Stop everything for the customer' },
      { name: 'Notify', value: 'notify', description: 'Tell colleagues, by email or through a workflow' },
    ],
  },
  ...shownWhen({ ruleAction: ['assignPlan'] }, [assignablePlanLocator]),
  ...shownWhen({ ruleAction: ['assignUsers'] }, [
    {
      displayName: 'Users',
      name: 'usersFrom',
      type: 'options',
      default: 'list',
      options: [
        { name: 'From a Custom Field', value: 'customField', description: 'It holds the addresses of users' },
        { name: 'Named Here', value: 'list' },
      ],
    },
    {
      displayName: 'User Names or IDs',
      name: 'userIds',
      type: 'multiOptions',
      typeOptions: { loadOptionsMethod: 'getUsers' },
      displayOptions: { show: { usersFrom: ['list'] } },
      default: [],
      description:
        'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
    },
    {
      displayName: 'Custom Field Name or ID',
      name: 'customField',
      type: 'options',
      typeOptions: { loadOptionsMethod: 'getCustomFields' },
      displayOptions: { show: { usersFrom: ['customField'] } },
      default: '',
      description:
        'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
    },
  ]),
  ...shownWhen({ ruleAction: ['assignPaymentMethods'] }, [
    {
      displayName: 'Payment Methods',
      name: 'paymentMethods',
      type: 'multiOptions',
      default: [],
      options: PAYMENT_METHODS,
    },
  ]),
  ...shownWhen({ ruleAction: ['notify'] }, [
    {
      displayName: 'By',
      name: 'channel',
      type: 'options',
      default: 'event',
      options: [
        { name: 'Email', value: 'email', description: 'Sent by the connector' },
        {
          name: 'Event',
          value: 'event',
          description: 'A Dunning Trigger on “Rule Notification” delivers it: by Slack, Teams, SMS, …',
        },
      ],
    },
    {
      displayName: 'To Addresses',
      name: 'to',
      type: 'string',
      default: '',
      placeholder: 'e.g. sales@example.com',
      description: 'Several are separated by commas; an event can do without',
    },
    {
      displayName: 'Subject',
      name: 'subject',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. {{customer.name}} owes {{customer.outstanding}}',
    },
    {
      displayName: 'Body',
      name: 'body',
      type: 'string',
      typeOptions: { rows: 5 },
      required: true,
      default: '',
      placeholder: 'e.g. {{customer.name}} now owes {{customer.outstanding}}.',
      description: 'With fields of the customer only: a field of an invoice is refused',
    },
  ]),
];

const PARAMETERS = ['usersFrom', 'userIds', 'customField', 'paymentMethods', 'channel', 'to', 'subject', 'body'];

/** Reads the action as the API takes it. */
export function actionReader(context: IExecuteFunctions): (itemIndex: number) => IDataObject {
  const type = context.getNodeParameter('ruleAction', 0) as string;
  const planOf = itemParameter<unknown>(context, 'planId', '');
  const readers = PARAMETERS.map((name) => [name, itemParameter<unknown>(context, name, '')] as const);
  return (itemIndex) => {
    const given = Object.fromEntries(readers.map(([name, read]) => [name, read(itemIndex)])) as IDataObject;
    switch (type) {
      case 'assignPlan':
        return { type, dunningPlanId: chosenPlan(context, planOf(itemIndex), itemIndex) };
      case 'assignUsers':
        return given.usersFrom === 'customField'
          ? { type, customField: given.customField }
          : { type, userIds: choicesOf(given.userIds) ?? [] };
      case 'assignPaymentMethods':
        return { type, paymentMethods: choicesOf(given.paymentMethods) ?? [] };
      case 'notify':
        return {
          type,
          channel: given.channel,
          to: listOf(given.to) as string[],
          subject: given.subject,
          body: given.body,
        };
      default:
        return { type };
    }
  };
}
