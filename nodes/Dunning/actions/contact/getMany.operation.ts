import { itemParameter } from '../../../shared/items';
import { getList, getManyProperties } from '../../../shared/list';
import { customerLocator, requiredId } from '../../../shared/locators';

export const description = getManyProperties('contact', [], {}, { before: [customerLocator] });

/** The contacts of each item's customer. */
export const execute = getList(undefined, (context) => {
  const customerOf = itemParameter<unknown>(context, 'customerId');
  return Promise.resolve((itemIndex) => {
    const id = requiredId(context, customerOf(itemIndex), 'customer', itemIndex);
    return { path: `/v1/customers/${encodeURIComponent(id)}/contacts`, query: {} };
  });
});
