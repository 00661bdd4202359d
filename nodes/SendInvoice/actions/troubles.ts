import type { IExecuteFunctions } from 'n8n-workflow';
import type { SendingResult, Stopped } from '../../shared/api';

const STOPS: Record<Stopped['reason'], string> = {
  mailServerDown: 'the mail server does not answer',
  messagesPerHour: 'the limit of messages per hour is reached',
  messagesPerMinute: 'the limit of messages per minute is reached',
};

/** Why sending ended before all was out, and when it may go on. */
export function stopText({ reason, retryAt }: Stopped): string {
  return retryAt === null ? STOPS[reason] : `${STOPS[reason]}, until ${retryAt}`;
}

/** Says over the output what the mail server did not take for sure, and why sending ended early. */
export function hintTroubles(context: IExecuteFunctions, { failed, failures, stopped }: SendingResult): void {
  const warn = (message: string) => context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
  if (failed > 0) {
    warn(
      `${failed} ${failed === 1 ? 'invoice was' : 'invoices were'} not sent for sure, the first because: ${failures[0]?.reason ?? 'unknown'}. What the mail server refused stays to send and goes with the next run; what is uncertain waits under To Do until somebody says whether it arrived.`,
    );
  }
  if (stopped) warn(`Sending ended before all was out: ${stopText(stopped)}. The others go with the next run.`);
}
