import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ActionWithMessage } from '../../../shared/api';
import { CHANNELS } from '../../../shared/choices';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { customerLocator, invoiceLocator, locatedId, requiredId } from '../../../shared/locators';
import type { Execute } from '../../../shared/recordOperations';
import {
  type RecipientOptions,
  recipientOptions,
  recipientsOf,
  templateOf,
  textFields,
  textReader,
} from '../../../shared/step/message';
import { hintTestRun, isTestRun, sendDuringTestRuns } from '../../../shared/testRun';

interface Options extends RecipientOptions {
  invoiceId?: IDataObject;
  note?: string;
}

const notice: INodeProperties = {
  displayName:
    'An email goes out at once, whatever the plan says; anything else waits under To Do for a person. The plan of the customer goes on as it is.',
  name: 'adHocNotice',
  type: 'notice',
  default: '',
};

export const description = shownWhen({ resource: ['action'], operation: ['create'] }, [
  notice,
  customerLocator,
  { displayName: 'Channel', name: 'channel', type: 'options', default: 'email', options: CHANNELS },
  ...textFields,
  sendDuringTestRuns,
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      { ...invoiceLocator, required: false, description: 'What it is about' },
      { displayName: 'Note', name: 'note', type: 'string', default: '', description: 'Kept with the action' },
      ...recipientOptions,
    ],
  },
]);

/** ADH-1: an ad hoc action for each item's customer; in a test run nothing is made or sent. */
export const execute: Execute = async (context, connector) => {
  const testRun = isTestRun(context);
  const customerOf = itemParameter<unknown>(context, 'customerId');
  const channelOf = itemParameter<string>(context, 'channel', 'email');
  const textOf = textReader(context);
  const optionsOf = itemParameter<Options>(context, 'options', {});
  const output = await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, customerOf(itemIndex), 'customer', itemIndex);
    const { invoiceId, note, responsible, sender, ...recipients } = optionsOf(itemIndex);
    const body = {
      channel: channelOf(itemIndex),
      template: templateOf(textOf(itemIndex)),
      ...recipientsOf(recipients),
      invoiceId: locatedId(invoiceId ?? '') || undefined,
      note: note || undefined,
      responsible: responsible || undefined,
      sender: sender || undefined,
    };
    if (testRun) return { customer: id, testRun: true, wouldDo: 'create', ...body };
    const path = `/v1/customers/${encodeURIComponent(id)}/actions`;
    return await connector.post<ActionWithMessage>(path, { body, itemIndex });
  });
  if (testRun) hintTestRun(context, 'no action was created and nothing was sent');
  return output;
};
