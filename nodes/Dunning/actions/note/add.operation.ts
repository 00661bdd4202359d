import type { IDataObject } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { customerLocator, invoiceLocator, locatedId, requiredId } from '../../../shared/locators';
import type { Execute } from '../../../shared/recordOperations';

export const description = shownWhen({ resource: ['note'], operation: ['add'] }, [
  customerLocator,
  {
    displayName: 'Note',
    name: 'body',
    type: 'string',
    typeOptions: { rows: 4 },
    required: true,
    default: '',
    placeholder: 'e.g. Called, will pay on Friday',
    description: 'Plain text for colleagues; customers never see it',
  },
  {
    displayName: 'Additional Fields',
    name: 'additionalFields',
    type: 'collection',
    placeholder: 'Add field',
    default: {},
    options: [
      {
        displayName: 'Action ID',
        name: 'actionId',
        type: 'string',
        default: '',
        placeholder: 'e.g. act_01k5c0v9',
        description: 'The action that it is about',
      },
      { ...invoiceLocator, required: false, description: 'The invoice that it is about' },
    ],
  },
]);

export const execute: Execute = async (context, connector) => {
  const customerOf = itemParameter<unknown>(context, 'customerId');
  const bodyOf = itemParameter<string>(context, 'body', '');
  const moreOf = itemParameter<IDataObject>(context, 'additionalFields', {});
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, customerOf(itemIndex), 'customer', itemIndex);
    const { actionId, invoiceId } = moreOf(itemIndex);
    const body = {
      body: bodyOf(itemIndex),
      actionId: actionId || undefined,
      invoiceId: locatedId(invoiceId ?? '') || undefined,
    };
    return await connector.post<object>(`/v1/customers/${encodeURIComponent(id)}/notes`, { body, itemIndex });
  });
};
