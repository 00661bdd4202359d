import type { RuleTrigger } from '../../../connector/src/domain/rule.ts';
import { orderRules, type RuleInput, saveRule } from '../../../connector/src/usecases/rules/manageRules.ts';
import type { Random } from '../random.ts';
import { type Act, change, OWNER, type Scene } from './act.ts';
import { COUNTRIES } from './customers.ts';

const TRIGGERS: readonly RuleTrigger[] = [
  { on: 'customerCreated' },
  { on: 'customerCreatedOrUpdated' },
  { on: 'amountDue', passes: 'above', value: 15_000, currency: null },
  { on: 'amountDue', passes: 'below', value: 10_000, currency: 'EUR' },
];

/** The rules of a world: each of one trigger or two, for some countries, assigning a plan or none. */
export function rulesOf(scene: Scene): Act[] {
  return Array.from({ length: scene.random.between(2, 4) }, (_, place) => {
    const input = { name: `Rule ${place}`, enabled: true, ...drawnRule(scene) };
    return change('a rule', (deps) => saveRule(deps, OWNER, null, input));
  });
}

function drawnRule({ random, witness }: Scene): Pick<RuleInput, 'triggers' | 'filters' | 'action'> {
  const plans = witness.books.plans().filter(({ level }) => level === 'customer');
  const triggers = random.onceIn(3) ? [random.pick(TRIGGERS), random.pick(TRIGGERS)] : [random.pick(TRIGGERS)];
  return {
    triggers,
    filters: random.onceIn(3) ? [] : [{ field: 'country', ...countries(random) }],
    action: { type: 'assignPlan', dunningPlanId: random.onceIn(5) ? null : random.pick(plans).id },
  };
}

function countries(random: Random) {
  return {
    operator: random.pick(['is', 'isNot'] as const),
    values: random.onceIn(2) ? [random.pick(COUNTRIES)] : [COUNTRIES[0], random.pick(COUNTRIES.slice(1))],
  };
}

/** RUL-4, RUL-5: a rule is switched, rewritten, or they are put in another order. */
export function editRules(scene: Scene): Act {
  const { random, witness } = scene;
  const rules = witness.books.all<{ id: string; enabled: number }>('SELECT id, enabled FROM rules ORDER BY place');
  const { id, enabled } = random.pick(rules);
  if (random.onceIn(3)) return change('switch a rule', (deps) => saveRule(deps, OWNER, id, { enabled: enabled === 0 }));
  if (random.onceIn(2)) {
    const input = drawnRule(scene);
    return change('edit a rule', (deps) => saveRule(deps, OWNER, id, input));
  }
  const ids = rules.map((rule) => rule.id);
  ids.push(...ids.splice(0, random.between(1, ids.length - 1)));
  return change('order rules', (deps) => orderRules(deps, OWNER, ids));
}
