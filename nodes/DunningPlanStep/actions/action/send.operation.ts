import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { sendDuringTestRuns } from '../../../shared/testRun';
import type { Connector } from '../../../shared/transport';
import { actionId, claimToken, recordOutcome } from './outcome';

export const description: INodeProperties[] = shownWhen({ operation: ['send'] }, [
  actionId,
  claimToken,
  sendDuringTestRuns,
]);

export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  return await recordOutcome(context, connector, 'send');
}
