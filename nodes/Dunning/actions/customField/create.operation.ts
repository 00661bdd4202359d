import type { IDataObject } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { listOf } from '../../../shared/filters/read';
import { forEachItem, itemParameter } from '../../../shared/items';
import type { Execute } from '../../../shared/recordOperations';

export const description = shownWhen({ resource: ['customField'], operation: ['create'] }, [
  {
    displayName: 'Key',
    name: 'key',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. segment',
    description: 'Letters, digits and _; it stays as it is for ever',
  },
  {
    displayName: 'Type',
    name: 'type',
    type: 'options',
    default: 'text',
    options: [
      { name: 'Boolean', value: 'boolean', description: 'True or false' },
      { name: 'Date', value: 'date' },
      { name: 'Email', value: 'email', description: 'An address; messages can go there' },
      { name: 'Multi-Select', value: 'multiSelect', description: 'Several of its options' },
      { name: 'Number', value: 'number' },
      { name: 'Select', value: 'select', description: 'One of its options' },
      { name: 'Text', value: 'text' },
      { name: 'URL', value: 'url' },
    ],
  },
  {
    displayName: 'Options',
    name: 'choices',
    type: 'string',
    displayOptions: { show: { type: ['multiSelect', 'select'] } },
    required: true,
    default: '',
    placeholder: 'e.g. gold, silver, bronze',
    description: 'What is chosen from, separated by commas',
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add field',
    default: {},
    options: [
      {
        displayName: 'Label',
        name: 'label',
        type: 'string',
        default: '',
        placeholder: 'e.g. Segment',
        description: 'What people see; the key, if left out',
      },
      {
        displayName: 'Source',
        name: 'source',
        type: 'string',
        default: '',
        placeholder: 'e.g. stripe',
        description: 'What feeds it, so that nobody else overwrites it. Left out: your own.',
      },
    ],
  },
]);

export const execute: Execute = async (context, connector) => {
  const keyOf = itemParameter<string>(context, 'key', '');
  const typeOf = itemParameter<string>(context, 'type', 'text');
  const choicesOf = itemParameter<unknown>(context, 'choices', '');
  const moreOf = itemParameter<IDataObject>(context, 'additionalFields', {});
  return await forEachItem(context, async (itemIndex) => {
    const { label, source } = moreOf(itemIndex);
    const type = typeOf(itemIndex);
    const body = {
      key: keyOf(itemIndex),
      type,
      ...(type === 'select' || type === 'multiSelect' ? { options: listOf(choicesOf(itemIndex)) } : {}),
      label: label || undefined,
      source: source || undefined,
    };
    return await connector.post<object>('/v1/custom-fields', { body, itemIndex });
  });
};
