import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { shownWhen } from '../../shared/display';
import { forEachCall, itemParameter, outputItem } from '../../shared/items';
import { requiredId, ruleLocator } from '../../shared/locators';
import type { Connector } from '../../shared/transport';

const TIMEOUT_MS = 300_000;

interface Applied {
  matched: number;
  changed: number;
  changes: object[];
}

export const description: INodeProperties[] = shownWhen({ operation: ['apply'] }, [
  ruleLocator,
  {
    displayName: 'Dry Run',
    name: 'dryRun',
    type: 'boolean',
    default: true,
    description: 'Whether to change nothing and only say who would change, from what to what',
  },
  {
    displayName: 'Put Out',
    name: 'shape',
    type: 'options',
    default: 'changes',
    options: [
      { name: 'One Item per Change', value: 'changes', description: 'Who changed from what to what; the first 1,000' },
      { name: 'Summary', value: 'summary', description: 'How many matched and changed, and the list' },
    ],
  },
]);

/** RUL-5: applies a rule to the customers who are there, or says what that would change. */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const ruleOf = itemParameter<unknown>(context, 'ruleId');
  const dryRunOf = itemParameter<boolean>(context, 'dryRun', true);
  const shapeOf = itemParameter<'changes' | 'summary'>(context, 'shape', 'changes');
  const callOf = (itemIndex: number) => ({
    id: requiredId(context, ruleOf(itemIndex), 'rule', itemIndex),
    dryRun: dryRunOf(itemIndex),
    shape: shapeOf(itemIndex),
  });
  const output = await forEachCall(context, callOf, async ({ id, dryRun, shape }, itemIndex) => {
    const path = `/v1/rules/${encodeURIComponent(id)}/apply`;
    const applied = await connector.post<Applied>(path, { body: { dryRun }, itemIndex, timeoutMs: TIMEOUT_MS });
    hintOutcome(context, dryRun, applied);
    const records: object[] = shape === 'changes' ? applied.changes : [applied];
    return records.map((record) => outputItem({ dryRun, ...record }, itemIndex));
  });
  return [output];
}

function hintOutcome(context: IExecuteFunctions, dryRun: boolean, { matched, changed }: Applied): void {
  const message = dryRun
    ? `Dry run: nothing was changed. ${matched} customers match, ${changed} would change; to change them, switch “Dry Run” off.`
    : `${matched} customers match, ${changed} were changed`;
  context.addExecutionHints({ message, type: 'info', location: 'outputPane' });
}
