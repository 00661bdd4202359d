import { type IExecuteFunctions, type INodeProperties, NodeOperationError } from 'n8n-workflow';
import type { PlanPreview, PreviewInput } from '../api';
import { toCalendarDate } from '../calendarDate';
import { shownWhen } from '../display';
import { forEachItem, itemParameter } from '../items';
import { customerLocator, invoiceLocator, planLocator, requiredId } from '../locators';
import type { Execute } from '../recordOperations';

/** The parameters of *Preview Plan*: which plan, on what, and from which day. */
export const previewPlanProperties: INodeProperties[] = [
  planLocator,
  {
    displayName: 'Preview On',
    name: 'previewOn',
    type: 'options',
    default: 'invoice',
    options: [
      {
        name: 'Customer',
        value: 'customer',
        description: 'With the customer’s open invoices; for customer-level plans',
      },
      { name: 'Imagined Invoice', value: 'imagined', description: 'With dates that you choose' },
      { name: 'Invoice', value: 'invoice', description: 'An invoice that is there' },
    ],
  },
  ...shownWhen({ previewOn: ['invoice'] }, [invoiceLocator]),
  ...shownWhen({ previewOn: ['customer'] }, [customerLocator]),
  ...shownWhen({ previewOn: ['imagined'] }, [
    { displayName: 'Issue Date', name: 'issuedAt', type: 'dateTime', required: true, default: '' },
    { displayName: 'Due Date', name: 'dueDate', type: 'dateTime', required: true, default: '' },
  ]),
  {
    displayName: 'From',
    name: 'from',
    type: 'dateTime',
    default: '',
    description: 'The day on which it enters the plan, or from which it is looked ahead. Empty: today.',
  },
];

/** One item per step: the day it falls on, or why it does not come, if each step is done on its day and nothing is paid. */
export const previewPlan: Execute = async (context, connector) => {
  const planOf = itemParameter<unknown>(context, 'planId');
  const targetOf = targetReader(context);
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, planOf(itemIndex), 'plan', itemIndex);
    const path = `/v1/plans/${encodeURIComponent(id)}/preview`;
    const preview = await connector.post<PlanPreview>(path, { body: targetOf(itemIndex), itemIndex });
    for (const { text } of preview.warnings) {
      context.addExecutionHints({ message: text, type: 'warning', location: 'outputPane' });
    }
    const { plan, customer, referenceInvoice } = preview;
    return preview.steps.map((step) => ({ ...step, plan, customer, referenceInvoice }));
  });
};

function targetReader(context: IExecuteFunctions): (itemIndex: number) => PreviewInput {
  const targetOf = itemParameter<'customer' | 'imagined' | 'invoice'>(context, 'previewOn');
  const invoiceOf = itemParameter<unknown>(context, 'invoiceId', '');
  const customerOf = itemParameter<unknown>(context, 'customerId', '');
  const issuedOf = itemParameter<unknown>(context, 'issuedAt', '');
  const dueOf = itemParameter<unknown>(context, 'dueDate', '');
  const fromOf = itemParameter<unknown>(context, 'from', '');
  const timeZone = context.getTimezone();
  const day = (value: unknown, what: string, itemIndex: number) => {
    if (value) return toCalendarDate(value, timeZone);
    throw new NodeOperationError(context.getNode(), `No ${what} is given`, { itemIndex });
  };
  return (itemIndex) => {
    const from = fromOf(itemIndex) ? { from: toCalendarDate(fromOf(itemIndex), timeZone) } : {};
    switch (targetOf(itemIndex)) {
      case 'customer':
        return { customerId: requiredId(context, customerOf(itemIndex), 'customer', itemIndex), ...from };
      case 'invoice':
        return { invoiceId: requiredId(context, invoiceOf(itemIndex), 'invoice', itemIndex), ...from };
      case 'imagined':
        return {
          invoice: {
            issuedAt: day(issuedOf(itemIndex), 'issue date', itemIndex),
            dueDate: day(dueOf(itemIndex), 'due date', itemIndex),
          },
          ...from,
        };
    }
  };
}
