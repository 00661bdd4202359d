import type { CustomerEvent, Rule } from '../../domain/rule.ts';
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
  const outcomes = new Map<CustomerContext, RuleOutcome>();
  const ineffective: Ineffective[] = [];
  for (const [context, rules] of fired) {
    outcomes.set(context, ruleOutcome(rules, ruledStateOf(context), users.finderFor(context)));
    for (const rule of rules) {
      const reason = users.problemOf(rule.action, context);
      if (reason !== null) ineffective.push({ rule, context, reason });
    }
  }
  await writeRuleOutcomes(session, deps, moment, outcomes, ineffective);
}
