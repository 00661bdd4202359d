import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { toCalendarDate } from './calendarDate';
import { shownWhen } from './display';
import { itemParameter } from './items';

/** The parameters of *Pause* (PAU-1): which record, and until when. */
export function pauseProperties(resource: string, locator: INodeProperties): INodeProperties[] {
  return shownWhen({ resource: [resource], operation: ['pause'] }, [
    locator,
    {
      displayName: 'Until',
      name: 'until',
      type: 'dateTime',
      default: '',
      placeholder: 'e.g. 2026-11-30',
      description: 'The day from which the plan goes on. Empty: until it is resumed.',
    },
  ]);
}

export function pauseBody(context: IExecuteFunctions): (itemIndex: number) => object {
  const untilOf = itemParameter<unknown>(context, 'until', '');
  const timeZone = context.getTimezone();
  return (itemIndex) => {
    const until = untilOf(itemIndex);
    return until ? { until: toCalendarDate(until, timeZone) } : {};
  };
}
