import type { Day } from '../oracle/calendar.ts';
import type { History } from '../oracle/history.ts';
import type { Recorded } from './recorder.ts';

/** Tells the oracle what the connector is told over HTTP. */
export function remember(history: History, act: Recorded, today: Day): void {
  if (act.fact === 'assignMany') {
    for (const { customer, invoice } of act.subjects) {
      history.append({ fact: 'assign', customer, invoice, plan: act.plan });
    }
  } else if (act.fact === 'message') {
    history.append({ fact: 'adHoc', customer: act.customer, invoice: act.invoice, day: today });
  } else {
    history.append(act);
  }
}
