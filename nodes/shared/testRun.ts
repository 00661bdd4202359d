import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

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
  return context.getMode() === 'manual' && context.getNodeParameter('sendDuringTestRuns', 0, false) !== true;
}

/** Says over the output that nothing happened, and how to make it happen. */
export function hintTestRun(context: IExecuteFunctions, whatDidNotHappen: string): void {
  context.addExecutionHints({
    message: `Test run: ${whatDidNotHappen}. Published workflows act for real; to act from the editor too, switch on “Send During Test Runs”.`,
    type: 'info',
    location: 'outputPane',
  });
}
