import type { Plan } from '../../domain/plan.ts';
import type { CustomerEvent, Rule, RuleAction } from '../../domain/rule.ts';
import { type RuleOutcome, ruleOutcome } from '../../domain/ruleOutcome.ts';
import type { Session } from '../../store/store.ts';
import type { CustomerContext } from '../../store/subjects.ts';
import type { Deps } from '../deps.ts';
import { filterFactsOf, loadInvoiceStatuses, needsInvoiceStatuses } from '../lists/filterFacts.ts';
import type { Moment } from '../moment.ts';
import { ruledStateOf, RuleUsers } from './ruleUsers.ts';
import { type Ineffective, writeRuleOutcomes } from './writeRuleOutcomes.ts';

/**
 * Runs the enabled rules on what happened to customers, set-wise; what they do is not seen by rules again (RUL-6). Answers the customers
 * whom a rule fired on; excluded ones never (CUS-2).
 */
export async function fireRules(
  session: Session,
  deps: Deps,
  moment: Moment,
  contexts: ReadonlyMap<string, CustomerContext>,
  happened: ReadonlyMap<string, CustomerEvent>,
): Promise<string[]> {
  const rules = await deps.rules.current(session);
  if (rules.isEmpty) return [];
  const { currency } = moment.settings;
  const concerned = [...happened].filter(
    ([id, event]) => contexts.get(id)!.customer.excluded === 0 && rules.concerns(event, currency),
  );
  if (concerned.length === 0) return [];
  const statuses = needsInvoiceStatuses(rules.conditions)
    ? await loadInvoiceStatuses(
        session,
        concerned.map(([id]) => id),
        moment,
      )
    : null;
  const fired = new Map<CustomerContext, readonly Rule[]>();
  for (const [id, event] of concerned) {
    const context = contexts.get(id)!;
    const matched = rules.fired(event, filterFactsOf(context, moment, statuses?.get(id)), currency);
    if (matched.length > 0) fired.set(context, matched);
  }
  await carryOut(session, deps, moment, fired);
  return [...fired.keys()].map(({ customer }) => customer.id);
}

/** Writes what fired rules make of their customers (RUL-4). */
export async function carryOut(
  session: Session,
  deps: Deps,
  moment: Moment,
  fired: ReadonlyMap<CustomerContext, readonly Rule[]>,
): Promise<void> {
  if (fired.size === 0) return;
  const users = await RuleUsers.load(session);
  const plans = await deps.plans.current(session, plansOf(fired), true);
  const outcomes = new Map<CustomerContext, RuleOutcome>();
  const ineffective: Ineffective[] = [];
  for (const [context, rules] of fired) {
    const possible = rules.filter(({ action }) => !isPlanGone(action, plans));
    outcomes.set(context, ruleOutcome(possible, ruledStateOf(context), users.finderFor(context)));
    for (const rule of rules) {
      const reason = isPlanGone(rule.action, plans) ? 'Its plan was deleted' : users.problemOf(rule.action, context);
      if (reason !== null) ineffective.push({ rule, context, reason });
    }
  }
  await writeRuleOutcomes(session, deps, moment, outcomes, plans, ineffective);
}

function plansOf(fired: ReadonlyMap<CustomerContext, readonly Rule[]>): Set<string> {
  const actions = [...fired.values()].flat().map(({ action }) => action);
  return new Set(actions.flatMap((action) => (action.type === 'assignPlan' ? (action.dunningPlanId ?? []) : [])));
}

/** On PostgreSQL somebody may delete the plan at the very moment at which a rule that names it fires (PLN-6). */
function isPlanGone(action: RuleAction, plans: ReadonlyMap<string, Plan>): boolean {
  return action.type === 'assignPlan' && action.dunningPlanId !== null && !plans.has(action.dunningPlanId);
}
