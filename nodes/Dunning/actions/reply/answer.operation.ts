import type { ActionWithMessage } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { listOf } from '../../../shared/filters/read';
import { forEachItem, itemParameter } from '../../../shared/items';
import { requiredId } from '../../../shared/locators';
import type { Execute } from '../../../shared/recordOperations';
import { hintTestRun, isTestRun, sendDuringTestRuns } from '../../../shared/testRun';
import { reply, replyId } from './kind';

interface Options {
  subject?: string;
  copyAddresses?: string;
}

export const description = shownWhen({ resource: ['reply'], operation: ['answer'] }, [
  replyId,
  {
    displayName: 'Body',
    name: 'body',
    type: 'string',
    typeOptions: { rows: 6 },
    required: true,
    default: '',
    placeholder: 'e.g. Dear {{contact.name}}, thank you for your answer.',
    description: 'Goes out at once in the same thread, from whoever sent the message that was answered',
  },
  sendDuringTestRuns,
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      {
        displayName: 'Copy to Addresses',
        name: 'copyAddresses',
        type: 'string',
        default: '',
        placeholder: 'e.g. collections@example.com',
        description: 'Several are separated by commas',
      },
      {
        displayName: 'Subject',
        name: 'subject',
        type: 'string',
        default: '',
        description: 'Left out, it is “Re:” and the subject of the reply',
      },
    ],
  },
]);

/** ADH-1: answers each item's reply by email; in a test run nothing is sent. */
export const execute: Execute = async (context, connector) => {
  const testRun = isTestRun(context);
  const idOf = itemParameter<unknown>(context, 'replyId');
  const bodyOf = itemParameter<string>(context, 'body', '');
  const optionsOf = itemParameter<Options>(context, 'options', {});
  const output = await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, idOf(itemIndex), reply.what, itemIndex);
    const { subject, copyAddresses } = optionsOf(itemIndex);
    const cc = listOf(copyAddresses);
    const body = { body: bodyOf(itemIndex), subject: subject || undefined, cc: cc.length > 0 ? cc : undefined };
    if (testRun) return { reply: id, testRun: true, wouldDo: 'answer', ...body };
    const path = `${reply.path}/${encodeURIComponent(id)}/answer`;
    return await connector.post<ActionWithMessage>(path, { body, itemIndex });
  });
  if (testRun) hintTestRun(context, 'no answer was sent');
  return output;
};
