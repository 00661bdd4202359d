import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { planLocator, requiredId } from '../../../shared/locators';
import type { Connector } from '../../../shared/transport';
import { definitionProperties, definitionReader } from './definition';

export const description = shownWhen({ resource: ['plan'], operation: ['update'] }, [
  planLocator,
  ...definitionProperties,
]);

/** Replaces the definition of each item's plan; steps keep their identity by ID, else by name (PLN-5). */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[]> {
  const planOf = itemParameter<unknown>(context, 'planId');
  const definitionOf = definitionReader(context);
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, planOf(itemIndex), 'plan', itemIndex);
    const path = `/v1/plans/${encodeURIComponent(id)}`;
    return await connector.put<object>(path, { body: definitionOf(itemIndex), itemIndex });
  });
}
