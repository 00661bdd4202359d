import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { ClaimedAction, ClaimInput, ClaimResult } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { asNodeError } from '../../../shared/errors';
import { forEachCall, itemParameter, outputItem } from '../../../shared/items';
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
  let claimed = 0;
  const output = await forEachCall(context, claimReader(context), async ({ limit, ...filter }, itemIndex) => {
    const actions: ClaimedAction[] = [];
    try {
      for await (const some of claims(connector, { ...filter, dryRun }, limit, itemIndex)) actions.push(...some);
    } catch (error) {
      // What is claimed is put out all the same: else nobody would have it, and it would become uncertain.
      const failure = asNodeError(context, error, itemIndex);
      const holdsClaims = actions.length > 0 || (claimed > 0 && !context.continueOnFail());
      if (dryRun || !holdsClaims) throw failure;
      hintUnclaimed(context, failure);
    }
    claimed += actions.length;
    return actions.map((action) => outputItem(action, itemIndex));
  });
  if (dryRun) hintTestRun(context, 'nothing was claimed. These actions are still due');
  const isToDo = ({ json }: INodeExecutionData) => json.mode === 'manual';
  return [output.filter((item) => !isToDo(item)), output.filter(isToDo)];
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

/** Claims page by page, so that a request that fails leaves what the earlier ones have claimed. */
async function* claims(
  connector: Connector,
  filter: ClaimInput,
  limit: number,
  itemIndex: number,
): AsyncGenerator<ClaimedAction[]> {
  const most = filter.dryRun ? MOST_IN_A_TEST_RUN : ACTIONS_PER_REQUEST;
  for (let left = limit; left > 0;) {
    const asked = Math.min(most, left);
    const { actions } = await connector.post<ClaimResult>('/v1/actions/claims', {
      body: { ...filter, limit: asked } satisfies ClaimInput,
      itemIndex,
    });
    yield actions;
    left -= actions.length;
    // A dry run claims nothing: asking again would give the same ones.
    if (actions.length < asked || filter.dryRun) return;
  }
}

function hintUnclaimed(context: IExecuteFunctions, { message }: Error): void {
  context.addExecutionHints({
    message: `Not all that is due could be claimed: ${message}. What is not put out here is still due for the next run.`,
    type: 'warning',
    location: 'outputPane',
  });
}
