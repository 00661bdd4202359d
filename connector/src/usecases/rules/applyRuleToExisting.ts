import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { compileCustomerFilter } from '../../domain/customerFilter.ts';
import { DomainError, notFound, unprocessable } from '../../domain/errors.ts';
import type { Rule } from '../../domain/rule.ts';
import { type RuleEffect, ruleOutcome } from '../../domain/ruleOutcome.ts';
import { findByReferences } from '../../store/lookups.ts';
import { findRule, type StoredRule, toRule } from '../../store/rules.ts';
import type { Session } from '../../store/store.ts';
import { type CustomerContext, loadCustomerContexts, lockCustomers } from '../../store/subjects.ts';
import { checkRule } from './checkRule.ts';
import { carryOut } from './fireRules.ts';
import type { Deps } from '../deps.ts';
import { filterFactsOf, loadInvoiceStatuses, needsInvoiceStatuses } from '../lists/filterFacts.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { toReference } from '../lists/records.ts';
import { replan } from '../schedule/replan.ts';
import { ruledStateOf, RuleUsers } from './ruleUsers.ts';

export interface ApplyInput {
  readonly dryRun: boolean;
  /** Only these, such as the list that a dry run gave; left out: everybody who matches. */
  readonly customers?: readonly string[];
}

/** Who would change, or has changed, from what to what. */
export interface AppliedChange {
  readonly customer: { readonly id: string; readonly externalId: string | null; readonly name: string };
  readonly change: RuleEffect['change'];
  readonly from: RuleEffect['from'];
  readonly to: RuleEffect['to'];
}

export interface ApplyResult {
  /** Customers whom the rule's filters match. */
  matched: number;
  changed: number;
  /** The first 1,000. */
  readonly changes: AppliedChange[];
}

const BATCH = 1000;
const SHOWN = 1000;

/**
 * RUL-5: the explicit command that applies a rule, enabled or not, to the customers who are there already: its filters decide, its triggers
 * do not. All in one transaction; a dry run tells the same and writes nothing.
 */
export async function applyRuleToExisting(
  deps: Deps,
  actor: Actor,
  id: string,
  input: ApplyInput,
): Promise<ApplyResult> {
  requireAdmin(actor, 'what smart rules decide');
  return deps.store.transaction(async (session) => {
    const stored = await findRule(session, id);
    if (!stored) throw notFound('rule', id);
    if (stored.disabledReason !== null)
      throw unprocessable(`${stored.disabledReason}: edit the rule before it is applied`);
    await refuseBroken(session, deps, stored);
    const rule = toRule(stored);
    const moment = await currentMoment(session, deps.clock);
    const result: ApplyResult = { matched: 0, changed: 0, changes: [] };
    for await (const ids of pages(session, input.customers)) {
      if (!input.dryRun) await lockCustomers(session, ids);
      const matching = await matchingOf(session, moment, rule, ids);
      result.matched += matching.length;
      const users = await RuleUsers.load(session);
      const changing = matching.filter((context) => {
        const { effects } = ruleOutcome([rule], ruledStateOf(context), users.finderFor(context));
        const { id: customerId, externalId, name } = context.customer;
        for (const { change, from, to } of effects)
          if (result.changes.length < SHOWN)
            result.changes.push({ customer: { id: customerId, externalId, name }, change, from, to });
        return effects.length > 0;
      });
      result.changed += changing.length;
      if (input.dryRun || changing.length === 0) continue;
      await carryOut(session, deps, moment, new Map(changing.map((context) => [context, [rule]])));
      await replan(
        session,
        deps,
        moment,
        actor,
        changing.map(({ customer }) => customer.id),
      );
    }
    return result;
  });
}

/** One that somebody had switched off may name what has gone since. */
async function refuseBroken(session: Session, deps: Deps, { definition }: StoredRule): Promise<void> {
  try {
    await checkRule(session, deps, definition);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw unprocessable(`${error.message}: edit the rule before it is applied`, error.errors);
  }
}

async function* pages(session: Session, named: readonly string[] | undefined): AsyncGenerator<string[]> {
  if (named) {
    const find = await findByReferences(session, 'customers', named.map(toReference));
    const found = named.map((name) => {
      const customer = find(toReference(name));
      if (!customer) throw notFound('customer', name);
      return customer.id;
    });
    // Whoever is named twice is told of once.
    const ids = [...new Set(found)];
    for (let start = 0; start < ids.length; start += BATCH) yield ids.slice(start, start + BATCH);
    return;
  }
  for (let after = ''; ;) {
    const rows = await session.db
      .selectFrom('customers')
      .select('id')
      .where('id', '>', after)
      .where('excluded', '=', 0)
      .orderBy('id')
      .limit(BATCH)
      .execute();
    if (rows.length === 0) return;
    yield rows.map(({ id }) => id);
    after = rows.at(-1)!.id;
  }
}

/** The customers whom a rule's filters match; excluded ones never (CUS-2). */
export async function matchingOf(
  session: Session,
  moment: Moment,
  { filters }: Pick<Rule, 'filters'>,
  ids: readonly string[],
): Promise<CustomerContext[]> {
  const matches = compileCustomerFilter(filters);
  const contexts = await loadCustomerContexts(session, ids);
  const statuses = needsInvoiceStatuses(filters) ? await loadInvoiceStatuses(session, ids, moment) : null;
  return [...contexts.values()].filter(
    (context) =>
      context.customer.excluded === 0 && matches(filterFactsOf(context, moment, statuses?.get(context.customer.id))),
  );
}
