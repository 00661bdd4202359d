import type { IDataObject } from 'n8n-workflow';
import type { MessagePreview, MessagePreviewInput } from '../../../shared/api';
import { toCalendarDate } from '../../../shared/calendarDate';
import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { customerLocator, invoiceLocator, locatedId, requiredId } from '../../../shared/locators';
import type { Execute } from '../../../shared/recordOperations';
import { templateOf, textFields, textReader } from '../../../shared/step/message';

interface Options extends IDataObject {
  date?: string;
  formOfAddress?: MessagePreviewInput['formOfAddress'];
  invoiceId?: IDataObject;
  language?: string;
}

export const description = shownWhen({ resource: ['template'], operation: ['preview'] }, [
  ...textFields,
  customerLocator,
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      { displayName: 'Date', name: 'date', type: 'dateTime', default: '', description: 'Left out: today' },
      {
        displayName: 'Form of Address',
        name: 'formOfAddress',
        type: 'options',
        default: 'formal',
        description: 'Instead of the customer’s own',
        options: [
          { name: 'Formal', value: 'formal' },
          { name: 'Informal', value: 'informal' },
        ],
      },
      { ...invoiceLocator, required: false, description: 'Left out, the one that drives the customer’s plan' },
      {
        displayName: 'Language',
        name: 'language',
        type: 'string',
        default: '',
        placeholder: 'e.g. fr',
        description: 'Instead of the customer’s own',
      },
    ],
  },
]);

/** The message that a text becomes for each item's customer; nothing is sent. */
export const execute: Execute = async (context, connector) => {
  const customerOf = itemParameter<unknown>(context, 'customerId');
  const textOf = textReader(context);
  const optionsOf = itemParameter<Options>(context, 'options', {});
  const timeZone = context.getTimezone();
  return await forEachItem(context, async (itemIndex) => {
    const { date, formOfAddress, invoiceId, language } = optionsOf(itemIndex);
    const body: MessagePreviewInput = {
      customerId: requiredId(context, customerOf(itemIndex), 'customer', itemIndex),
      template: templateOf(textOf(itemIndex)),
      date: date ? toCalendarDate(date, timeZone) : undefined,
      formOfAddress,
      invoiceId: locatedId(invoiceId ?? '') || undefined,
      language: language || undefined,
    };
    return await connector.post<MessagePreview>('/v1/templates/preview', { body, itemIndex });
  });
};
