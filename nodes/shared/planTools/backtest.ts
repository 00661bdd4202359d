import type { INodeProperties } from 'n8n-workflow';
import type { Backtest, BacktestInput } from '../api';
import { toCalendarDate } from '../calendarDate';
import { filtersProperty } from '../filters/properties';
import { filterReader } from '../filters/read';
import { forEachCall, itemParameter, outputItem } from '../items';
import { planLocator, requiredId } from '../locators';
import type { Execute } from '../recordOperations';

/** A hundred thousand invoices take seconds; a busy machine may take its time. */
const TIMEOUT_MS = 300_000;

type Shape = 'byDay' | 'byMonth' | 'byStep' | 'sample' | 'summary';

interface Options {
  from?: unknown;
  to?: unknown;
}

/** The parameters of *Back-Test*: which plan, over whom and when, and how the result is put out. */
export const backtestProperties: INodeProperties[] = [
  planLocator,
  {
    displayName: 'Put Out',
    name: 'shape',
    type: 'options',
    default: 'summary',
    options: [
      { name: 'First Actions', value: 'sample', description: 'One item for each of the first 50 actions' },
      { name: 'One Item per Day', value: 'byDay', description: 'On which something would have gone out' },
      { name: 'One Item per Month', value: 'byMonth' },
      { name: 'One Item per Step', value: 'byStep' },
      { name: 'Summary', value: 'summary', description: 'One item with all of it' },
    ],
  },
  filtersProperty({
    level: 'customer',
    name: 'customerFilters',
    description: 'Only over customers for whom all of these hold; without any, over everybody',
  }),
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      {
        displayName: 'From',
        name: 'from',
        type: 'dateTime',
        default: '',
        description: 'The day on which everybody enters the plan. Left out: each with their first invoice.',
      },
      {
        displayName: 'To',
        name: 'to',
        type: 'dateTime',
        default: '',
        description: 'The last day. Left out: today; on days to come nothing more is paid.',
      },
    ],
  },
];

/** What the plan would have sent over the past in the database; nothing is written, whatever the mode. */
export const backtest: Execute = async (context, connector) => {
  const planOf = itemParameter<unknown>(context, 'planId');
  const shapeOf = itemParameter<Shape>(context, 'shape', 'summary');
  const optionsOf = itemParameter<Options>(context, 'options', {});
  const whereOf = await filterReader(context, connector, 'customer', 'customerFilters');
  const timeZone = context.getTimezone();
  const callOf = (itemIndex: number) => {
    const { from, to } = optionsOf(itemIndex);
    const where = whereOf(itemIndex);
    const body: BacktestInput = {
      ...(from ? { from: toCalendarDate(from, timeZone) } : {}),
      ...(to ? { to: toCalendarDate(to, timeZone) } : {}),
      ...(where.length > 0 ? { where } : {}),
    };
    return { id: requiredId(context, planOf(itemIndex), 'plan', itemIndex), shape: shapeOf(itemIndex), body };
  };
  return await forEachCall(context, callOf, async ({ id, shape, body }, itemIndex) => {
    const path = `/v1/plans/${encodeURIComponent(id)}/backtest`;
    const result = await connector.post<Backtest>(path, { body, itemIndex, timeoutMs: TIMEOUT_MS });
    const records: object[] = shape === 'summary' ? [result] : result[shape];
    return records.map((record) => outputItem(record, itemIndex));
  });
};
