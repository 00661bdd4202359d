import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { itemParameter } from '../../../shared/items';
import { sendDuringTestRuns } from '../../../shared/testRun';
import type { Connector } from '../../../shared/transport';
import { actionId, claimToken, note, recordOutcome } from './outcome';

export const description: INodeProperties[] = shownWhen({ operation: ['skip'] }, [
  actionId,
  claimToken,
  note,
  sendDuringTestRuns,
]);

export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const noteOf = itemParameter<string>(context, 'note', '');
  return await recordOutcome(context, connector, 'skip', (itemIndex) => ({ note: noteOf(itemIndex) || undefined }));
}
