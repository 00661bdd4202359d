import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { RunInput, RunResult } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { forEachCall, itemParameter, outputItem } from '../../../shared/items';
import { locatedId } from '../../../shared/locators';
import { hintTestRun, isTestRun, sendDuringTestRuns } from '../../../shared/testRun';
import type { Connector } from '../../../shared/transport';
import { writtenNumber } from '../../../shared/writtenNumber';
import { planFilter } from './filters';

/** Messages per request: few enough that a slow mail server answers within the time-out. */
const MESSAGES_PER_REQUEST = 100;
const TIMEOUT_MS = 300_000;

interface Options {
  planId?: unknown;
  maximumMessages?: number;
}

export const description: INodeProperties[] = shownWhen({ operation: ['run'] }, [
  sendDuringTestRuns,
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      {
        displayName: 'Maximum Messages',
        name: 'maximumMessages',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: 100,
        description: 'How many messages one run sends at most; the others stay due for the next run',
      },
      planFilter,
    ],
  },
]);

/** Runs the cadence in the connector (`POST /v1/cadence/runs`) and puts out its summary, once per distinct plan asked for. */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const dryRun = isTestRun(context);
  const options = itemParameter<Options>(context, 'options', {});
  const callOf = (itemIndex: number) => {
    const { planId, maximumMessages } = options(itemIndex);
    return { planId: locatedId(planId) || undefined, maximum: writtenNumber(maximumMessages) ?? Infinity };
  };
  const output = await forEachCall(context, callOf, async ({ planId, maximum }, itemIndex) => {
    const summary = await runCadence(connector, { dryRun, planId, maximum, itemIndex });
    hintTrouble(context, summary);
    return [outputItem({ dryRun, ...summary }, itemIndex)];
  });
  if (dryRun) hintTestRun(context, 'nothing was sent. The summary shows what would have gone out');
  return [output];
}

async function runCadence(
  connector: Connector,
  { dryRun, planId, maximum, itemIndex }: { dryRun: boolean; planId?: string; maximum: number; itemIndex: number },
): Promise<RunResult> {
  const total: RunResult = { executed: 0, toDo: 0, cancelled: 0, failed: 0, uncertain: 0, remaining: 0, actions: [] };
  for (;;) {
    const left = maximum - messagesOf(total);
    const limit = dryRun ? maximum : Math.min(MESSAGES_PER_REQUEST, left);
    const part = await connector.post<RunResult>('/v1/cadence/runs', {
      body: { dryRun, planId, limit: limit === Infinity ? undefined : limit } satisfies RunInput,
      itemIndex,
      timeoutMs: TIMEOUT_MS,
    });
    for (const count of ['executed', 'cancelled', 'failed', 'uncertain'] as const) total[count] += part[count];
    // These two say how things stand now, not what the request did.
    total.toDo = part.toDo;
    total.remaining = part.remaining;
    total.actions = [...total.actions, ...part.actions].slice(0, 50);
    // Fewer messages than asked for: nothing more can go out, be it that all is done or that the mail server is away.
    if (dryRun || messagesOf(part) < limit || part.remaining === 0 || messagesOf(total) >= maximum) return total;
  }
}

function messagesOf({ executed, failed, uncertain }: RunResult): number {
  return executed + failed + uncertain;
}

function hintTrouble(context: IExecuteFunctions, { failed, uncertain }: RunResult): void {
  if (failed + uncertain === 0) return;
  context.addExecutionHints({
    message: `${failed} messages failed and ${uncertain} are uncertain. Failed ones are tried again where that is safe; uncertain ones wait under To Do until somebody says whether they arrived.`,
    type: 'warning',
    location: 'outputPane',
  });
}
