import type { PlanInput } from '../../../connector/src/usecases/plans/savePlan.ts';
import { savePlan } from '../../../connector/src/usecases/plans/savePlan.ts';
import { type Act, change, OWNER, type Scene } from './act.ts';

type Step = PlanInput['steps'][number];

const step = (name: string, days: number, more: object = {}): Step => ({
  name,
  when: { anchor: 'due', days },
  channel: 'email',
  mode: 'automatic',
  template: { key: 'first-reminder' },
  ...more,
});

const INVOICE = { automatic: true, template: { key: 'invoice' } };

/** Plans of both levels and logics, with e-mails, a call in between, a step before the due date, and messages that carry invoices. */
export const PLANS: readonly PlanInput[] = [
  {
    ...{ name: 'standard customer', logic: 'standard', level: 'customer', minimumContactDelayDays: 0 },
    invoiceMessage: { ...INVOICE, delayDays: 0 },
    steps: [step('Before', -3), step('First', 2), step('Second', 7), step('Third', 12)],
  },
  {
    ...{ name: 'contextual customer', logic: 'contextual', level: 'customer', minimumContactDelayDays: 2 },
    invoiceMessage: { ...INVOICE, delayDays: 2 },
    steps: [step('First', 1), step('Second', 6), step('Third', 11), step('Last', 20)],
  },
  {
    ...{ name: 'standard invoice', logic: 'standard', level: 'invoice', minimumContactDelayDays: 4 },
    invoiceMessage: { ...INVOICE, automatic: false, delayDays: 0 },
    steps: [
      step('Due', 0),
      step('First', 5),
      step('Call', 9, { channel: 'call', mode: 'manual', template: null }),
      step('Last', 14),
    ],
  },
  {
    ...{ name: 'contextual invoice', logic: 'contextual', level: 'invoice', minimumContactDelayDays: 0 },
    steps: [step('First', 1), step('Second', 4), step('Last', 10)],
  },
];

/** PLN-5: a step of a plan gets another day, goes, or comes. */
export function editPlan({ random, witness, number }: Scene): Act {
  const plan = random.pick(witness.books.plans());
  const steps: Step[] = plan.steps.map((one) => step(one.name, one.when.days, one));
  const place = random.between(0, steps.length - 1);
  const edit = random.between(0, 2);
  const days = (index: number) => steps[Math.min(Math.max(index, 0), steps.length - 1)]!.when.days;
  if (edit === 0 && steps.length > 2) steps.splice(place, 1);
  else if (edit === 1 && steps.length < 7) steps.splice(place, 0, step(`Added ${number()}`, days(place)));
  else {
    const between = random.between(days(place - 1), Math.max(days(place - 1), days(place + 1)));
    steps[place] = { ...steps[place]!, when: { ...steps[place]!.when, days: between } };
  }
  return change('edit a plan', (deps) => savePlan(deps, OWNER, plan.id, { steps }));
}
