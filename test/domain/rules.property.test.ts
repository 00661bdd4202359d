import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CustomerFacts } from '../../connector/src/domain/customerFilter.ts';
import type { Score } from '../../connector/src/domain/customer.ts';
import type { Condition } from '../../connector/src/domain/filter.ts';
import {
  type CustomerEvent,
  type Rule,
  type RuleFigures,
  RuleSet,
  type RuleTrigger,
} from '../../connector/src/domain/rule.ts';
import { type RuledState, ruleOutcome } from '../../connector/src/domain/ruleOutcome.ts';

const SCORES: readonly Score[] = ['D', 'C', 'B', 'A'];
const small = fc.integer({ min: 0, max: 5 });
const score = fc.constantFrom(...SCORES);
const passes = fc.constantFrom('above' as const, 'below' as const);

const trigger: fc.Arbitrary<RuleTrigger> = fc.oneof(
  fc.record({ on: fc.constantFrom('customerCreated' as const, 'customerCreatedOrUpdated' as const) }),
  fc.record({
    on: fc.constant('amountDue' as const),
    passes,
    value: small,
    currency: fc.constantFrom(null, 'EUR', 'USD'),
  }),
  fc.record({ on: fc.constant('score' as const), passes, value: score }),
  fc.record({ on: fc.constant('averagePaymentDelay' as const), passes, value: small }),
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    field: fc.constant('country'),
    operator: fc.constantFrom('is' as const, 'isNot' as const),
    values: fc.uniqueArray(fc.constantFrom('FR', 'DE'), { minLength: 1 }),
    orEmpty: fc.boolean(),
  }),
  fc.record({
    field: fc.constant('custom.tier'),
    operator: fc.constant('is' as const),
    values: fc.uniqueArray(fc.constantFrom('gold', 'Gold'), { minLength: 1 }),
    orEmpty: fc.constant(false),
  }),
  fc.record({
    field: fc.constant('accountManagers'),
    operator: fc.constantFrom('is' as const, 'isNot' as const),
    values: fc.uniqueArray(fc.constantFrom('ana', 'ben'), { minLength: 1 }),
    orEmpty: fc.boolean(),
  }),
);
const action: fc.Arbitrary<Rule['action']> = fc.oneof(
  fc.record({ type: fc.constant('assignPlan' as const), dunningPlanId: fc.constantFrom(null, 'p1', 'p2') }),
  fc.record({ type: fc.constant('assignUsers' as const), userIds: fc.subarray(['ana', 'ben'], { minLength: 1 }) }),
  fc.record({
    type: fc.constant('assignPaymentMethods' as const),
    paymentMethods: fc.subarray(['card', 'check']),
  }),
  fc.record({ type: fc.constant('excludeCustomer' as const) }),
  fc.record({
    type: fc.constant('notify' as const),
    channel: fc.constant('event' as const),
    to: fc.constant([]),
    subject: fc.constant('s'),
    body: fc.constant('b'),
  }),
);
const rules: fc.Arbitrary<Rule[]> = fc
  .array(
    fc.record({
      triggers: fc.array(trigger, { minLength: 1, maxLength: 3 }),
      filters: fc.array(condition, { maxLength: 3 }),
      action,
    }),
    { maxLength: 8 },
  )
  .map((list) => list.map((rule, index) => ({ ...rule, id: `r${index}`, name: `Rule ${index}` })));

const figures: fc.Arbitrary<RuleFigures> = fc.record({
  amountDue: fc
    .record({ EUR: fc.option(small), USD: fc.option(small) })
    .map((amounts) => new Map(Object.entries(amounts).filter((entry): entry is [string, number] => entry[1] !== null))),
  score: fc.option(score),
  averagePaymentDelayDays: fc.option(small),
});
const event: fc.Arbitrary<CustomerEvent> = fc.record({
  isCreated: fc.boolean(),
  isUpdated: fc.boolean(),
  before: figures,
  after: figures,
});
const state: fc.Arbitrary<RuledState> = fc.record({
  dunningPlanId: fc.constantFrom(null, 'p1', 'p2'),
  accountManagers: fc.subarray(['ana', 'ben']),
  paymentMethods: fc.option(fc.subarray(['card', 'check'])),
  excluded: fc.constant(false),
});
const facts = fc.record({
  country: fc.constantFrom(null, 'FR', 'DE', 'fr'),
  tier: fc.constantFrom(undefined, 'gold', 'Gold'),
});

