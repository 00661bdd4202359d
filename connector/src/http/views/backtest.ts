import type { Backtest } from '../../usecases/plans/backtest.ts';
import { isoDay } from './instants.ts';

const TAKEN = [
  'Invoices from their issue date on, with their dates and amounts as they are now; payments, credit notes and refunds from their own dates on, applied as they are now (REF-1 to REF-5, BAL-1).',
  'Disputes, pauses, promises that pause, exclusions and voids, as the history tells of them: from the day they were made if that was before the send time, else from the next.',
  'Weekends and holidays, the minimum contact delay, the plan’s logic, one contact a day.',
];
const NOT_TAKEN = [
  'What was really sent, plans assigned then, ad hoc messages: the plan is taken to have been the only one, for everybody.',
  'Recipients and templates: every step is taken to reach somebody, and manual steps to be done on the day they come.',
  'Unread replies and automatic charging at the source (HLD-1).',
  'Earlier due dates and amounts of invoices that were changed; when invoices to be sent were sent.',
];

const countOf = ({ on, count }: { on: number; count: number }) => ({ date: isoDay(on)!, count });

/** A back-test as the API answers it. */
export function backtestView({ plan, from, to, tally, considered, complete, sample }: Backtest) {
  const maximum = tally.maximumOnOneDay();
  return {
    plan: { id: plan.id || null, name: plan.name, level: plan.level },
    from: isoDay(from),
    to: isoDay(to)!,
    actions: tally.actions,
    customers: tally.customers,
    considered,
    complete,
    byStep: tally.byStep.map(({ step, index, count }) => ({
      stepId: step.id,
      name: step.name,
      position: index + 1,
      channel: step.channel,
      mode: step.mode,
      count,
    })),
    byDay: tally.byDay().map(countOf),
    byMonth: tally.byMonth(),
    maximumOnOneDay: maximum && countOf(maximum),
    sample: sample.map(({ on, customer, step, index, reference }) => ({
      date: isoDay(on)!,
      customer,
      step: { id: step.id, name: step.name, position: index + 1 },
      referenceInvoice: { id: reference.id, number: reference.number, dueDate: isoDay(reference.dueOn)! },
    })),
    takenIntoAccount: TAKEN,
    notTakenIntoAccount: NOT_TAKEN,
  };
}
