import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { ClaimedAction, ClaimInput, ClaimResult } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { distinctCalls, failedItem, itemParameter, outputItem } from '../../../shared/items';
import { returnAllAndLimit } from '../../../shared/list';
import { locatedId } from '../../../shared/locators';
import { hintTestRun, isTestRun, sendDuringTestRuns } from '../../../shared/testRun';
import type { Connector } from '../../../shared/transport';
import { planFilter } from './filters';

const ACTIONS_PER_REQUEST = 100;
const MOST_IN_A_TEST_RUN = 1_000;

interface Options {
  channel?: ClaimInput['channel'];
  leaseMinutes?: number;
  planId?: unknown;
  stepId?: string;
}

export const description: INodeProperties[] = shownWhen({ operation: ['getDue'] }, [
  ...returnAllAndLimit,
  sendDuringTestRuns,
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      {
        displayName: 'Channel',
        name: 'channel',
        type: 'options',
        default: 'email',
        description: 'Only actions of this channel',
        options: [
          { name: 'Call', value: 'call' },
          { name: 'Email', value: 'email' },
          { name: 'Letter', value: 'letter' },
          { name: 'SMS', value: 'sms' },
          { name: 'Task', value: 'task' },
        ],
      },
      {
        displayName: 'Lease (Minutes)',
        name: 'leaseMinutes',
        type: 'number',
        typeOptions: { minValue: 1, maxValue: 1440 },
        default: 15,
        description:
          'How long the actions are kept for this workflow. After that, a message whose outcome was not recorded is uncertain and not sent again.',
      },
      planFilter,
      {
        displayName: 'Step ID',
        name: 'stepId',
        type: 'string',
        default: '',
        placeholder: 'e.g. stp_01k5c0v9',
        description: 'Only actions of this step of a plan',
      },
    ],
  },
]);

/** Claims what is due (`POST /v1/actions/claims`); first output: messages ready to deliver, second: a person's work. */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const dryRun = isTestRun(context);
  const ready: INodeExecutionData[] = [];
  const toDo: INodeExecutionData[] = [];
  for (const [itemIndex, { limit, ...filter }] of distinctCalls(context, claimReader(context))) {
    try {
      for (const action of await claim(connector, { ...filter, dryRun }, limit, itemIndex)) {
        (action.mode === 'automatic' ? ready : toDo).push(outputItem(action, itemIndex));
      }
    } catch (error) {
      ready.push(failedItem(context, error, itemIndex));
    }
  }
  if (dryRun) hintTestRun(context, 'nothing was claimed. These actions are still due');
  return [ready, toDo];
}

function claimReader(context: IExecuteFunctions): (itemIndex: number) => ClaimInput & { limit: number } {
  const returnAll = itemParameter<boolean>(context, 'returnAll');
  const limit = itemParameter<number>(context, 'limit', 50);
  const options = itemParameter<Options>(context, 'options', {});
  return (itemIndex) => {
    const { channel, leaseMinutes, planId, stepId } = options(itemIndex);
    return {
      limit: returnAll(itemIndex) ? Number.MAX_SAFE_INTEGER : limit(itemIndex),
      channel: channel || undefined,
      planId: locatedId(planId) || undefined,
      stepId: stepId || undefined,
      leaseSeconds: leaseMinutes === undefined ? undefined : leaseMinutes * 60,
    };
  };
}

async function claim(
  connector: Connector,
  filter: ClaimInput,
  limit: number,
  itemIndex: number,
): Promise<ClaimedAction[]> {
  const claimed: ClaimedAction[] = [];
  while (claimed.length < limit) {
    const most = filter.dryRun ? MOST_IN_A_TEST_RUN : ACTIONS_PER_REQUEST;
    const asked = Math.min(most, limit - claimed.length);
    const { actions } = await connector.post<ClaimResult>('/v1/actions/claims', {
      body: { ...filter, limit: asked } satisfies ClaimInput,
      itemIndex,
    });
    claimed.push(...actions);
    // A dry run claims nothing: asking again would give the same ones.
    if (actions.length < asked || filter.dryRun) break;
  }
  return claimed;
}
