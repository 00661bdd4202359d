import type { IDataObject } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { requiredId } from '../../../shared/locators';
import type { Execute } from '../../../shared/recordOperations';
import { contactCollection } from './fields';
import { contact, contactLocator } from './kind';

export const description = shownWhen({ resource: ['contact'], operation: ['update'] }, [
  contactLocator,
  contactCollection('Update Fields'),
]);

/** Changes the fields that are set; one that is set to nothing is emptied. */
export const execute: Execute = async (context, connector) => {
  const contactOf = itemParameter<unknown>(context, 'contactId');
  const fieldsOf = itemParameter<IDataObject>(context, 'fields', {});
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, contactOf(itemIndex), 'contact', itemIndex);
    const given = Object.entries(fieldsOf(itemIndex)).map(([name, value]) => [name, value === '' ? null : value]);
    const path = `${contact.path}/${encodeURIComponent(id)}`;
    return await connector.put<object>(path, { body: Object.fromEntries(given) as IDataObject, itemIndex });
  });
};
