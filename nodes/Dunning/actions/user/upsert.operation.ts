import type { IDataObject } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import type { Execute } from '../../../shared/recordOperations';
import { withoutBlanks } from '../contact/fields';

export const description = shownWhen({ resource: ['user'], operation: ['upsert'] }, [
  {
    displayName: 'External ID',
    name: 'externalId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. 0053h00000A1b2C',
    description: 'The ID of the user in your system; a user who has it already is updated',
  },
  { displayName: 'Name', name: 'name', type: 'string', required: true, default: '', placeholder: 'e.g. Nathan Smith' },
  {
    displayName: 'Email',
    name: 'email',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. nathan@example.com',
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add field',
    default: {},
    options: [
      { displayName: 'Phone', name: 'phone', type: 'string', default: '' },
      {
        displayName: 'Position',
        name: 'position',
        type: 'options',
        default: 'accountManager',
        options: [
          {
            name: 'Account Manager',
            value: 'accountManager',
            description: 'As a member, sees only the customers assigned to them',
          },
          { name: 'Finance User', value: 'financeUser', description: 'Sees all customers' },
        ],
      },
      {
        displayName: 'Role',
        name: 'role',
        type: 'options',
        default: 'member',
        options: [
          { name: 'Admin', value: 'admin', description: 'Changes plans, account managers and settings' },
          { name: 'Member', value: 'member' },
          { name: 'Owner', value: 'owner' },
        ],
      },
    ],
  },
]);

export const execute: Execute = async (context, connector) => {
  const names = ['externalId', 'name', 'email'] as const;
  const readers = names.map((name) => [name, itemParameter<string>(context, name, '')] as const);
  const moreOf = itemParameter<IDataObject>(context, 'additionalFields', {});
  return await forEachItem(context, async (itemIndex) => {
    const fields = Object.fromEntries(readers.map(([name, read]) => [name, read(itemIndex)]));
    const body = withoutBlanks({ ...fields, ...moreOf(itemIndex) });
    return await connector.post<object>('/v1/users', { body, itemIndex });
  });
};
