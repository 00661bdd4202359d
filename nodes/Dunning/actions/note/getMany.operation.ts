import type { IDataObject } from 'n8n-workflow';
import { itemParameter } from '../../../shared/items';
import { getList, getManyProperties } from '../../../shared/list';
import { customerLocator, invoiceLocator, locatedId, requiredId } from '../../../shared/locators';

export const description = getManyProperties(
  'note',
  [{ ...invoiceLocator, required: false }],
  {},
  { before: [customerLocator] },
);

/** The notes about each item's customer, newest first. */
export const execute = getList(undefined, (context) => {
  const customerOf = itemParameter<unknown>(context, 'customerId');
  const filtersOf = itemParameter<IDataObject>(context, 'filters', {});
  return Promise.resolve((itemIndex) => {
    const id = requiredId(context, customerOf(itemIndex), 'customer', itemIndex);
    const invoiceId = locatedId(filtersOf(itemIndex).invoiceId ?? '');
    return { path: `/v1/customers/${encodeURIComponent(id)}/notes`, query: { invoiceId } };
  });
});
