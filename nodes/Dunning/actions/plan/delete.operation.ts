import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { planLocator, requiredId } from '../../../shared/locators';
import type { Connector } from '../../../shared/transport';

export const description = shownWhen({ resource: ['plan'], operation: ['delete'] }, [planLocator]);

/** Deletes each item's plan; one that is assigned is refused (PLN-6). */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[]> {
  const planOf = itemParameter<unknown>(context, 'planId');
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, planOf(itemIndex), 'plan', itemIndex);
    await connector.delete(`/v1/plans/${encodeURIComponent(id)}`, { itemIndex });
    return { deleted: true };
  });
}
