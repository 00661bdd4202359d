import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { CustomerFacts } from '../../connector/src/domain/customerFilter.ts';
import type { Condition } from '../../connector/src/domain/filter.ts';
import { type CustomerEvent, type Rule, RuleSet } from '../../connector/src/domain/rule.ts';
import { saveCustomers } from '../../connector/src/usecases/customers/saveCustomers.ts';
import { saveRule } from '../../connector/src/usecases/rules/manageRules.ts';
import { CONNECTOR } from '../../connector/src/domain/actor.ts';
import { foundOrganization } from './fill.ts';
import { customerAt } from './ledger.ts';
import type { Options, Report } from './report.ts';
import { median } from './statistics.ts';
import { openDeps } from './timedRun.ts';

const RULES = 100;
const COUNTRIES = ['FR', 'DE', 'GB', 'US', 'BE'];
const TIERS = ['gold', 'silver', 'bronze'];

/** Rules of two filters each, of which about one in fifteen matches a customer. */
function conditionsOf(index: number): Condition[] {
  return [
    { field: 'country', operator: 'is', values: [COUNTRIES[index % 5]!], orEmpty: false },
    { field: 'custom.tier', operator: 'is', values: [TIERS[index % 3]!], orEmpty: false },
  ];
}

const ruleAt = (index: number): Rule => ({
  id: `rul_${index}`,
  name: `Rule ${index}`,
  triggers: [{ on: 'customerCreatedOrUpdated' }],
  filters: conditionsOf(index),
  action: { type: 'assignPlan', dunningPlanId: null },
});

function factsAt(index: number): CustomerFacts {
  return {
    name: `Customer ${index}`,
    externalId: `C-${index}`,
    country: COUNTRIES[index % 5]!,
    language: 'en',
    formOfAddress: null,
    source: 'api',
    score: 'A',
    averagePaymentDelayDays: 12,
    outstanding: index * 100,
    due: index * 100,
    overdue: 0,
    dunningPlanId: null,
    accountManagers: ['usr_1'],
    paymentMethods: ['card'],
    invoiceStatuses: [],
    contactPositions: [],
    lastDunningDate: null,
    unreadReplies: 0,
    excluded: false,
    paused: false,
    collectedAtBothLevels: false,
    customFields: { tier: TIERS[index % 3]! },
  };
}

const NO_FIGURES = { amountDue: new Map<string, number>(), score: null, averagePaymentDelayDays: null };
const UPDATE: CustomerEvent = { isCreated: false, isUpdated: true, before: NO_FIGURES, after: NO_FIGURES };

export interface Evaluation {
  /** Microseconds for one customer against 100 rules. */
  readonly ours: number;
  readonly jsonRulesEngine: number;
}

/** 100 rules against one customer, ours and json-rules-engine's, in turns. */
export async function measureEvaluation(rounds = 5): Promise<Evaluation> {
  const set = new RuleSet(Array.from({ length: RULES }, (_, index) => ruleAt(index)));
  const engine = new Engine();
  for (let index = 0; index < RULES; index++)
    engine.addRule({ conditions: theirs(index), event: { type: `r${index}` } });
  const ours: number[] = [];
  const others: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const mine = each(20_000, (index) => set.fired(UPDATE, factsAt(index % 1000), 'EUR').length);
    const start = performance.now();
    for (let index = 0; index < 100; index++) {
      const { country, customFields } = factsAt(index);
      const { events } = await engine.run({ country, tier: customFields['tier'] });
      if (events.length !== set.fired(UPDATE, factsAt(index), 'EUR').length) throw new Error('The engines disagree');
    }
    const their = ((performance.now() - start) / 100) * 1000;
    if (round === 0) continue;
    ours.push(mine);
    others.push(their);
  }
  return { ours: median(ours), jsonRulesEngine: median(others) };
}

function theirs(index: number): TopLevelCondition {
  const [country, tier] = conditionsOf(index);
  return {
    all: [
      { fact: 'country', operator: 'in', value: country!.values },
      { fact: 'tier', operator: 'in', value: tier!.values },
    ],
  };
}

/** Microseconds for one call of `work`. */
function each(times: number, work: (index: number) => unknown): number {
  const start = performance.now();
  for (let index = 0; index < times; index++) work(index);
  return ((performance.now() - start) / times) * 1000;
}

export interface Import {
  readonly customers: number;
  /** Seconds. */
  readonly withoutRules: number;
  readonly withRules: number;
}

const ENABLED = 20;
const BATCH = 1000;

/** The same import of new customers without rules and with 20 enabled ones, which match one customer in fifteen each. */
export async function measureImport(customers = 100_000): Promise<Import> {
  return { customers, withoutRules: await timedImport(customers, 0), withRules: await timedImport(customers, ENABLED) };
}

async function timedImport(customers: number, rules: number): Promise<number> {
  const deps = await openDeps('sqlite::memory:');
  try {
    const { managers, planId } = await foundOrganization(deps);
    for (let index = 0; index < rules; index++) {
      const filters = conditionsOf(index).map(({ field, operator, values }) => ({ field, operator, values }));
      const action = { type: 'assignPlan', dunningPlanId: index % 2 === 0 ? planId : null } as const;
      const triggers = [{ on: 'customerCreatedOrUpdated' }] as const;
      await saveRule(deps, CONNECTOR, null, { name: `Rule ${index}`, enabled: true, triggers, filters, action });
    }
    const start = performance.now();
    for (let from = 0; from < customers; from += BATCH) {
      const records = Array.from({ length: BATCH }, (_, place) => {
        const number = from + place;
        const customFields = { tier: TIERS[number % 3]! };
        const value = { ...customerAt(number, managers), country: COUNTRIES[number % 5]!, customFields };
        return { index: place, value };
      });
      await saveCustomers(deps, CONNECTOR, records);
    }
    return (performance.now() - start) / 1000;
  } finally {
    await deps.store.close();
  }
}

const number = (value: number) => value.toLocaleString('en');

/** What smart rules cost: one customer against many of them, and an import with and without (RUL-4). */
export async function benchRules({ quick, say }: Options): Promise<Report> {
  say('Smart rules: evaluating');
  const evaluation = await measureEvaluation();
  say('Smart rules: importing');
  const imported = await measureImport(quick ? 10_000 : 100_000);
  const text = [
    '| smart rules | ours | floor | ratio |',
    '|---|---:|---:|---:|',
    `| ${RULES} rules against one customer, beside json-rules-engine | ${evaluation.ours.toFixed(1)} µs | ${number(Math.round(evaluation.jsonRulesEngine))} µs | 1 : ${Math.round(evaluation.jsonRulesEngine / evaluation.ours)} |`,
    `| importing ${number(imported.customers)} customers with ${ENABLED} rules, beside none | ${imported.withRules.toFixed(1)} s | ${imported.withoutRules.toFixed(1)} s | ${(imported.withRules / imported.withoutRules).toFixed(2)} |`,
  ].join('\n');
  return { text, figures: { evaluation, imported } };
}
