import { businessCalendar, type Calendar } from '../../connector/src/domain/calendar.ts';
import { nextStep, type NextStep, type Progress } from '../../connector/src/domain/cadence.ts';
import { type Day, fromIsoDate, toIsoDate } from '../../connector/src/domain/day.ts';
import type { InvoiceState } from '../../connector/src/domain/invoice.ts';
import type { Plan, Step, StepTiming } from '../../connector/src/domain/plan.ts';
import type { SubjectState } from '../../connector/src/domain/subject.ts';

export const day = fromIsoDate;
export const iso = (date: Day | null) => (date === null ? null : toIsoDate(date));

/** Monday to Friday, less these days. */
export function calendarWithout(...holidays: string[]): Calendar {
  const days = new Set(holidays.map(day));
  return businessCalendar((date) => days.has(date));
}

export const weekdays = calendarWithout();

/** A step and its name, which is its id too: `+3` is three days after the due date, `issue+3` three days after issue. */
export function step(timing: number | string, rest: Partial<Step> = {}): Step {
  const text = typeof timing === 'number' ? `${timing < 0 ? '' : '+'}${timing}` : timing;
  const anchor: StepTiming['anchor'] = text.startsWith('issue') ? 'issue' : 'due';
  const when = { anchor, days: Number(text.replace('issue', '')) };
  return {
    id: text,
    name: text,
    when,
    channel: 'email',
    mode: 'automatic',
    template: { key: 'first-reminder' },
    ...rest,
  };
}

export const call = (timing: number | string) => step(timing, { channel: 'call', mode: 'manual', template: null });

type PlanFacts = Partial<Omit<Plan, 'steps'>> & { readonly steps: readonly (number | string | Step)[] };

/** A standard customer-level plan without a minimum contact delay, unless told otherwise. */
export function planWith({ steps, ...facts }: PlanFacts): Plan {
  return {
    id: 'plan',
    name: 'Plan',
    version: 1,
    level: 'customer',
    logic: 'standard',
    minimumContactDelayDays: 0,
    isDefault: false,
    language: null,
    invoiceMessage: null,
    removedSteps: {},
    ...facts,
    steps: steps.map((one) => (typeof one === 'object' ? one : step(one))),
  };
}

type InvoiceFacts = Partial<Omit<InvoiceState, 'issuedOn' | 'dueOn'>> & {
  readonly issued?: string;
  readonly due: string;
};

/** An open invoice of 100.00 EUR, issued thirty days before it is due; the number is its id. */
export function invoice({ issued, due, ...facts }: InvoiceFacts): InvoiceState {
  const grossAmount = facts.grossAmount ?? 10_000;
  return {
    id: facts.number ?? 'F-1',
    number: 'F-1',
    currency: 'EUR',
    grossAmount,
    outstanding: grossAmount,
    dueOn: day(due),
    issuedOn: issued === undefined ? day(due) - 30 : day(issued),
    sent: true,
    isVoid: false,
    isDisputed: false,
    ...facts,
  };
}

interface ProgressFacts {
  readonly done?: readonly string[];
  readonly lastContact?: string;
  readonly heldUntil?: string;
  readonly snoozed?: readonly [stepId: string, until: string];
}

export function progress({ done = [], lastContact, heldUntil, snoozed }: ProgressFacts = {}): Progress {
  return {
    doneSteps: done,
    lastContactOn: lastContact === undefined ? null : day(lastContact),
    heldUntil: heldUntil === undefined ? null : day(heldUntil),
    snoozed: snoozed ? { stepId: snoozed[0], until: day(snoozed[1]) } : null,
  };
}

/** What comes next, as `<step> on <day>`, with ` until <day>` where it expires; `finished` if nothing does. */
export function next(plan: Plan, reference: InvoiceState, today: string, so: ProgressFacts = {}, calendar = weekdays) {
  return inWords(nextStep(plan, progress(so), reference, day(today), calendar));
}

function inWords(found: NextStep | null): string {
  if (found === null) return 'finished';
  const { step: coming, dueOn, expiresOn } = found;
  return `${coming.name} on ${toIsoDate(dueOn)}${expiresOn === null ? '' : ` until ${toIsoDate(expiresOn)}`}`;
}

/** A subject that nothing holds back. */
export function subject(plan: Plan, reference: InvoiceState | null, facts: Partial<SubjectState> = {}): SubjectState {
  return {
    plan,
    reference,
    excluded: false,
    pausedIndefinitely: false,
    hold: null,
    blocked: false,
    progress: progress(),
    listed: null,
    ...facts,
  };
}
