import type { Day } from '../oracle/calendar.ts';
import type { Fact, History } from '../oracle/history.ts';
import type { Recorded } from './recorder.ts';

/** Tells the oracle what the connector is told over HTTP; answers it as facts. */
export function remember(history: History, act: Recorded, today: Day): Fact[] {
  const facts = factsOf(act, today);
  for (const fact of facts) history.append(fact);
  return facts;
}

function factsOf(act: Recorded, day: Day): Fact[] {
  if (act.fact === 'assignMany')
    return act.subjects.map(({ customer, invoice }) => ({ fact: 'assign', customer, invoice, plan: act.plan }));
  if (act.fact === 'message') return [{ fact: 'adHoc', customer: act.customer, invoice: act.invoice, day }];
  return [act];
}
