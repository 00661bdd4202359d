import { shownWhen } from '../../../shared/display';
import { forEachItem, itemParameter } from '../../../shared/items';
import { planLocator, requiredId } from '../../../shared/locators';
import type { Execute } from '../../../shared/recordOperations';
import {
  type RecipientOptions,
  recipientOptions,
  recipientsOf,
  templateOf,
  textFields,
  textReader,
} from '../../../shared/step/message';
import { writtenNumber } from '../../../shared/writtenNumber';
import { plan } from './kind';

const TO_AND_CC = ['copies', 'copyAddresses', 'recipientAddresses', 'recipients'];

export const description = shownWhen({ resource: ['plan'], operation: ['setInvoiceMessage'] }, [
  planLocator,
  {
    displayName: 'Automatic',
    name: 'automatic',
    type: 'boolean',
    default: true,
    description: 'Whether new invoices go out by themselves; else each waits for somebody to send it',
  },
  {
    displayName: 'Delay (Days)',
    name: 'delayDays',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 0,
    description: 'How many days after its import or its issue date, whichever is later, an invoice goes out',
  },
  ...textFields,
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: recipientOptions.filter(({ name }) => TO_AND_CC.includes(name)),
  },
]);

/** INV-2: gives each item's plan the message that new invoices go out with, and puts out the plan; its steps stay. */
export const execute: Execute = async (context, connector) => {
  const planOf = itemParameter<unknown>(context, 'planId');
  const automaticOf = itemParameter<boolean>(context, 'automatic', true);
  const delayOf = itemParameter<number>(context, 'delayDays', 0);
  const textOf = textReader(context);
  const optionsOf = itemParameter<RecipientOptions>(context, 'options', {});
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, planOf(itemIndex), 'plan', itemIndex);
    const invoiceMessage = {
      automatic: automaticOf(itemIndex),
      delayDays: writtenNumber(delayOf(itemIndex)) ?? 0,
      template: templateOf(textOf(itemIndex)) ?? {},
      ...recipientsOf(optionsOf(itemIndex)),
    };
    return await connector.put<object>(`${plan.path}/${encodeURIComponent(id)}`, {
      body: { invoiceMessage },
      itemIndex,
    });
  });
};
