import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { FilterCondition } from '../../shared/api';
import { refusedError } from '../../shared/errors';
import { shownWhen } from '../../shared/display';
import { filtersProperty } from '../../shared/filters/properties';
import { filterReader, requireFilters } from '../../shared/filters/read';
import { failedItem, itemParameter } from '../../shared/items';
import { customerLocator, requiredId, ruleLocator } from '../../shared/locators';
import type { Connector } from '../../shared/transport';

const CUSTOMERS_PER_REQUEST = 1_000;

/** What customers are held to: a saved rule's filters, or those of the node. */
type Test = { ruleId: string } | { filters: FilterCondition[] };

interface Evaluation {
  results: Array<{ id: string; matched: boolean | null }>;
}

const by: INodeProperties = {
  displayName: 'Evaluate By',
  name: 'evaluateBy',
  type: 'options',
  noDataExpression: true,
  default: 'filters',
  options: [
    { name: 'Filters Set Here', value: 'filters', description: 'Filters of this node alone' },
    { name: 'Saved Rule', value: 'rule', description: 'The filters of a rule; its triggers and action are left aside' },
  ],
};

export const description: INodeProperties[] = shownWhen({ operation: ['evaluate'] }, [
  by,
  ...shownWhen({ evaluateBy: ['rule'] }, [ruleLocator]),
  ...shownWhen({ evaluateBy: ['filters'] }, [
    filtersProperty({
      level: 'customer',
      name: 'customerFilters',
      description: 'A customer for whom all of these hold is matched',
      forRules: true,
    }),
  ]),
  {
    ...customerLocator,
    default: { mode: 'id', value: '={{ $json.id }}' },
    description: 'The customer of each input item. An event of the Dunning Trigger has it as customerId.',
  },
]);

/** Puts each input item out on *Matched* or *Not Matched*, as it came: one request per test and thousand customers. */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const items = context.getInputData();
  const testOf = await testReader(context, connector);
  const customerOf = itemParameter<unknown>(context, 'customerId');
  const groups = new Map<string, { test: Test; subjects: Array<{ itemIndex: number; id: string }> }>();
  const failed = new Map<number, unknown>();
  for (let itemIndex = 0; itemIndex < items.length; itemIndex++) {
    try {
      const test = testOf(itemIndex);
      const id = requiredId(context, customerOf(itemIndex), 'customer', itemIndex);
      const key = JSON.stringify(test);
      const group = groups.get(key) ?? { test, subjects: [] };
      group.subjects.push({ itemIndex, id });
      groups.set(key, group);
    } catch (error) {
      failed.set(itemIndex, error);
    }
  }

  const outcomes = new Map<number, boolean | null>();
  for (const { test, subjects } of groups.values()) {
    for (let first = 0; first < subjects.length; first += CUSTOMERS_PER_REQUEST) {
      const part = subjects.slice(first, first + CUSTOMERS_PER_REQUEST);
      try {
        const body = { ...test, customers: part.map(({ id }) => id) };
        const options = { body, itemIndex: part[0]!.itemIndex };
        const { results } = await connector.post<Evaluation>('/v1/rules/evaluate', options);
        part.forEach(({ itemIndex }, index) => outcomes.set(itemIndex, results[index]?.matched ?? null));
      } catch (error) {
        for (const { itemIndex } of part) failed.set(itemIndex, error);
      }
    }
  }

  const matched: INodeExecutionData[] = [];
  const notMatched: INodeExecutionData[] = [];
  items.forEach((item, itemIndex) => {
    const outcome = outcomes.get(itemIndex);
    if (outcome === true || outcome === false) {
      (outcome ? matched : notMatched).push({ ...item, pairedItem: { item: itemIndex } });
    } else {
      const error = failed.get(itemIndex) ?? unknownCustomer(context, customerOf(itemIndex), itemIndex);
      notMatched.push(failedItem(context, error, itemIndex));
    }
  });
  return [matched, notMatched];
}

async function testReader(context: IExecuteFunctions, connector: Connector): Promise<(itemIndex: number) => Test> {
  if (context.getNodeParameter('evaluateBy', 0, 'filters') === 'rule') {
    const ruleOf = itemParameter<unknown>(context, 'ruleId');
    return (itemIndex) => ({ ruleId: requiredId(context, ruleOf(itemIndex), 'rule', itemIndex) });
  }
  const filtersOf = await filterReader(context, connector, 'customer', 'customerFilters');
  return (itemIndex) => {
    const filters = filtersOf(itemIndex);
    requireFilters(context, filters, itemIndex);
    return { filters };
  };
}

function unknownCustomer(context: IExecuteFunctions, locator: unknown, itemIndex: number) {
  const id = requiredId(context, locator, 'customer', itemIndex);
  const message = `There is no customer ${id.replace(/^external:/, '')}`;
  const errors = [{ path: '', message: 'Check the ID. An external ID is only found with "By External ID" chosen' }];
  return refusedError(context, { message, errors, itemIndex });
}
