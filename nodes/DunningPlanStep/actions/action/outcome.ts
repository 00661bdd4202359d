import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeProperties,
  NodeOperationError,
} from 'n8n-workflow';
import type { Action, FinishInput } from '../../../shared/api';
import { forEachItem, itemParameter } from '../../../shared/items';
import { hintTestRun, isTestRun } from '../../../shared/testRun';
import type { Connector } from '../../../shared/transport';

export type Outcome = 'send' | 'complete' | 'skip' | 'snooze' | 'fail' | 'release';

export const actionId: INodeProperties = {
  displayName: 'Action ID',
  name: 'actionId',
  type: 'string',
  required: true,
  default: '={{ $json.id }}',
  placeholder: 'e.g. act_01k5c0v9',
  description: 'The ID that Get Due put out. After another node, drag it in from the output of Get Due.',
};

export const claimToken: INodeProperties = {
  displayName: 'Claim Token',
  name: 'claimToken',
  type: 'string',
  typeOptions: { password: true },
  default: '={{ $json.claimToken }}',
  description:
    'The token that Get Due put out with the action: it shows that the action is still this workflow’s. Leave empty for an action of the To Do list that nobody has claimed.',
};

export const note: INodeProperties = {
  displayName: 'Note',
  name: 'note',
  type: 'string',
  default: '',
  placeholder: 'e.g. Called, will pay on Friday',
  description: 'Kept with the action in the history of the customer',
};

/**
 * Records the outcome of each input item's action (`POST /v1/actions/{id}/<outcome>`) and puts out the action as it then
 * is. In a test run nothing is recorded and the item says what would have been. One that is refused keeps no other from being recorded:
 * what another node has sent meanwhile would become uncertain.
 */
export async function recordOutcome(
  context: IExecuteFunctions,
  connector: Connector,
  outcome: Outcome,
  detailsOf: (itemIndex: number) => FinishInput = () => ({}),
): Promise<INodeExecutionData[][]> {
  const testRun = isTestRun(context);
  const idOf = itemParameter<unknown>(context, 'actionId');
  const tokenOf = itemParameter<string>(context, 'claimToken', '');
  const record = async (itemIndex: number) => {
    const id = String(idOf(itemIndex) ?? '').trim();
    if (!id) throw missingActionId(context, itemIndex);
    const body: FinishInput = { claimToken: tokenOf(itemIndex) || undefined, ...detailsOf(itemIndex) };
    if (testRun) return { id, testRun: true, wouldDo: outcome, ...body };
    return await connector.post<Action>(`/v1/actions/${encodeURIComponent(id)}/${outcome}`, { body, itemIndex });
  };
  const output = await forEachItem(context, record, { finishesOthers: true });
  if (testRun) hintTestRun(context, outcome === 'send' ? 'nothing was sent' : 'nothing was recorded');
  return [output];
}

function missingActionId(context: IExecuteFunctions, itemIndex: number): NodeOperationError {
  return new NodeOperationError(context.getNode(), 'No action ID is given', {
    description: "Take it from the node that handed the action out, e.g. {{ $('Get Due').item.json.id }}",
    itemIndex,
  });
}
