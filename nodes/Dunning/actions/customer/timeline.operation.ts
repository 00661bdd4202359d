import { shownWhen } from '../../../shared/display';
import { itemParameter } from '../../../shared/items';
import { getList, returnAllAndLimit } from '../../../shared/list';
import { customerLocator, requiredId } from '../../../shared/locators';

export const description = shownWhen({ resource: ['customer'], operation: ['timeline'] }, [
  customerLocator,
  ...returnAllAndLimit,
]);

/** All that has happened with each item's customer, newest first. */
export const execute = getList(undefined, (context) => {
  const customerOf = itemParameter<unknown>(context, 'customerId');
  return Promise.resolve((itemIndex) => {
    const id = requiredId(context, customerOf(itemIndex), 'customer', itemIndex);
    return { path: `/v1/customers/${encodeURIComponent(id)}/timeline`, query: {} };
  });
});