function factsOf({ country, tier }: { country: string | null; tier?: string }, { accountManagers }: RuledState) {
  return { country, accountManagers, customFields: tier === undefined ? {} : { tier } } as unknown as CustomerFacts;
}

// The naive evaluator: the words of RUL-1 to RUL-4, one after the other.

function naivePasses(way: 'above' | 'below', value: number, before: number | undefined, after: number | undefined) {
  if (after === undefined) return false;
  if (way === 'above') return after > value && !(before !== undefined && before > value);
  return after < value && !(before !== undefined && before < value);
}

function naiveFires(each: RuleTrigger, { isCreated, isUpdated, before, after }: CustomerEvent): boolean {
  const rank = (letter: Score | null) => (letter === null ? undefined : SCORES.indexOf(letter));
  if (!('passes' in each)) return isCreated || (each.on === 'customerCreatedOrUpdated' && isUpdated);
  if (each.on === 'amountDue') {
    const currency = each.currency ?? 'EUR';
    return naivePasses(each.passes, each.value, before.amountDue.get(currency), after.amountDue.get(currency));
  }
  if (each.on === 'score') return naivePasses(each.passes, rank(each.value)!, rank(before.score), rank(after.score));
  const days = ({ averagePaymentDelayDays }: RuleFigures) => averagePaymentDelayDays ?? undefined;
  return naivePasses(each.passes, each.value, days(before), days(after));
}

function naiveMatches({ field, operator, values, orEmpty }: Condition, customer: CustomerFacts): boolean {
  const value =
    field === 'country'
      ? customer.country
      : field === 'custom.tier'
        ? customer.customFields['tier']
        : customer.accountManagers;
  const held = (Array.isArray(value) ? value : [value]).filter((one) => one !== null && one !== undefined);
  const is = held.length === 0 ? orEmpty : held.some((one) => values.includes(one as string));
  return operator === 'is' ? is : !is;
}

function naiveOutcome(list: readonly Rule[], what: CustomerEvent, customer: CustomerFacts, before: RuledState) {
  const after: Record<string, unknown> = { ...before };
  const notified: string[] = [];
  for (const rule of list.toReversed()) {
    if (!rule.triggers.some((each) => naiveFires(each, what))) continue;
    if (!rule.filters.every((each) => naiveMatches(each, customer))) continue;
    if (rule.action.type === 'assignPlan') after['dunningPlanId'] = rule.action.dunningPlanId;
    if (rule.action.type === 'assignUsers' && 'userIds' in rule.action) after['accountManagers'] = rule.action.userIds;
    if (rule.action.type === 'assignPaymentMethods') after['paymentMethods'] = rule.action.paymentMethods;
    if (rule.action.type === 'excludeCustomer') after['excluded'] = true;
    if (rule.action.type === 'notify') notified.push(rule.id);
  }
  return { after, notified };
}

test('RUL-1 to RUL-4: rules do what a naive reading of their words does', () => {
  fc.assert(
    fc.property(rules, event, facts, state, (list, what, known, before) => {
      const customer = factsOf(known, before);
      const fired = new RuleSet(list).fired(what, customer, 'EUR');
      const { after, effects } = ruleOutcome(fired, before, (users) => ('userIds' in users ? users.userIds : null));
      const naive = naiveOutcome(list, what, customer, before);
      expect(after).toEqual(naive.after);
      const notified = effects.filter(({ change }) => change === 'notification').map(({ rule }) => rule.id);
      expect(notified).toEqual(naive.notified);
    }),
    { numRuns: 2000 },
  );
});

test('RUL-4: a rule took effect if it decided something that is now different; each change has one such rule', () => {
  fc.assert(
    fc.property(rules, event, facts, state, (list, what, known, before) => {
      const fired = new RuleSet(list).fired(what, factsOf(known, before), 'EUR');
      const { after, effects } = ruleOutcome(fired, before, (users) => ('userIds' in users ? users.userIds : null));
      const changes = effects.filter(({ change }) => change !== 'notification').map(({ change }) => change);
      const different = (Object.keys(before) as (keyof RuledState)[]).filter(
        (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
      );
      expect(changes.toSorted()).toEqual(different.toSorted());
    }),
    { numRuns: 1000 },
  );
});

test('RUL-1: whether an event concerns any rule is known without its facts', () => {
  fc.assert(
    fc.property(rules, event, facts, state, (list, what, known, before) => {
      const set = new RuleSet(list);
      if (set.fired(what, factsOf(known, before), 'EUR').length > 0) expect(set.concerns(what, 'EUR')).toBe(true);
    }),
  );
});
