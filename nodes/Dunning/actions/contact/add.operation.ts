import type { IDataObject } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { customerLocator, requiredId } from '../../../shared/locators';
import type { Execute } from '../../../shared/recordOperations';
import { contactCollection, withoutBlanks } from './fields';

export const description = shownWhen({ resource: ['contact'], operation: ['add'] }, [
  customerLocator,
  {
    displayName: 'Email',
    name: 'email',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. accounting@example.com',
  },
  contactCollection('Additional Fields', ['email']),
]);

/** Adds a contact to each item's customer, or changes the one that has its external ID. */
export const execute: Execute = async (context, connector) => {
  const customerOf = itemParameter<unknown>(context, 'customerId');
  const emailOf = itemParameter<string>(context, 'email', '');
  const fieldsOf = itemParameter<IDataObject>(context, 'fields', {});
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, customerOf(itemIndex), 'customer', itemIndex);
    const body = withoutBlanks({ email: emailOf(itemIndex), ...fieldsOf(itemIndex) });
    return await connector.post<object>(`/v1/customers/${encodeURIComponent(id)}/contacts`, { body, itemIndex });
  });
};
