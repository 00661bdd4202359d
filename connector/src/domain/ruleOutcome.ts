import type { Rule, RuleAction } from './rule.ts';

/** What rules may change of a customer. */
export interface RuledState {
  readonly dunningPlanId: string | null;
  /** User ids, the leading one first. */
  readonly accountManagers: readonly string[];
  /** Null is the organisation's default (CUS-4). */
  readonly paymentMethods: readonly string[] | null;
  readonly excluded: boolean;
}

/** What one rule did: a history entry (RUL-4). */
export interface RuleEffect {
  readonly rule: Rule;
  readonly change: keyof RuledState | 'notification';
  readonly from: string | boolean | readonly string[] | null;
  readonly to: string | boolean | readonly string[] | null;
}

/** What is to be written, in one go: the state as the rules leave it, and the rules that took effect, bottom first. */
export interface RuleOutcome {
  readonly after: RuledState;
  readonly effects: readonly RuleEffect[];
}

/** The users that an action names; null where its field holds nobody who is known. */
export type UsersOf = (action: Extract<RuleAction, { type: 'assignUsers' }>) => readonly string[] | null;

/**
 * RUL-4: what fired rules (bottom first) make of a customer: all see the same state, and in a conflict the top one has the last word. A rule
 * that was overruled, or that changes nothing, took no effect; a notification always does.
 */
export function ruleOutcome(fired: readonly Rule[], before: RuledState, usersOf: UsersOf): RuleOutcome {
  const wishes = fired.flatMap((rule) => wishOf(rule, before, usersOf) ?? []);
  const decisive = new Map(wishes.map((wish) => [wish.change, wish]));
  const effects = wishes.filter(
    (wish) => wish.change === 'notification' || (decisive.get(wish.change) === wish && !isSame(wish.from, wish.to)),
  );
  const changes = effects.filter(({ change }) => change !== 'notification').map(({ change, to }) => [change, to]);
  return { after: { ...before, ...(Object.fromEntries(changes) as Partial<RuledState>) }, effects };
}

function wishOf(rule: Rule, before: RuledState, usersOf: UsersOf): RuleEffect | null {
  const { action } = rule;
  const wish = (change: keyof RuledState, to: RuleEffect['to']): RuleEffect => ({
    rule,
    change,
    from: before[change],
    to,
  });
  switch (action.type) {
    case 'assignPlan':
      return wish('dunningPlanId', action.dunningPlanId);
    case 'assignUsers': {
      const users = usersOf(action);
      return users && wish('accountManagers', users);
    }
    case 'assignPaymentMethods':
      return wish('paymentMethods', action.paymentMethods);
    case 'excludeCustomer':
      return wish('excluded', true);
    case 'notify':
      return { rule, change: 'notification', from: null, to: action.channel };
  }
}

function isSame(a: RuleEffect['from'], b: RuleEffect['to']): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
