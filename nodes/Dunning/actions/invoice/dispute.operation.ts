import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { shownWhen } from '../../../shared/display';
import { itemParameter } from '../../../shared/items';
import { invoiceLocator } from '../../../shared/locators';
import { change } from '../../../shared/recordOperations';
import { invoice } from './kind';

export const description = shownWhen({ resource: ['invoice'], operation: ['dispute'] }, [
  invoiceLocator,
  {
    displayName: 'Reason Name or ID',
    name: 'reason',
    type: 'options',
    typeOptions: { loadOptionsMethod: 'getDisputeReasons' },
    required: true,
    default: '',
    description:
      'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
  },
  {
    displayName: 'Comment',
    name: 'comment',
    type: 'string',
    typeOptions: { rows: 3 },
    default: '',
    placeholder: 'e.g. Two boxes were broken',
  },
]);

export const execute = change(invoice, 'dispute', disputeBody);

function disputeBody(context: IExecuteFunctions): (itemIndex: number) => IDataObject {
  const reasonOf = itemParameter<string>(context, 'reason', '');
  const commentOf = itemParameter<string>(context, 'comment', '');
  return (itemIndex) => ({ reason: reasonOf(itemIndex), comment: commentOf(itemIndex) || undefined });
}
