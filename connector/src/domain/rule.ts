import type { Score } from './customer.ts';
import { type CustomerFacts, compileCustomerFilter } from './customerFilter.ts';
import type { Condition, Predicate } from './filter.ts';

/** RUL-1: what makes a rule look at a customer. `value` is minor units, a letter, or days. */
export type RuleTrigger =
  | { readonly on: 'customerCreated' | 'customerCreatedOrUpdated' }
  | {
      readonly on: 'amountDue';
      readonly passes: 'above' | 'below';
      readonly value: number;
      /** Null is the organisation's. */
      readonly currency: string | null;
    }
  | { readonly on: 'score'; readonly passes: 'above' | 'below'; readonly value: Score }
  | { readonly on: 'averagePaymentDelay'; readonly passes: 'above' | 'below'; readonly value: number };

/** RUL-3: what a rule does. */
export type RuleAction =
  | { readonly type: 'assignPlan'; readonly dunningPlanId: string | null }
  | { readonly type: 'assignUsers'; readonly userIds: readonly string[] }
  | { readonly type: 'assignUsers'; readonly customField: string }
  | { readonly type: 'assignPaymentMethods'; readonly paymentMethods: readonly string[] }
  | { readonly type: 'excludeCustomer' }
  | {
      readonly type: 'notify';
      readonly channel: 'email' | 'event';
      readonly to: readonly string[];
      readonly subject: string;
      readonly body: string;
    };

export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly triggers: readonly RuleTrigger[];
  readonly filters: readonly Condition[];
  readonly action: RuleAction;
}

/** What threshold triggers look at; amounts by currency, in minor units. */
export interface RuleFigures {
  readonly amountDue: ReadonlyMap<string, number>;
  readonly score: Score | null;
  readonly averagePaymentDelayDays: number | null;
}

/** All figures whose change is an update of the customer (RUL-7). */
export interface CustomerFigures extends RuleFigures {
  readonly overdue: ReadonlyMap<string, number>;
  readonly unapplied: ReadonlyMap<string, number>;
}

/** RUL-1: one event per customer, whatever a batch did to it. */
export interface CustomerEvent {
  readonly isCreated: boolean;
  /** RUL-7. */
  readonly isUpdated: boolean;
  readonly before: RuleFigures;
  readonly after: RuleFigures;
}

type TriggerTest = (event: CustomerEvent, organizationCurrency: string) => boolean;

/** Above = from ≤ v to > v, below = from ≥ v to < v; a first value that lies beyond counts (RUL-1). */
function crosses(passes: 'above' | 'below', value: number, before: number | null, after: number | null): boolean {
  if (after === null) return false;
  return passes === 'above'
    ? after > value && (before === null || before <= value)
    : after < value && (before === null || before >= value);
}

/** "Above" a score is a better letter. */
const RANK: Readonly<Record<Score, number>> = { A: 4, B: 3, C: 2, D: 1 };
const rankOf = (score: Score | null) => (score === null ? null : RANK[score]);

/** RUL-1: whether an event fires a trigger. */
export function triggerTest(trigger: RuleTrigger): TriggerTest {
  switch (trigger.on) {
    case 'customerCreated':
      return ({ isCreated }) => isCreated;
    case 'customerCreatedOrUpdated':
      return ({ isCreated, isUpdated }) => isCreated || isUpdated;
    case 'amountDue': {
      const { passes, value, currency } = trigger;
      return ({ before, after }, ours) =>
        crosses(
          passes,
          value,
          before.amountDue.get(currency ?? ours) ?? null,
          after.amountDue.get(currency ?? ours) ?? null,
        );
    }
    case 'score': {
      const { passes } = trigger;
      const value = RANK[trigger.value];
      return ({ before, after }) => crosses(passes, value, rankOf(before.score), rankOf(after.score));
    }
    case 'averagePaymentDelay': {
      const { passes, value } = trigger;
      return ({ before, after }) =>
        crosses(passes, value, before.averagePaymentDelayDays, after.averagePaymentDelayDays);
    }
  }
}

interface CompiledRule {
  readonly rule: Rule;
  readonly triggers: readonly TriggerTest[];
  readonly matches: Predicate<CustomerFacts>;
}

/** The enabled rules, compiled once. */
export class RuleSet {
  readonly #rules: readonly CompiledRule[];
  /** The conditions of all rules, to know what facts they need. */
  readonly conditions: readonly Condition[];

  /** `rules` as they are listed, the top one first. */
  constructor(rules: readonly Rule[]) {
    this.#rules = rules.toReversed().map((rule) => ({
      rule,
      triggers: rule.triggers.map(triggerTest),
      matches: compileCustomerFilter(rule.filters),
    }));
    this.conditions = rules.flatMap(({ filters }) => filters);
  }

  get isEmpty(): boolean {
    return this.#rules.length === 0;
  }

  /** Whether an event could fire any rule; needs no facts of the customer. */
  concerns(event: CustomerEvent, organizationCurrency: string): boolean {
    for (const { triggers } of this.#rules)
      for (const fires of triggers) if (fires(event, organizationCurrency)) return true;
    return false;
  }

  /** The rules that an event fires on a customer, from the bottom of the list to the top (RUL-4), all on the same state. */
  fired(event: CustomerEvent, facts: CustomerFacts, organizationCurrency: string): Rule[] {
    const fired: Rule[] = [];
    for (const { rule, triggers, matches } of this.#rules) {
      for (const fires of triggers) {
        if (!fires(event, organizationCurrency)) continue;
        if (matches(facts)) fired.push(rule);
        break;
      }
    }
    return fired;
  }
}
