import {
  type IBinaryKeyData,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeProperties,
  jsonParse,
  NodeOperationError,
} from 'n8n-workflow';
import type { ClaimedAction } from '../../../shared/api';
import { shownWhen } from '../../../shared/display';
import { failedItem, itemParameter } from '../../../shared/items';
import type { Connector } from '../../../shared/transport';

type Attachment = NonNullable<ClaimedAction['message']>['attachments'][number];

export const description: INodeProperties[] = shownWhen({ operation: ['getAttachments'] }, [
  {
    displayName: 'Attachments',
    name: 'attachments',
    type: 'json',
    default: '={{ $json.message?.attachments }}',
    hint: 'As Get Due put them out with the message',
    description: 'The files to fetch, by their links, which are good for seven days',
  },
  {
    displayName: 'Put Output Files in Fields',
    name: 'prefix',
    type: 'string',
    required: true,
    default: 'attachment_',
    hint: 'What the names of the output fields begin with: attachment_0, attachment_1, …',
  },
]);

/** Puts out each item as it came, with the files that go along with its message; one that has none as well. */
export async function execute(context: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[][]> {
  const attachmentsOf = itemParameter<unknown>(context, 'attachments', '');
  const prefixOf = itemParameter<string>(context, 'prefix', 'attachment_');
  const output: INodeExecutionData[] = [];
  for (const [itemIndex, item] of context.getInputData().entries()) {
    try {
      const binary: IBinaryKeyData = { ...item.binary };
      for (const [index, { fileName, url }] of listed(context, attachmentsOf(itemIndex), itemIndex).entries()) {
        const content = await connector.download(pathOf(url), { itemIndex });
        binary[`${prefixOf(itemIndex)}${index}`] = await context.helpers.prepareBinaryData(content, fileName);
      }
      output.push({ ...item, binary, pairedItem: { item: itemIndex } });
    } catch (error) {
      output.push(failedItem(context, error, itemIndex));
    }
  }
  return [output];
}

function listed(context: IExecuteFunctions, given: unknown, itemIndex: number): Attachment[] {
  if (given === undefined || given === null || given === '') return [];
  const value = typeof given === 'string' ? jsonParse<unknown>(given, { fallbackValue: null }) : given;
  if (Array.isArray(value) && value.every(isAttachment)) return value;
  throw new NodeOperationError(context.getNode(), 'The attachments are not a list of files with links', {
    description:
      "Take them from the node that handed the action out, e.g. {{ $('Get Due').item.json.message.attachments }}",
    itemIndex,
  });
}

function isAttachment(value: unknown): value is Attachment {
  const { fileName, url } = Object(value) as IDataObject;
  return typeof fileName === 'string' && typeof url === 'string' && url.includes(FILES);
}

const FILES = '/files/';

/** The link is for recipients, by the connector’s public address; n8n reaches the connector by that of the credential. */
function pathOf(url: string): string {
  return url.slice(url.lastIndexOf(FILES));
}
