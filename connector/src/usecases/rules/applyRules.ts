import type { Actor } from '../../domain/actor.ts';
import type { CustomerEvent, Rule, RuleFigures, RuleSet } from '../../domain/rule.ts';
import { type CustomerChange, customerChanges } from '../../domain/ruleEvents.ts';
import { type RuleOutcome, ruleOutcome } from '../../domain/ruleOutcome.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import { SeenFigures } from '../../store/ruleFigures.ts';
import type { Session } from '../../store/store.ts';
import { type CustomerContext, loadCustomerContexts, lockCustomers } from '../../store/subjects.ts';
import type { Deps } from '../deps.ts';
import { filterFactsOf, loadInvoiceStatuses, needsInvoiceStatuses } from '../lists/filterFacts.ts';
import type { Moment } from '../moment.ts';
import { replan } from '../cadence/replan.ts';
import { figuresOf } from './ruleFigures.ts';
import { ruledStateOf, RuleUsers } from './ruleUsers.ts';
import { type Ineffective, writeRuleOutcomes } from './writeRuleOutcomes.ts';

const NO_FIGURES: RuleFigures = Object.freeze({ amountDue: new Map(), score: null, averagePaymentDelayDays: null });

/**
 * Ends every change of customers: tells it (EVT-1), lets the smart rules see it (RUL-1 to RUL-7), and plans what comes next, all in the
 * transaction of the change. `customerIds` are those to be planned anew.
 */
export async function customersChanged(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  events: readonly NewEvent[],
  customerIds: readonly string[],
): Promise<void> {
  await appendEvents(session, deps.newId, moment.now, actor, events);
  const ruled = await applyRules(session, deps, moment, customerChanges(events));
  await replan(session, deps, moment, actor, [...customerIds, ...ruled]);
}

/**
 * Runs the enabled rules on changed customers, set-wise; what they do does not come back here as an event (RUL-6). Answers the customers whom
 * a rule fired on.
 */
export async function applyRules(
  session: Session,
  deps: Deps,
  moment: Moment,
  changes: ReadonlyMap<string, CustomerChange>,
): Promise<string[]> {
  const rules = await deps.rules.current(session);
  if (rules.isEmpty) return [];
  const ids = [...changes].filter(([, { isCreated, isUpdated }]) => isCreated || isUpdated || rules.watchesFigures);
  if (ids.length === 0) return [];
  await lockCustomers(
    session,
    ids.map(([id]) => id),
  );
  const contexts = await loadCustomerContexts(
    session,
    ids.map(([id]) => id),
  );
  const events = await eventsOf(session, rules, moment, contexts, changes);
  const concerned = [...events].filter(
    ([id, event]) => contexts.get(id)!.customer.excluded === 0 && rules.concerns(event, moment.settings.currency),
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
    const matched = rules.fired(event, filterFactsOf(context, moment, statuses?.get(id)), moment.settings.currency);
    if (matched.length > 0) fired.set(context, matched);
  }
  await carryOut(session, deps, moment, fired);
  return [...fired.keys()].map(({ customer }) => customer.id);
}

/** RUL-1, RUL-7: each customer's event, with the figures before and after; these are seen from now on. */
async function eventsOf(
  session: Session,
  rules: RuleSet,
  moment: Moment,
  contexts: ReadonlyMap<string, CustomerContext>,
  changes: ReadonlyMap<string, CustomerChange>,
): Promise<Map<string, CustomerEvent>> {
  if (!rules.watchesFigures) {
    return new Map(
      [...contexts.keys()].map((id) => [id, { ...changes.get(id)!, before: NO_FIGURES, after: NO_FIGURES }]),
    );
  }
  const seen = await SeenFigures.load(session, [...contexts.keys()]);
  const after = new Map([...contexts].map(([id, context]) => [id, figuresOf(context, moment)]));
  const moved = await seen.write(session, after);
  return new Map(
    [...after].map(([id, figures]) => {
      const { isCreated, isUpdated } = changes.get(id)!;
      return [id, { isCreated, isUpdated: isUpdated || moved.has(id), before: seen.of(id), after: figures }];
    }),
  );
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
