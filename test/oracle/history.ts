import type { Day } from './calendar.ts';

/** What the oracle knows: nothing but a list of things that happened, in the order in which they happened. */
export type Level = 'customer' | 'invoice';

export interface PlanStep {
  /** The identity of the step over edits (PLN-5); the scenario says which step of an edit is which of the former plan. */
  readonly key: string;
  readonly name: string;
  readonly when: { readonly anchor: 'due' | 'issue'; readonly days: number };
  readonly channel: 'email' | 'sms' | 'letter' | 'call' | 'task';
  readonly mode: 'automatic' | 'manual';
}

export interface DunningPlan {
  readonly key: string;
  readonly level: Level;
  readonly logic: 'standard' | 'contextual';
  readonly minimumContactDelayDays: number;
  readonly isDefault?: boolean;
  readonly steps: readonly PlanStep[];
}

export interface Settings {
  readonly timeZone: string;
  readonly sendTime: string;
  /** Every holiday that counts, those of the country included (DAT-2). */
  readonly holidays: readonly string[];
  /** The country whose calendar the connector is to use; `holidays` then repeats what that calendar says. */
  readonly country?: string;
}

export interface Application {
  readonly invoice: string;
  readonly amount: number;
}

export interface InvoiceRecord {
  readonly id: string;
  readonly number: string;
  readonly customer: string;
  readonly issuedAt: Day;
  readonly dueDate: Day;
  readonly currency: string;
  readonly gross: number;
  /** `undefined` leaves the plan as it is, or takes the default for a new record; `null` is "no plan" (PLN-6). */
  readonly plan?: string | null;
}

export interface Entry {
  readonly kind: 'payment' | 'creditNote' | 'refund';
  readonly id: string;
  readonly customer: string;
  readonly date: Day;
  readonly currency: string;
  readonly amount: number;
  readonly applications: readonly Application[];
}

/** What happened to everybody. */
export type CommonFact =
  { readonly fact: 'settings'; readonly settings: Settings } | { readonly fact: 'plan'; readonly plan: DunningPlan };

/** What happened to one customer, or to one of its invoices. */
export type CustomerFact =
  | {
      readonly fact: 'customer';
      readonly customer: string;
      readonly plan?: string | null;
      readonly hasRecipient?: boolean;
    }
  | { readonly fact: 'invoice'; readonly customer: string; readonly invoice: InvoiceRecord }
  | { readonly fact: 'entry'; readonly customer: string; readonly entry: Entry }
  | { readonly fact: 'void'; readonly customer: string; readonly invoice: string }
  | { readonly fact: 'dispute' | 'disputeClosed'; readonly customer: string; readonly invoice: string }
  | { readonly fact: 'pause'; readonly customer: string; readonly invoice?: string; readonly until?: Day }
  | { readonly fact: 'resume'; readonly customer: string; readonly invoice?: string }
  | {
      readonly fact: 'promise';
      readonly customer: string;
      readonly invoice: string;
      readonly date: Day;
      /** All that is open, if left out. */
      readonly amount?: number;
      readonly pause: boolean;
    }
  | { readonly fact: 'assign'; readonly customer: string; readonly invoice?: string; readonly plan: string | null }
  | { readonly fact: 'adHoc'; readonly customer: string; readonly invoice?: string; readonly day: Day }
  | {
      readonly fact: 'executed' | 'ignored';
      readonly customer: string;
      readonly level: Level;
      readonly plan: string;
      readonly step: string;
      readonly reference: string;
      readonly day: Day;
      /** MIN-3: e-mail, SMS, letter and call are contacts, a task is none, and nothing ignored is one. */
      readonly contact: boolean;
    };

export type Fact = CommonFact | CustomerFact;

export interface History {
  append(fact: Fact): void;
  /** Everything that concerns this customer, plans and settings included, oldest first. */
  concerning(customer: string): readonly Fact[];
  common(): readonly CommonFact[];
  customers(): readonly string[];
}

export function emptyHistory(): History {
  const common: CommonFact[] = [];
  const stories = new Map<string, Fact[]>();
  return {
    append(fact) {
      if (fact.fact === 'settings' || fact.fact === 'plan') {
        common.push(fact);
        for (const story of stories.values()) story.push(fact);
        return;
      }
      let story = stories.get(fact.customer);
      if (!story) {
        story = [...common];
        stories.set(fact.customer, story);
      }
      story.push(fact);
    },
    concerning: (customer) => stories.get(customer) ?? [],
    common: () => common,
    customers: () => [...stories.keys()],
  };
}
