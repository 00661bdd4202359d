import type { IExecuteFunctions } from 'n8n-workflow';
import type { SendingResult } from '../../shared/api';

/** Says over the output what the mail server did not take for sure. */
export function hintFailed(context: IExecuteFunctions, { failed, failures }: SendingResult): void {
  if (failed === 0) return;
  context.addExecutionHints({
    message: `${failed} ${failed === 1 ? 'invoice was' : 'invoices were'} not sent for sure, the first because: ${failures[0]?.reason ?? 'unknown'}. What the mail server refused stays to send and goes with the next run; what is uncertain waits under To Do until somebody says whether it arrived.`,
    type: 'warning',
    location: 'outputPane',
  });
}
