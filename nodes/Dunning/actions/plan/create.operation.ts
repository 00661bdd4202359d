import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { forEachItem } from '../../../shared/items';
import type { Connector } from '../../../shared/transport';
import { definitionProperties, definitionReader } from './definition';

export const description = shownWhen({ resource: ['plan'], operation: ['create'] }, definitionProperties);

export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[]> {
  const definitionOf = definitionReader(context);
  return await forEachItem(context, async (itemIndex) => {
    return await connector.post<object>('/v1/plans', { body: definitionOf(itemIndex), itemIndex });
  });
}
