import type { IExecuteFunctions, INodeProperties, WorkflowExecuteMode } from 'n8n-workflow';

/** Runs that somebody looks at who tries something out: the editor's, and those over the data set of an evaluation. */
const TEST_MODES: ReadonlySet<WorkflowExecuteMode | undefined> = new Set(['manual', 'evaluation'] as const);

export const sendDuringTestRuns: INodeProperties = {
  displayName: 'Send During Test Runs',
  name: 'sendDuringTestRuns',
  type: 'boolean',
  noDataExpression: true,
  default: false,
  description:
    'Whether a run started from the editor really claims, sends and records. When off, a test run only shows what would happen; published workflows always act.',
};

/** Whether this run must leave everything as it is: started from the editor, with *Send During Test Runs* off. */
export function isTestRun(context: IExecuteFunctions): boolean {
  return isStartedByHand(context) && context.getNodeParameter('sendDuringTestRuns', 0, false) !== true;
}

/**
 * n8n runs the sub-workflow of a test run in the mode `integrated`, and a test run that is retried from the list of executions in the mode
 * `retry`: what the execution began as is in its context, what called a sub-workflow in data that nodes have no method for.
 */
function isStartedByHand(context: IExecuteFunctions): boolean {
  const { additionalData } = context as { additionalData?: { rootExecutionMode?: WorkflowExecuteMode } };
  const began = context.getExecutionContext?.()?.source;
  return [context.getMode(), began, additionalData?.rootExecutionMode].some((mode) => TEST_MODES.has(mode));
}

/** Says over the output that nothing happened, and how to make it happen. */
export function hintTestRun(context: IExecuteFunctions, whatDidNotHappen: string): void {
  context.addExecutionHints({
    message: `Test run: ${whatDidNotHappen}. Published workflows act for real; to act from the editor too, switch on “Send During Test Runs”.`,
    type: 'info',
    location: 'outputPane',
  });
}
