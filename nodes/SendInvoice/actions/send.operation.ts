import type { INodeProperties } from 'n8n-workflow';
import { shownWhen } from '../../shared/display';
import { sendDuringTestRuns } from '../../shared/testRun';
import type { Execute } from '../../shared/recordOperations';
import { chosenInvoice, takeChosen, together } from './chosen';

export const description: INodeProperties[] = shownWhen({ operation: ['send'] }, [
  chosenInvoice,
  sendDuringTestRuns,
  together,
]);

/** INV-4: sends each item's invoice now; one without contact, PDF or message is an error of its item and stays to send. */
export const execute: Execute = async (context, connector) =>
  await takeChosen(context, connector, { path: 'send', what: 'send', undone: 'nothing was sent' });
