import { type INodeProperties, NodeOperationError } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { forEachItem } from '../../../shared/items';
import type { Execute } from '../../../shared/recordOperations';
import { hintTestRun, isTestRun, sendDuringTestRuns } from '../../../shared/testRun';
import { mailOf } from './incomingMail';

const notice: INodeProperties = {
  displayName:
    'Hands in each input item as an email that came: the output of n8n’s Email Trigger (IMAP) with the format <i>Resolved</i> or <i>Simple</i>, or a whole message in base64 as <code>raw</code>. The field <code>kind</code> of the output says what it was: reply, bounce, complaint, receipt, autoReply or unmatched.',
  name: 'logNotice',
  type: 'notice',
  default: '',
};

export const description = shownWhen({ resource: ['reply'], operation: ['log'] }, [notice, sendDuringTestRuns]);

/** INV-7: hands in incoming mails, which find the messages that they are about; the same mail again changes nothing. */
export const execute: Execute = async (context, connector) => {
  const testRun = isTestRun(context);
  const items = context.getInputData();
  const log = async (itemIndex: number) => {
    const mail = mailOf(items[itemIndex]!.json);
    if (mail === null)
      throw new NodeOperationError(context.getNode(), 'The item is no email with its headers', {
        itemIndex,
        description: 'Set the Format of the Email Trigger (IMAP) to Resolved: the format Raw leaves the headers out.',
      });
    if (testRun) return { testRun: true, wouldDo: 'log', mail };
    return await connector.post<object>('/v1/incoming-messages', { body: mail, itemIndex });
  };
  // Whoever fetched them has marked them as read: those behind one that is refused would never come again.
  const output = await forEachItem(context, log, { finishesOthers: true });
  if (testRun) hintTestRun(context, 'no email was handed in');
  return output;
};
