import type { INodeProperties } from 'n8n-workflow';
import { shownWhen } from '../../shared/display';
import { sendDuringTestRuns } from '../../shared/testRun';
import type { Execute } from '../../shared/recordOperations';
import { chosenInvoice, takeChosen, together } from './chosen';

export const description: INodeProperties[] = shownWhen({ operation: ['markSent'] }, [
  chosenInvoice,
  sendDuringTestRuns,
  together,
]);

/** INV-5: each item's invoice is due, overdue or paid from now on, and nobody is told. */
export const execute: Execute = async (context, connector) =>
  await takeChosen(context, connector, { path: 'mark-sent', what: 'markSent', undone: 'nothing was marked as sent' });
