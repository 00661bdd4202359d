import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { previewPlan, previewPlanProperties } from '../../../shared/planTools/preview';
import type { Connector } from '../../../shared/transport';

export const description = shownWhen({ operation: ['previewPlan'] }, previewPlanProperties);

export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  return [await previewPlan(context, connector)];
}
