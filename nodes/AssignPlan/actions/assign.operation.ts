import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { failedItem, itemParameter, outputItem } from '../../shared/items';
import { chosenPlan, customerLocator, assignablePlanLocator, requiredId } from '../../shared/locators';
import type { Connector } from '../../shared/transport';
import { assignBatch, type Assigned, type AssignmentGroup } from './assignBatch';

const CUSTOMERS_PER_REQUEST = 1_000;

interface Options {
  accountManagers?: string[];
}

export const description: INodeProperties[] = [
  {
    ...assignablePlanLocator,
    description: 'The plan that the customers enter at once. “No Plan” takes their plan away.',
  },
  {
    ...customerLocator,
    default: { mode: 'id', value: '={{ $json.id }}' },
    description: 'Each input item names one customer; all of them are assigned in as few requests as possible',
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      {
        displayName: 'Account Manager Names or IDs',
        name: 'accountManagers',
        type: 'multiOptions',
        typeOptions: { loadOptionsMethod: 'getUsers' },
        default: [],
        description:
          'Who looks after the customers from now on, in place of those before. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
      },
    ],
  },
];

/** Assigns each item's customer: one request per plan, managers and thousand customers; results linked to their items. */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const output: INodeExecutionData[] = [];
  const planOf = itemParameter<unknown>(context, 'planId');
  const customerOf = itemParameter<unknown>(context, 'customerId');
  const optionsOf = itemParameter<Options>(context, 'options', {});

  const groups = new Map<string, AssignmentGroup>();
  for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
    try {
      const dunningPlanId = chosenPlan(context, planOf(itemIndex), itemIndex);
      const customer = requiredId(context, customerOf(itemIndex), 'customer', itemIndex);
      const { accountManagers } = optionsOf(itemIndex);
      const key = JSON.stringify([dunningPlanId, accountManagers]);
      const group = groups.get(key) ?? { dunningPlanId, accountManagers, customers: [] };
      group.customers.push({ itemIndex, customer });
      groups.set(key, group);
    } catch (error) {
      output[itemIndex] = failedItem(context, error, itemIndex);
    }
  }

  const assigned: Assigned[] = [];
  for (const group of groups.values()) {
    for (let first = 0; first < group.customers.length; first += CUSTOMERS_PER_REQUEST) {
      const customers = group.customers.slice(first, first + CUSTOMERS_PER_REQUEST);
      assigned.push(...(await assignBatch(context, connector, { ...group, customers })));
    }
  }
  // Only now, so that a refused customer keeps no other from being assigned.
  for (const one of assigned) {
    const { itemIndex } = one;
    output[itemIndex] = 'result' in one ? outputItem(one.result, itemIndex) : failedItem(context, one.error, itemIndex);
  }
  return [output];
}
