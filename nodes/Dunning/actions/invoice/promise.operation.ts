import { type IDataObject, type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { toCalendarDate } from '../../../shared/calendarDate';
import { shownWhen } from '../../../shared/display';
import { itemParameter } from '../../../shared/items';
import { invoiceLocator } from '../../../shared/locators';
import { change } from '../../../shared/recordOperations';
import { writtenNumber } from '../../../shared/writtenNumber';
import { invoice } from './kind';

export const description = shownWhen({ resource: ['invoice'], operation: ['promise'] }, [
  invoiceLocator,
  {
    displayName: 'Date',
    name: 'date',
    type: 'dateTime',
    required: true,
    default: '',
    placeholder: 'e.g. 2026-11-30',
    description: 'The last day on which the money is in time; today or later',
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      {
        displayName: 'Amount (Minor Units)',
        name: 'amount',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: 100000,
        description: 'How much is promised, e.g. 100000 for 1,000.00. Left out: all that is open.',
      },
      {
        displayName: 'Pause',
        name: 'pause',
        type: 'boolean',
        default: true,
        description: 'Whether the invoice’s own reminders wait up to and including that day',
      },
    ],
  },
]);

export const execute = change(invoice, 'promise', promiseBody);

function promiseBody(context: IExecuteFunctions): (itemIndex: number) => IDataObject {
  const dateOf = itemParameter<unknown>(context, 'date', '');
  const optionsOf = itemParameter<IDataObject>(context, 'options', {});
  const timeZone = context.getTimezone();
  return (itemIndex) => {
    const date = dateOf(itemIndex);
    if (!date) throw new NodeOperationError(context.getNode(), 'No date of the promise is given', { itemIndex });
    const { amount, ...others } = optionsOf(itemIndex);
    return { date: toCalendarDate(date, timeZone), ...others, amount: writtenNumber(amount) };
  };
}
