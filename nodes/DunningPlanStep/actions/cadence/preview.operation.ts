import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { RunInput, RunResult } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { distinctCalls, failedItem, itemParameter, outputItem } from '../../../shared/items';
import { locatedId } from '../../../shared/locators';
import type { Connector } from '../../../shared/transport';
import { planFilter } from './filters';

export const description: INodeProperties[] = shownWhen({ operation: ['preview'] }, [
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 50 },
    default: 50,
    description: 'Max number of results to return',
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [planFilter],
  },
]);

/** One item for each message that a run would send now, the message included. Sends nothing, whatever the mode. */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const limit = itemParameter<number>(context, 'limit');
  const options = itemParameter<{ planId?: unknown }>(context, 'options', {});
  const calls = distinctCalls(context, (itemIndex) => ({
    limit: limit(itemIndex),
    planId: locatedId(options(itemIndex).planId) || undefined,
  }));

  const output: INodeExecutionData[] = [];
  for (const [itemIndex, body] of calls) {
    try {
      const { actions, remaining } = await connector.post<RunResult>('/v1/cadence/runs', {
        body: { ...body, dryRun: true } satisfies RunInput,
        itemIndex,
      });
      for (const action of actions) output.push(outputItem(action, itemIndex));
      if (remaining > 0) hintMore(context, remaining);
    } catch (error) {
      output.push(failedItem(context, error, itemIndex));
    }
  }
  return [output];
}

function hintMore(context: IExecuteFunctions, remaining: number): void {
  context.addExecutionHints({
    message: `${remaining} more are due than shown here`,
    type: 'info',
    location: 'outputPane',
  });
}
