import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeProperties,
  NodeOperationError,
} from 'n8n-workflow';
import { toCalendarDate } from '../../../shared/calendarDate';
import { shownWhen } from '../../../shared/display';
import { itemParameter } from '../../../shared/items';
import { sendDuringTestRuns } from '../../../shared/testRun';
import type { Connector } from '../../../shared/transport';
import { actionId, claimToken, note, recordOutcome } from './outcome';

export const description: INodeProperties[] = shownWhen({ operation: ['snooze'] }, [
  actionId,
  claimToken,
  {
    displayName: 'Until',
    name: 'until',
    type: 'dateTime',
    required: true,
    default: '',
    placeholder: 'e.g. 2026-11-30',
    description: 'The day on which the action is due again; a time of day does not matter',
  },
  note,
  sendDuringTestRuns,
]);

export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const untilOf = itemParameter<unknown>(context, 'until');
  const noteOf = itemParameter<string>(context, 'note', '');
  const timeZone = context.getTimezone();
  return await recordOutcome(context, connector, 'snooze', (itemIndex) => {
    const until = untilOf(itemIndex);
    if (!until) throw new NodeOperationError(context.getNode(), 'No day to snooze until is given', { itemIndex });
    return { until: toCalendarDate(until, timeZone), note: noteOf(itemIndex) || undefined };
  });
}
