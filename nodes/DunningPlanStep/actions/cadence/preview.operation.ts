import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { RunInput, RunResult } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { forEachCall, itemParameter, outputItem } from '../../../shared/items';
import { locatedId } from '../../../shared/locators';
import type { Connector } from '../../../shared/transport';
import { writtenNumber } from '../../../shared/writtenNumber';
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
  const callOf = (itemIndex: number) => ({
    limit: writtenNumber(limit(itemIndex)),
    planId: locatedId(options(itemIndex).planId) || undefined,
  });
  const output = await forEachCall(context, callOf, async (call, itemIndex) => {
    const { actions, remaining } = await connector.post<RunResult>('/v1/cadence/runs', {
      body: { ...call, dryRun: true } satisfies RunInput,
      itemIndex,
    });
    if (remaining > 0) hintMore(context, remaining);
    return actions.map((action) => outputItem(action, itemIndex));
  });
  return [output];
}

function hintMore(context: IExecuteFunctions, remaining: number): void {
  context.addExecutionHints({
    message: `${remaining} more are due than shown here`,
    type: 'info',
    location: 'outputPane',
  });
}
