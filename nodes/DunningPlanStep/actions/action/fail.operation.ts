import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { itemParameter } from '../../../shared/items';
import { sendDuringTestRuns } from '../../../shared/testRun';
import type { Connector } from '../../../shared/transport';
import { actionId, claimToken, recordOutcome } from './outcome';

export const description: INodeProperties[] = shownWhen({ operation: ['fail'] }, [
  actionId,
  claimToken,
  {
    displayName: 'Reason',
    name: 'reason',
    type: 'string',
    default: '={{ $json.error }}',
    placeholder: 'e.g. Mailbox full',
    description:
      'Why it could not be delivered. On the error output of the node that tried, its message comes with the item.',
  },
  sendDuringTestRuns,
]);

export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const reasonOf = itemParameter<unknown>(context, 'reason', '');
  return await recordOutcome(context, connector, 'fail', (itemIndex) => ({ reason: reasonText(reasonOf(itemIndex)) }));
}

/** Nodes put their error out as text or as an object with a message. */
function reasonText(reason: unknown): string | undefined {
  if (typeof reason === 'object' && reason !== null) {
    return 'message' in reason ? String(reason.message) : JSON.stringify(reason);
  }
  return reason ? String(reason) : undefined;
}
