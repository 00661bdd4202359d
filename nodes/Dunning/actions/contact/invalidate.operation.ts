import type { IExecuteFunctions } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { itemParameter } from '../../../shared/items';
import { change } from '../../../shared/recordOperations';
import { contact, contactLocator } from './kind';

export const description = shownWhen({ resource: ['contact'], operation: ['invalidate'] }, [
  contactLocator,
  {
    displayName: 'Reason',
    name: 'reason',
    type: 'string',
    default: '',
    placeholder: 'e.g. 550 5.1.1 No such user',
    description: 'What the bounce said',
  },
]);

/** CUS-3: puts out the customer with all contacts. */
export const execute = change(contact, 'invalidate', (context: IExecuteFunctions) => {
  const reasonOf = itemParameter<string>(context, 'reason', '');
  return (itemIndex) => ({ reason: reasonOf(itemIndex) || undefined });
});
