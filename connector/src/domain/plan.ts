import type { Day } from './day.ts';

export type Level = 'customer' | 'invoice';
export type Logic = 'standard' | 'contextual';
export type Channel = 'email' | 'sms' | 'letter' | 'call' | 'task';
export type Mode = 'automatic' | 'manual';
export type TemplateRef = { readonly key: string } | { readonly subject: string; readonly body: string };

/** PLN-2: when a step comes, relative to a date of the reference invoice; negative = before. */
export interface StepTiming {
  readonly anchor: 'due' | 'issue';
  readonly days: number;
}

export interface Step {
  readonly id: string;
  readonly name: string;
  readonly when: StepTiming;
  readonly channel: Channel;
  readonly mode: Mode;
  readonly template: TemplateRef | null;
  readonly sender?: string;
  readonly recipients?: readonly string[];
  readonly cc?: readonly string[];
  readonly responsible?: string;
  readonly attachInvoices?: boolean;
  readonly attachStatement?: boolean;
}

/** INV-2: the message that carries an invoice, above the steps. */
export interface InvoiceMessage {
  readonly automatic: boolean;
  readonly delayDays: number;
  readonly template: TemplateRef;
  readonly recipients?: readonly string[];
  readonly cc?: readonly string[];
}

export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly level: Level;
  readonly logic: Logic;
  readonly minimumContactDelayDays: number;
  readonly isDefault: boolean;
  readonly language: string | null;
  readonly invoiceMessage: InvoiceMessage | null;
  readonly steps: readonly Step[];
  /** PLN-5: steps that an edit removed → the step before them at that time (null: none). */
  readonly removedSteps: Readonly<Record<string, string | null>>;
}

/** TRG-1: a step's trigger date on an invoice. */
export function triggerDay(step: Step, invoice: { issuedOn: Day; dueOn: Day }): Day {
  return (step.when.anchor === 'due' ? invoice.dueOn : invoice.issuedOn) + step.when.days;
}

/** Calls and tasks are done by people (PLN-2). */
export function isAlwaysManual(channel: Channel): boolean {
  return channel === 'call' || channel === 'task';
}

/** MIN-3: tasks are no contact with the customer. */
export function isContact(channel: Channel): boolean {
  return channel !== 'task';
}

/**
 * REF-5, PLN-5: index of the furthest step that is behind the plan on one reference, -1 if none; `doneSteps` are the ids of
 * executed, ignored and uncertain actions there. A removed step counts as its predecessor at the time of its removal.
 */
export function furthestIndex(plan: Plan, doneSteps: Iterable<string>): number {
  let furthest = -1;
  for (const done of doneSteps) {
    let id: string | null = done;
    let index = plan.steps.findIndex((step) => step.id === id);
    while (index < 0 && id !== null) {
      id = plan.removedSteps[id] ?? null;
      index = id === null ? -1 : plan.steps.findIndex((step) => step.id === id);
    }
    if (index > furthest) furthest = index;
  }
  return furthest;
}
